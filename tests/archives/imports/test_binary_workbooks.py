from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archives.imports.binary_workbooks import BinaryWorkbook
from archives.imports.refusal import Refusal
from tests.archives.imports import hostile
from tests.archives.imports.factories import SAMPLES

LIMITS = {"unpacked_bytes": 50 * 2**20, "rows": 50_000, "columns": 200, "memory_bytes": 512 * 2**20}
FRESHMEN = SAMPLES / "freshmen.xls"  # made by xlwt: a cover, a table with everything odd, a hidden sheet
FIRST_CELLS = struct.pack("<HHHH", 0x00FD, 10, 3, 0)  # the record of A4: the first student number


def opened(path: Path = FRESHMEN) -> BinaryWorkbook:
    return BinaryWorkbook(path, LIMITS)


def changed(path: Path, old: bytes, new: bytes) -> Path:
    content = FRESHMEN.read_bytes()
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    return path


def code_of(run: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as caught:
        run()
    return caught.value.code


def test_cells_dates_and_errors_arrive_with_their_row_numbers() -> None:
    book = opened()
    rows = dict(book.rows(book.sheets[1]))

    assert rows[3] == ["学号", "姓名", "学院", "出生日期", "身份证号", "备注"]
    assert rows[4] == ["2026030001", "冯静晨", "机械工程学院", date(2006, 8, 10), "51010420060810001X", None]
    assert rows[5][4] == 5.1010420070102e17  # a number that lost its end stays a damaged number
    assert rows[6][5] == "#N/A"
    assert rows[9][:2] == ["合计", 4]


def test_what_the_sheets_hold_is_known() -> None:
    cover, table, hidden = opened().sheets

    assert [(one.name, one.visible) for one in (cover, table, hidden)] == [
        ("封面", True), ("本科", True), ("旧", False),
    ]  # fmt: skip
    assert (table.first_cell, table.last_cell, table.filled_rows) == ("A1", "F9", 7)
    assert (table.last_formatted_row, table.hidden_rows, table.merged) == (40, [6], ["A1:F1"])
    assert (table.formulas, table.formula_cells, table.errors, table.error_cells) == (1, ["C7"], 1, ["F6"])


def test_dates_of_1904_are_read_as_the_days_they_show(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xls", b"\x22\x00\x02\x00\x00\x00", b"\x22\x00\x02\x00\x01\x00")
    book = opened(path)

    assert book.date_system == 1904
    assert dict(book.rows(book.sheets[1]))[4][3] == date(2010, 8, 11)  # the same number, 1,462 days later


def test_cells_far_apart_are_refused_before_a_reader_sees_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = changed(tmp_path / "a.xls", FIRST_CELLS, struct.pack("<HHHH", 0x00FD, 10, 65535, 255))
    monkeypatch.setattr(BinaryWorkbook, "_open", lambda self: pytest.fail("a reader saw it"))

    assert code_of(lambda: opened(path)) == "too_spread_out"


def test_too_many_columns_are_named(tmp_path: Path) -> None:
    book = opened(changed(tmp_path / "a.xls", FIRST_CELLS, struct.pack("<HHHH", 0x00FD, 10, 3, 220)))

    with pytest.raises(Refusal) as caught:
        list(book.rows(book.sheets[1]))
    assert (caught.value.code, caught.value.params["cell"]) == ("too_many_columns", "HM4")


def test_a_password_is_named(tmp_path: Path) -> None:
    # The record of the code page becomes the one that says how the others are encrypted.
    path = changed(tmp_path / "a.xls", b"\x42\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04")

    assert code_of(lambda: opened(path)) == "password_protected"


@pytest.mark.parametrize("length", [600, 1536, 3000, 5000])
def test_half_a_file_is_damaged(tmp_path: Path, length: int) -> None:
    (tmp_path / "a.xls").write_bytes(FRESHMEN.read_bytes()[:length])

    assert code_of(lambda: opened(tmp_path / "a.xls")) == "damaged"


def test_a_container_without_records_is_damaged(tmp_path: Path) -> None:
    assert code_of(lambda: opened(hostile.container(tmp_path / "a.xls", "Workbook"))) == "damaged"


def test_a_panic_of_the_reader_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        pass

    def panic(self: object) -> None:
        raise Panic

    monkeypatch.setattr(BinaryWorkbook, "_open", panic)

    assert code_of(opened) == "damaged"
