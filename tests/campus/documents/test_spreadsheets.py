"""Tables that leave: nothing runs, and each page says whose copy it is."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from campus.documents.spreadsheets import Watermark, in_csv, starts_a_formula, write_csv, write_xlsx
from tests.factories import NOW

MARK = Watermark("X2026-0001", "王老师", NOW, "核对 A&B 班名单")
FORMULAS = ("=1+1", "+86 28", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A", "  =1", "\u3000=1")
HARMLESS = ("", "2024000001", "陈佳宁", "a=b", "'", "•••", "1-2")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_program_would_run_gets_an_apostrophe(text) -> None:
    assert starts_a_formula(text)
    assert in_csv(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text) -> None:
    assert not starts_a_formula(text)
    assert in_csv(text) == text


def test_a_workbook_holds_text_only_and_zeros_stay(tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [[text, "0012", date(2026, 9, 1), None, 7, Decimal("2.5")] for text in FORMULAS]
    assert write_xlsx(path, sheet="学生", headings=list("abcdef"), rows=rows, mark=MARK) == len(FORMULAS)
    sheet = load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in sheet[2]] == ["=1+1", "0012", "2026-09-01", None, "7", "2.5"]
    assert (sheet["A2"].quotePrefix, sheet["A2"].number_format, sheet["B2"].quotePrefix) == (True, "@", False)


ODD = ("<r><t>甲</t></r>", "<b>&amp;</b>", " 甲 ", "甲\n乙", "甲\x01乙\x1b", "_x0041_",
       "\ufffe甲\uffff", "甲\r\n", "'", "𠮷")  # fmt: skip


def test_no_text_is_taken_for_anything_but_text(tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, sheet="学生", headings=["a", "b"], rows=[[text, f"={text}"] for text in ODD], mark=MARK)
    found = [(row[0].value, row[1].value) for row in load_workbook(path).worksheets[0].iter_rows(min_row=2)]
    assert [(unescape(one), unescape(other)) for one, other in found] == [(text, f"={text}") for text in ODD]


def test_the_watermark_is_on_every_page_and_on_a_sheet_of_its_own(tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, sheet="学生", headings=["a"], rows=[["1"]], mark=MARK)
    book = load_workbook(path)
    footer = book.worksheets[0].oddFooter
    said = "导出 X2026-0001 · 王老师 · 2026-11-23 09:12 · 用途：核对 A&B 班名单"
    assert footer.left.text == said.replace("&", "&&")
    assert footer.right.text == "&P / &N"
    assert book.worksheets[1]["A1"].value == said
    assert book.properties.description == said


def test_a_long_purpose_does_not_break_the_footer(tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    mark = Watermark("X2026-0001", "王老师", NOW, "很长的用途&" * 60)
    write_xlsx(path, sheet="学生", headings=["a"], rows=[["1"]], mark=mark)
    assert load_workbook(path).worksheets[0].oddFooter.left.text.endswith("…")


def test_a_text_table_begins_with_its_mark_and_is_read_right_by_spreadsheet_programs(tmp_path) -> None:
    path = tmp_path / "a.csv"
    assert write_csv(path, headings=["学号", "说明"], rows=iter([["001", '=a"b,c']]), mark=MARK) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert lines[0][0].startswith("导出 X2026-0001")
    assert lines[1:] == [["学号", "说明"], ["001", "'=a\"b,c"]]
