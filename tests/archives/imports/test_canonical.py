from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archives.imports.canonical import canonical, canonical_rows

FEW = st.sampled_from(["文学院", '"', "\\", "\t,", "", 1, 0, True, False, None])
CELL = FEW | st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.integers(-(2**53), 2**53) | st.none()
ROWS = st.lists(st.tuples(CELL, CELL, FEW), max_size=9)


@given(rows=ROWS)
def test_rows_by_columns_are_the_rows_one_by_one(rows: list[tuple[Any, ...]]) -> None:
    names = ("unit", "name", "年级")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    alone = [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows]

    assert canonical_rows(columns) == [canonical(row) for row in alone]


def test_names_are_in_order_and_nothing_is_left_out() -> None:
    columns = {"unit": ["03"] * 3, "name": ["邓文俊", None, "邓文俊"], "year": [2026] * 3}

    assert [found.decode() for found in canonical_rows(columns)] == [
        '{"name":"邓文俊","unit":"03","year":2026}',
        '{"unit":"03","year":2026}',
        '{"name":"邓文俊","unit":"03","year":2026}',
    ]


def test_what_is_only_equal_in_python_stays_apart() -> None:
    assert canonical_rows({"n": [1, True, 1, True, 1]}) == [b'{"n":1}', b'{"n":true}'] * 2 + [b'{"n":1}']
