from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typst

from campus.documents.pdf import TEMPLATES, UnknownTemplate, fonts, render_pdf, render_png
from tests.campus.documents.reading_pdf import characters, whole

AT = datetime(2026, 11, 23, 1, 12, 30, 999, tzinfo=UTC)


def extract(**changes: Any) -> dict[str, Any]:
    data = {
        "title": "诚信档案摘录", "author": ["示例大学"], "school": "示例大学", "office": "诚信办公室", "foot": "X1",
        "watermark": "",
        "head": [["姓名", "陈佳宁"]], "notes": ["说明"], "records_title": "记录", "empty": "没有记录", "records": [],
        "look_ups_title": "谁查阅过", "look_ups": [[["用途", "奖助"]]], "look_ups_note": "仅此一次",
        "rights_title": "权利", "rights": ["异议"],
    }
    return {**data, **changes}


def record(**changes: Any) -> dict[str, Any]:
    return {"title": "考试作弊", "state": "展示中", "facts": [["来源", "教务处"]], "quotes": [], **changes}


def test_the_same_data_and_time_give_the_same_bytes() -> None:
    assert render_pdf("extract", extract(), language="zh-hans", at=AT) == render_pdf(
        "extract", extract(), language="zh-hans", at=AT)


def test_it_is_tagged_says_its_language_and_conforms_to_the_archive_and_access_standards() -> None:
    pdf = whole(render_pdf("extract", extract(), language="zh-hans", at=AT))

    assert re.search(rb"/Lang\s*\(zh-CN\)", pdf)
    assert b"/Marked true" in pdf
    assert b"pdfuaid:part" in pdf
    assert b"pdfaid:part" in pdf


def test_an_english_paper_says_that_it_is_english() -> None:
    assert re.search(rb"/Lang\s*\(en-GB\)", whole(render_pdf("extract", extract(), language="en")))


def test_only_the_bundled_font_is_used() -> None:
    pdf = whole(render_pdf("extract", extract(records=[record()]), language="zh-hans"))

    names = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z-]+)", pdf))

    assert names == {b"NotoSansSC-Regular", b"NotoSansSC-Bold"}
    assert fonts().families() == ["Noto Sans SC"]


def test_what_is_printed_can_be_copied_as_text() -> None:
    found = characters(render_pdf("extract", extract(head=[["姓名", "陈佳宁"]]), language="zh-hans"))

    assert set("陈佳宁诚信档案摘录没有记录") <= found
    assert "龘" not in found


@pytest.mark.parametrize(
    "name", ["#panic()", "#import \"paper.typ\"", "$x^2$", "*强调*", "@ref", "//", "]", "\\", "<a>"])
def test_markup_in_the_data_is_printed_and_never_run(name: str) -> None:
    pdf = render_pdf("extract", extract(head=[["姓名", name]], records=[record(title=name, state=name)]),
                     language="zh-hans")

    assert set(name) - {" "} <= characters(pdf)


def test_a_character_outside_the_font_is_printed_as_its_code_point_and_nothing_fails() -> None:
    found = characters(render_pdf("extract", extract(head=[["姓名", "陈\U000323AF한\x00"]]), language="zh-hans"))

    assert set("〔〕U+323AF") <= found
    assert "陈" in found


def test_lines_of_long_text_stay_lines_and_long_records_go_over_pages() -> None:
    long = record(facts=[["事实", "\n".join(["课程论文大段抄袭已发表文献"] * 200)]])

    pages = render_png("extract", extract(records=[long]), language="zh-hans", ppi=20)

    assert len(pages) > 3


def test_a_page_is_not_blank() -> None:
    empty, full = (render_png("extract", data, language="zh-hans", ppi=40)[0]
                   for data in (extract(), extract(records=[record()] * 4)))

    assert empty.startswith(b"\x89PNG")
    assert len(full) > len(empty) > 1000


@pytest.mark.parametrize("name", ["missing", "../pdf", "paper.typ", "", "/etc/passwd"])
def test_an_unknown_template_is_refused(name: str) -> None:
    with pytest.raises(UnknownTemplate):
        render_pdf(name, {}, language="en")


def test_missing_data_is_an_error_and_not_an_empty_page() -> None:
    with pytest.raises(typst.TypstError):
        render_pdf("extract", {"title": "x"}, language="en")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        render_pdf("extract", extract(), language="fr")


def test_layouts_hold_no_words_of_their_own() -> None:
    """Wording comes with the data, so that it is translated like every other."""
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for path in sorted(Path(TEMPLATES).glob("*.typ")):
        code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("//"))
        assert set(chinese.findall(code)) <= {"信"}, path.name  # the seal
