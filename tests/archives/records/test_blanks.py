"""What fills a cell and says nothing is neither facts nor a paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives.records.blanks import WORDS, is_blank, visible


@pytest.mark.parametrize("text", [
    "", "   ", "\u3000\u3000", "\u200b", "\ufeff \u200d", "\x00", "无", " 无 ", "（无）", "—", "——", "/", "-",
    "…", "***", "待补", "待 补", "待补。", "N/A", "n/a", "Ｎ／Ａ", "#N/A", "#REF!", "#DIV/0!", "同上", "〃",
    "详见附件", "無", "TBD", "None",
    "xxx", "××", "0", "000", "？？？", "√", "待\u200b补", "Not applicable", "无无无无无无无无无无无无无无",
])  # fmt: skip
def test_nothing_is_said(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", [
    "示大学字〔2026〕9号", "9号", "7", "课程论文抄袭", "无故旷考并伪造病假条", "同上一学期相同，再次抄袭", "第13条",
    "DEC-2026-001", "N/A条款见《学生违纪处分规定》第3条", "见附件一所列三篇论文，抄袭率48%", "校团委", "待补考期间作弊",
])  # fmt: skip
def test_something_is_said(text):
    assert not is_blank(text)


@given(st.sampled_from(sorted(WORDS)), st.text(" \u3000\u200b\ufeff_-—/（）。、*", max_size=3))
def test_marks_and_spaces_hide_no_such_word(word, noise):
    assert is_blank(noise + noise.join(word) + noise)
    assert is_blank(word.upper())


@given(st.text())
def test_every_text_has_an_answer_and_what_is_seen_of_it_has_the_same(text):
    assert is_blank(text) == is_blank(visible(text))


def test_a_text_is_kept_as_it_is_seen():
    assert visible("\u200b 示大学字\u2060〔2026〕9号\u3000\n") == "示大学字〔2026〕9号"
    assert visible("第一行\n第二行\x00") == "第一行\n第二行"
