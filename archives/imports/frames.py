"""The data rows of a table, some at a time and column by column. Runs in the child process.

Nearly every row of a long list is plain data. So rows are first turned into columns, and each column is looked at as
a whole; only where something else than data may stand among them are they taken one by one. A test reads arbitrary
rows both ways and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from archives.imports.layout import Row, Table
from archives.imports.spreadsheets import plain, plain_row

FRAME_ROWS = 1_000  # few enough to stay near the processor while they are turned over

Frame = tuple[list[int], list[Sequence[Any]]]  # row numbers, and the columns of the table


def frames(table: Table, rows: Iterator[Row]) -> Iterator[Frame]:
    """The data among the rows, cells as `plain` gives them; everything else is tallied by the table."""
    while block := list(islice(rows, FRAME_ROWS)):
        numbers = [number for number, _ in block]
        columns = _plain_columns([cells for _, cells in block])
        if columns is None or not table.holds_only_data(numbers[0], columns):
            kept = list(table.data((number, plain_row(cells)) for number, cells in block))
            numbers, columns = [number for number, _ in kept], list(zip(*(cells for _, cells in kept), strict=True))
        if numbers:
            yield numbers, columns
    table.end()


def _plain_columns(rows: list[list[Any]]) -> list[Sequence[Any]] | None:
    """The columns of the rows; None where the rows are not equally long."""
    try:
        return list(map(_plain_column, zip(*rows, strict=True)))
    except ValueError:
        return None


def _plain_column(cells: Sequence[Any]) -> Sequence[Any]:
    """Cells as `plain` gives them, and None for text that is blank."""
    types = set(map(type, cells))
    if types == {date} or (types == {str} and all(map(str.strip, cells))):
        return cells
    return [None if type(cell) is str and not cell.strip() else plain(cell) for cell in cells]
