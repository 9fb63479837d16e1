from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from archives.imports.spreadsheets import plain, plain_row


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (2.0, 2),
        (1.1e17, 1.1e17),
        (float("inf"), "inf"),
        ("", None),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (time(8, 30), "08:30:00"),
        (datetime(2026, 9, 1), date(2026, 9, 1)),
        (b"x", "b'x'"),
    ],
)
def test_every_kind_of_cell_becomes_plain(cell: object, value: object) -> None:
    assert plain(cell) == value
    assert type(plain(cell)) is type(value)


def test_a_row_becomes_plain_like_its_cells() -> None:
    cells = ["", "甲", 2.0, 2.5, True, date(2026, 9, 1), datetime(2026, 9, 1, 8, 30), datetime(2026, 9, 1)]

    assert plain_row(cells) == [plain(cell) for cell in cells]
    assert [type(cell) for cell in plain_row(cells)] == [type(plain(cell)) for cell in cells]
