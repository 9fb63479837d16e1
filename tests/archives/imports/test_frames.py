"""Columns of rows are never different from the rows one by one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives.imports import frames as module
from archives.imports.frames import frames
from archives.imports.layout import Row, Table
from archives.imports.spreadsheets import plain_row

HEADERS = ["学号", "姓名", "学院"]
PLAIN = st.sampled_from(["2024030001", "甲", "A", date(2026, 9, 1), 7.0, 2.5])
CELL = PLAIN | st.sampled_from(
    ["", " ", "\u3000", None, True, "学号", "合计", "合计：3人", "制表人：", "备注：", "示例 Example", "示例大学",
     float("nan"), datetime(2026, 9, 1, 8), "学 号"]
)  # fmt: skip
ROW = (
    st.tuples(PLAIN, PLAIN, PLAIN).map(list)
    | st.lists(CELL, min_size=0, max_size=5)
    | st.sampled_from([HEADERS, [None] * 3, ["合计", None, None], ["示例大学", None, None], ["", "甲", "文学院"]])
)
TABLES = st.sampled_from([(1, HEADERS, 0), (3, HEADERS, 0), (1, HEADERS, 1), (1, ["学号", "", "学院"], 0)])


def told(table: Table) -> tuple[Any, ...]:
    return table.tallies, table.trailing, table.unnamed


@given(rows=st.lists(ROW, max_size=14), table=TABLES, size=st.integers(1, 5))
def test_the_quick_way_gives_the_rows_and_tallies_of_the_careful_way(
    rows: list[list[Any]], table: tuple[int, list[str], int], size: int
) -> None:
    quick, careful = (Table(*table, {1: ("示例大学",)}) for _ in range(2))
    numbered: list[Row] = [(number, list(cells)) for number, cells in enumerate(rows, 2)]

    with patch.object(module, "FRAME_ROWS", size):
        framed = list(frames(quick, iter(numbered)))
    alone = list(careful.data((number, plain_row(cells)) for number, cells in numbered))
    careful.end()

    found = [(n, list(cells)) for numbers, columns in framed for n, *cells in zip(numbers, *columns, strict=True)]
    assert repr(found) == repr(alone)  # 1 and True, nan and nan
    assert told(quick) == told(careful)


def test_plain_rows_are_not_taken_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Table, "data", None)
    rows: list[Row] = [(2, ["2024030001", "甲", date(2026, 9, 1)]), (3, ["2024030002", "乙", 7.0])]

    framed = list(frames(Table(1, HEADERS, 0, {}), iter(rows)))

    assert framed == [([2, 3], [("2024030001", "2024030002"), ("甲", "乙"), [date(2026, 9, 1), 7]])]


def test_a_gap_is_blank_only_when_data_follows() -> None:
    table = Table(1, HEADERS, 0, {})
    rows: list[Row] = [(2, [None] * 3), (3, ["1", "甲", "文学院"]), (4, [" "] * 3)]

    with patch.object(module, "FRAME_ROWS", 1):
        framed = list(frames(table, iter(rows)))

    assert framed == [([3], [("1",), ("甲",), ("文学院",)])]
    assert (table.tallies["blank_rows"].rows, table.trailing.rows) == ([2], [4])
