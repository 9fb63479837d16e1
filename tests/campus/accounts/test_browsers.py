import pytest

from campus.accounts.browsers import browser_in_words

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.mark.parametrize(("said", "words"), [
    (CHROME, "Windows 上的 Chrome"), (CHROME + " Edg/140.0", "Windows 上的 Edge"), (WECHAT, "Android 上的 WeChat"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5) Version/17.5 Safari/605.1.15", "Mac 上的 Safari"),
    ("", "未知浏览器"), ("<script>curl</script>", "未知浏览器"),
])
def test_a_browser_is_named_by_words_that_are_known_here(said, words):
    assert browser_in_words(said) == words
