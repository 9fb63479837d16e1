from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives.imports.layout import (
    OPENERS,
    REMARK,
    SIGNATURE,
    TOTALS,
    Row,
    Table,
    find_table,
    heading,
)

HEADER = ["学号", "姓名", "学院", "班级"]
DATA = ["2024030001", "冯静晨", "文学院", "中文241"]


def numbered(*lines: list[Any]) -> list[Row]:
    return list(enumerate([list(line) for line in lines], 1))


def table(rows: list[Row], **options: Any) -> Table:
    found = find_table(rows, **options)
    assert found is not None
    return found


def split(rows: list[Row]) -> tuple[list[int], dict[str, list[int]]]:
    """Numbers of the data rows, and of everything else by its kind."""
    found = table(rows)
    data = [number for number, _ in found.data(rows)]
    return data, {kind: tally.rows for kind, tally in found.tallies.items()}


def test_headings_are_found_below_titles() -> None:
    found = table(numbered(["某校名单"], ["单位：文学院", None, None, "2026年"], HEADER, DATA, DATA))

    assert (found.header_row, found.headers) == (3, HEADER)
    assert list(found.titles) == [1, 2]


def test_a_longer_line_of_labels_wins_over_a_shorter_one_above() -> None:
    found = table(numbered(["制表人", "审核人"], HEADER, DATA))

    assert found.header_row == 2


def test_rows_of_text_alone_do_not_pass_for_headings_above_the_first() -> None:
    found = table(numbered(["姓名", "学院"], ["冯静晨", "文学院"], ["谢云玉", "外语学院"]))

    assert found.header_row == 1


def test_known_headings_are_found_where_guessing_would_fail() -> None:
    rows = numbered(["说明", "本表", "由各", "学院填"], ["学号", "姓名", None, None], DATA)

    assert table(rows).header_row == 1
    assert table(rows, known=["学 号", "姓名"]).header_row == 2


def test_data_without_headings_is_no_table() -> None:
    assert find_table(numbered(["2024030001", "80"], ["2024030002", "90"])) is None
    assert find_table([]) is None
    assert find_table(numbered([None, " "], [])) is None


def test_a_chosen_row_is_taken_as_it_is() -> None:
    assert table(numbered(HEADER, ["2024", "2025", None, "2026"]), header_row=2).headers == [
        "2024",
        "2025",
        "",
        "2026",
    ]
    assert find_table(numbered(HEADER, [], DATA), header_row=2) is None


def test_a_table_may_have_one_column() -> None:
    assert table(numbered(["学号"], ["2024030001"])).headers == ["学号"]


def test_repeated_headings_titles_blanks_and_totals_are_told_apart() -> None:
    rows = numbered(
        ["某校名单"], HEADER, DATA, ["某校名单"], ["学 号", "姓名", "学院", "班级"], DATA, [None] * 4,
        ["  "], DATA, ["合计", None, "3人"],
    )  # fmt: skip

    assert split(rows) == (
        [3, 6, 9],
        {"repeated_titles": [4], "repeated_headers": [5], "blank_rows": [7, 8], "totals_rows": [10]},
    )


@pytest.mark.parametrize(
    "word", ["合计", "合 计", "总计：", "小计", "合计：300人", "本页小计", "Total", "Grand Total", "TOTAL:"]
)
def test_totals_are_known_by_their_first_word(word: str) -> None:
    assert split(numbered(HEADER, DATA, [None, word, 3])) == ([2], {"totals_rows": [3]})


@pytest.mark.parametrize("word", ["合计算机学院", "总计划", "summer", "小计划生", "totality"])
def test_words_that_only_begin_like_totals_are_data(word: str) -> None:
    assert split(numbered(HEADER, DATA, [word, "x", "y", "z"])) == ([2, 3], {})


def test_remarks_and_signatures_are_no_data() -> None:
    rows = numbered(
        HEADER,
        DATA,
        ["注：以上数据截至11月", None],
        ["制表人：张三", None, "审核人：李四"],
        ["备注", "x", "y"],
    )

    assert split(rows) == ([2, 5], {"footer_rows": [3, 4]})


def test_a_row_in_part_filled_is_data() -> None:
    assert split(numbered(HEADER, [None, "冯静晨"], ["2024030001", None])) == ([2, 3], {})


def test_trailing_blank_rows_are_ghosts_not_gaps() -> None:
    rows = numbered(HEADER, DATA, [" "], [None])
    found = table(rows)

    assert [number for number, _ in found.data(rows)] == [2]
    found.end()
    assert found.tallies == {}
    assert found.trailing.rows == [3, 4]


def test_cells_beyond_the_headings_are_counted_and_not_read() -> None:
    rows = numbered(HEADER, [*DATA, "另"], DATA)
    found = table(rows)

    assert [cells for _, cells in found.data(rows)] == [DATA, DATA]
    assert found.tallies["longer_rows"].rows == [2]


def test_columns_with_data_but_no_heading_are_noticed() -> None:
    rows = numbered(["学号", None, "姓名"], ["2024030001", "x", "甲"])
    found = table(rows)

    assert found.headers == ["学号", "", "姓名"]
    assert list(found.data(rows)) == [(2, ["2024030001", "x", "甲"])]
    assert found.unnamed == {1}


def test_headings_lose_their_line_breaks() -> None:
    assert heading("身份\n证号") == "身份证号"
    assert heading(" Student\n number ") == "Student number"
    assert heading(2026.0) == "2026"


cells = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.floats(), st.dates(), st.booleans())


@given(st.lists(st.lists(cells, max_size=6), max_size=20))
def test_every_row_below_the_headings_is_data_or_counted(lines: list[list[Any]]) -> None:
    rows = numbered(*lines)
    found = find_table(rows)
    if found is None:
        return
    data = list(found.data(rows))
    found.end()
    counted = sum(tally.count for kind, tally in found.tallies.items() if kind != "longer_rows")
    dropped = found.tallies.get("longer_rows")
    below = len(rows) - found.header_row

    assert below - (dropped.count if dropped else 0) <= len(data) + counted + found.trailing.count <= below
    assert all(len(cells) == len(found.headers) for _, cells in data)


@pytest.mark.parametrize("pattern", [TOTALS, SIGNATURE, REMARK])
def test_what_is_no_data_begins_with_a_known_letter(pattern: re.Pattern[str]) -> None:
    words = pattern.pattern.removeprefix("(?:").split(")")[0].split("|")

    assert len(words) >= 5
    assert {word[0] for word in words} <= OPENERS
