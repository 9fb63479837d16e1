from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives.imports.forbidden import (
    CHINESE,
    ENGLISH,
    NEVER,
    WITH_CONSENT,
    Forbidden,
    forbidden_headers,
    forbidden_topic,
)


@pytest.mark.parametrize(
    ("header", "topic"),
    [
        ("宗教信仰", "religion"),
        ("是否信教", "religion"),
        ("Religion", "religion"),
        ("基因检测结果", "genes"),
        ("指纹编号", "fingerprint"),
        ("finger print / Fingerprint", "fingerprint"),
        ("血型", "blood"),
        ("血 型", "blood"),
        ("血型（ABO）", "blood"),
        ("bloodType", "blood"),
        ("blood_group", "blood"),
        ("ＡＢＯ", "blood"),
        ("既往病史", "disease"),
        ("健康状况", "disease"),
        ("体检结果", "disease"),
        ("Medical history", "disease"),
        ("家庭年收入（元）", "income"),
        ("annual income", "income"),
        ("存款", "deposits"),
        ("持有股票", "securities"),
        ("商业保险", "insurance"),
        ("房产情况", "property"),
        ("纳税额", "tax"),
    ],
)
def test_a_forbidden_column_is_known_by_its_heading(header: str, topic: str) -> None:
    assert forbidden_topic(header) == topic


@pytest.mark.parametrize(
    "header",
    [
        "学号", "姓名", "专业", "病假天数", "献血次数", "宗教学", "保险学", "基因工程", "遗传学成绩",
        "证书指纹", "诊断性测验", "损坏公共财产情况", "纳税人识别号", "处分决定文号", "备注", "",
        "student number", "public health", "intellectual property", "taxonomy", "generation",
    ],
)  # fmt: skip
def test_a_heading_is_not_judged_by_every_word_in_it(header: str) -> None:
    assert forbidden_topic(header) == ""


def test_only_economic_topics_can_be_consented_to() -> None:
    assert forbidden_headers(["学号", "血型", "年收入"]) == [
        Forbidden("血型", "blood", 1, False),
        Forbidden("年收入", "income", 2, True),
    ]


def test_every_topic_has_words_in_both_languages() -> None:
    assert set(CHINESE) == set(ENGLISH) == {*NEVER, *WITH_CONSENT}


@given(
    st.sampled_from([(topic, word) for topic in NEVER for word in CHINESE[topic]]),
    st.text(" \u3000_-（）*", max_size=4),
)
def test_marks_and_spaces_hide_no_forbidden_word(found: tuple[str, str], noise: str) -> None:
    topic, word = found

    assert forbidden_topic(noise + noise.join(word) + noise) == topic


@given(st.text())
def test_no_heading_makes_the_judgement_fail(header: str) -> None:
    assert forbidden_topic(header) in {"", *NEVER, *WITH_CONSENT}
