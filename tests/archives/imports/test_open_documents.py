from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from archives.imports.open_documents import OpenDocument, scan_content
from archives.imports.refusal import Refusal
from tests.archives.imports import hostile
from tests.archives.imports.hostile import open_cell, open_row, open_table

LIMITS = {"unpacked_bytes": 50 * 2**20, "rows": 50_000, "columns": 200, "memory_bytes": 512 * 2**20}
EMPTY = "<table:table-cell/>"
# What LibreOffice writes below every table that has a format down to the last row.
TO_THE_END = (
    '<table:table-row table:number-rows-repeated="1048500">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
DAY = ' office:date-value="2006-08-10"'
ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
TITLE = (
    '<table:table-cell office:value-type="string" table:number-columns-spanned="4" '
    'table:number-rows-spanned="1"><text:p>新生名单</text:p></table:table-cell>'
    '<table:covered-table-cell table:number-columns-repeated="3"/>'
)
FRESHMEN = open_table(
    "本科 &amp; 专科",
    open_row(TITLE),
    open_row('<table:table-cell table:number-columns-repeated="16384"/>'),
    open_row("学号", "姓名", "出生日期", "年级"),
    open_row("2026030001", "甲 &amp; 乙", open_cell("", kind="date", more=DAY), ERROR),
    open_row("2026030002", EMPTY, EMPTY, EMPTY, more=' table:visibility="collapse"'),
    TO_THE_END,
)


def opened(path: Path, tables: str = FRESHMEN, **options: str) -> OpenDocument:
    return OpenDocument(hostile.open_document(path, tables, **options), LIMITS)


def code_of(run: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as caught:
        run()
    return caught.value.code


def test_cells_dates_and_errors_arrive_with_their_row_numbers(tmp_path: Path) -> None:
    book = opened(tmp_path / "a.ods")

    assert list(book.rows(book.sheets[0])) == [
        (1, ["新生名单", None, None, None]),
        (2, [None, None, None, None]),
        (3, ["学号", "姓名", "出生日期", "年级"]),
        (4, ["2026030001", "甲 & 乙", date(2006, 8, 10), "#DIV/0!"]),
        (5, ["2026030002", None, None, None]),
    ]


def test_times_truths_and_numbers_are_values(tmp_path: Path) -> None:
    row = open_row(
        open_cell("", kind="date", more=' office:date-value="2006-12-31T08:30:00"'),
        open_cell("", kind="date", more=' office:date-value="2006-12-31T00:00:00"'),
        open_cell("TRUE", kind="boolean", more=' office:boolean-value="true"'),
        open_cell("5,1", kind="float", more=' office:value="5.5"'),
    )
    book = opened(tmp_path / "a.ods", open_table("表", row))

    assert next(book.rows(book.sheets[0]))[1] == [datetime(2006, 12, 31, 8, 30), date(2006, 12, 31), True, 5.5]


def test_what_the_sheets_hold_is_known(tmp_path: Path) -> None:
    tables = FRESHMEN + open_table("旧", open_row("x"), open_row("y"), style="hidden")
    first, second = opened(tmp_path / "a.ods", tables).sheets

    assert [(one.name, one.visible) for one in (first, second)] == [("本科 & 专科", True), ("旧", False)]
    assert (first.first_row, first.last_cell, first.filled_rows) == (1, "D5", 4)
    assert (first.merged, first.hidden_rows, first.last_formatted_row) == (["A1:D1"], [5], 5)
    assert (first.formula_cells, first.error_cells) == (["D4"], ["D4"])


def test_the_walk_finds_the_same_however_the_stream_is_cut() -> None:
    xml = FRESHMEN.encode()
    whole = scan_content(iter([xml]))

    for size in (7, 100, 500):
        assert scan_content(iter([xml[place : place + size] for place in range(0, len(xml), size)])) == whole


def repeated(rows: int | str, columns: int | str) -> str:
    cell = open_cell("x", more=f' table:number-columns-repeated="{columns}"')
    return open_table("表", open_row("学号", "姓名"), open_row(cell, more=f' table:number-rows-repeated="{rows}"'))


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [
        (1_048_575, 16_384, "too_many_rows"),
        (49_000, 16_384, "too_many_columns"),
        (99_999_999_999_999_999_999, 1, "too_many_rows"),
        ("0000000000000000001048575", 16_384, "too_many_rows"),
        ("&#49;048575", 16_384, "damaged"),
        (2, "1e9", "damaged"),
    ],
)
def test_a_cell_that_stands_for_millions_is_refused_before_a_reader_sees_it(
    rows: int | str, columns: int | str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenDocument, "_open", lambda self: pytest.fail("a reader saw it"))

    assert code_of(lambda: opened(tmp_path / "a.ods", repeated(rows, columns))) == code


def test_a_far_cell_behind_empty_ones_is_found(tmp_path: Path) -> None:
    gap = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    tables = open_table("表", open_row("学号"), gap, open_row(f"{EMPTY * 16}", "x"))
    with pytest.raises(Refusal) as caught:
        opened(tmp_path / "a.ods", tables)

    assert (caught.value.code, caught.value.params["last"]) == ("too_spread_out", "Q1048002")


def test_two_sheets_that_fit_singly_but_not_together_are_too_much(tmp_path: Path) -> None:
    table = repeated(19_000, 100)

    assert code_of(lambda: opened(tmp_path / "a.ods", table + table.replace("表", "又"))) == "out_of_memory"


def test_letters_and_protected_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        opened(tmp_path / "a.ods", mimetype="text")
    assert (caught.value.code, caught.value.params) == ("wrong_type", {"found": "ods"})

    manifest = "<manifest:encryption-data/>"
    assert code_of(lambda: opened(tmp_path / "a.ods", manifest=manifest)) == "password_protected"


def test_definitions_and_cut_files_are_refused(tmp_path: Path) -> None:
    path = hostile.open_document(tmp_path / "a.ods", FRESHMEN)
    hostile.cut_in_half(tmp_path / "b.ods", path)

    assert code_of(lambda: opened(tmp_path / "a.ods", "<!DOCTYPE x>" + FRESHMEN)) == "hostile_xml"
    assert code_of(lambda: OpenDocument(tmp_path / "b.ods", LIMITS)) == "damaged"
    assert code_of(lambda: opened(tmp_path / "a.ods", FRESHMEN.replace("</table:table>", ""))) == "damaged"
