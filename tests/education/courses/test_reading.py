from education.courses.reading import minutes_of


def text(words):
    return {"type": "text", "value": f"<p>{words}</p>"}


def test_a_short_text_takes_one_minute():
    assert minutes_of([text("好。")]) == 1


def test_chinese_is_counted_by_characters():
    assert minutes_of([text("字" * 440)]) == 2
    assert minutes_of([text("字" * 441)]) == 3


def test_english_is_counted_by_words():
    assert minutes_of([text("word " * 300)]) == 2
    assert minutes_of([text("word " * 301)]) == 3


def test_markup_is_not_read():
    assert minutes_of([{"type": "text", "value": '<a href="/very/long/address">字</a>' * 220}]) == 1


def test_a_case_adds_time_to_think():
    facts = {"title": "字", "facts": "<p>字</p>", "question": "字", "answer": "<p>字</p>"}
    assert minutes_of([{"type": "case", "value": facts}]) == 3


def test_a_video_counts_with_its_length_and_not_with_its_transcript():
    video = {"title": "录像", "url": "https://video.example.edu/1", "minutes": 3, "transcript": "字" * 5000}
    assert minutes_of([{"type": "video", "value": video}]) == 3


def test_an_unfinished_video_block_counts_nothing():
    assert minutes_of([{"type": "video", "value": {"minutes": None}}]) == 1
