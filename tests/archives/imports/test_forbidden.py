from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives.imports.finding_texts import TOPICS as NAMES
from archives.imports.forbidden import (
    CHINESE,
    ENGLISH,
    NEVER,
    WITH_CONSENT,
    Forbidden,
    forbidden_headers,
    forbidden_topic,
)
from archives.imports.forbidden_words import FOLDED, TRADITIONAL
from tests.archives.imports.forbidden_headings import FORBIDDEN, INNOCENT


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


@pytest.mark.parametrize(("header", "topic"), [(header, topic) for topic in FORBIDDEN for header in FORBIDDEN[topic]])
def test_a_heading_as_offices_write_it_is_known(header: str, topic: str) -> None:
    assert forbidden_topic(header) == topic


@pytest.mark.parametrize("header", INNOCENT)
def test_a_heading_that_only_looks_so_passes(header: str) -> None:
    assert forbidden_topic(header) == ""


def written_otherwise(header: str) -> list[str]:
    """The same heading in other clothes."""
    words = re.findall("[A-Za-z]+", header)
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in header)
    forms = [f" {header}：", f"（{header}）", f"{header}*", f"2.{header}", f"学生\n{header}", wide,
             "\u200b".join(header)]
    if words and header.isascii():
        joined = "".join(words)
        forms += ["_".join(words).upper(), "-".join(words), "".join(map(str.capitalize, words)), joined.lower(),
                  joined.upper(), f"student_{'_'.join(words)}".lower(), f"{joined}Status", " ".join(words).title()]
    elif not words:
        forms += [" ".join(header), "\n".join(header), "\u3000".join(header), f"{header}情况", f"是否{header}"]
    return forms


@pytest.mark.parametrize("topic", FORBIDDEN)
def test_no_way_of_writing_hides_a_heading(topic: str) -> None:
    missed = [form for header in FORBIDDEN[topic] for form in written_otherwise(header) if not forbidden_topic(form)]
    assert missed == []


def test_every_topic_has_headings_and_a_name_for_people() -> None:
    assert set(FORBIDDEN) == set(NAMES) == {*NEVER, *WITH_CONSENT}


def test_the_table_of_traditional_signs_pairs_each_with_one_simplified_sign() -> None:
    assert len(TRADITIONAL) % 2 == 0
    assert all(chr(sign) != simple and ord(simple) not in FOLDED for sign, simple in FOLDED.items())


def test_two_hundred_headings_take_no_time_worth_speaking_of() -> None:
    some = (*INNOCENT[:50], *FORBIDDEN["disease"][:50])
    headings = [f"{header}{number}" for number in range(2) for header in some]
    begun = time.perf_counter()
    forbidden_headers(headings)
    assert time.perf_counter() - begun < 2


def test_a_heading_of_any_length_is_judged_at_once() -> None:
    begun = time.perf_counter()
    assert forbidden_topic("class" * 20_000) == ""
    assert forbidden_topic("无" * 100_000 + "血型") == "blood"
    assert time.perf_counter() - begun < 2


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
