"""What all workbooks have in common: sheets of a checked size, read by calamine. Runs in the child process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

from archives.imports.refusal import Refusal
from archives.imports.scanning import SheetScan

BYTES_PER_CELL = 80  # measured: what calamine holds for a cell of its dense range, its text included
SPREAD_ROWS = 20_000  # tables shorter than this may be as sparse as they like
SPREAD_FACTOR = 100
EXACT = 2**53  # above this a float no longer tells neighbouring whole numbers apart

Row = tuple[int, list[Any]]


class Spreadsheet:
    """A workbook whose sheets have been scanned before any reader sees them."""

    format: str
    encoding = ""
    delimiter = ""

    def __init__(self, path: Path, limits: dict[str, int]) -> None:
        self.path = path
        self.limits = limits
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self._loaded: dict[str, Any] = {}
        self.sheets, self.date_system = self._scan()
        if not self.sheets:
            raise Refusal("no_sheet")

    def _scan(self) -> tuple[list[SheetScan], int]:
        """What the sheets hold, and the date system (1900 or 1904). Raises `Refusal`."""
        raise NotImplementedError

    def check(self, sheet: SheetScan) -> None:
        """Refuse a sheet whose cells lie too far apart or that is simply too large."""
        if not sheet.cells:
            return
        rows = sheet.last_row - sheet.first_row + 1
        if sheet.filled_rows > self.limits["rows"]:
            raise Refusal("too_many_rows", limit=self.limits["rows"])
        if rows > SPREAD_ROWS and rows > SPREAD_FACTOR * sheet.filled_rows:
            raise Refusal("too_spread_out", sheet=sheet.name, first=sheet.first_cell, last=sheet.last_cell)
        if sheet.last_column >= self.limits["columns"]:
            raise Refusal(
                "too_many_columns",
                columns=sheet.last_column + 1,
                cell=sheet.rightmost_cell,
                limit=self.limits["columns"],
            )

    def dense(self, sheet: SheetScan) -> int:
        """Bytes that calamine needs for the rectangle that the sheet fills."""
        return sheet.last_row * (sheet.last_column + 1) * BYTES_PER_CELL if sheet.cells else 0

    def rows(self, sheet: SheetScan | None) -> Iterator[Row]:
        """(row number from 1, cells from column A) of every row down to the last with a value."""
        for number, cells in self.raw_rows(sheet):
            yield number, plain_row(cells)

    def raw_rows(self, sheet: SheetScan | None) -> Iterator[Row]:
        """As `rows`, with cells as the reader gives them."""
        if sheet is None:
            raise Refusal("no_sheet")
        self.check(sheet)
        yield from self._by_calamine(sheet, self._calamine(sheet.name))

    def _by_calamine(self, sheet: SheetScan, loaded: Any) -> Iterator[Row]:
        # It gives the empty rows above the table, but not the empty columns to its left.
        indent = [None] * (loaded.start[1] if loaded.start else 0)
        errors: dict[int, dict[int, str]] = {}
        for (row, column), value in sheet.error_values.items():
            errors.setdefault(row, {})[column] = value
        if not indent and not errors:
            yield from enumerate(loaded.iter_rows(), 1)
            return
        for number, cells in enumerate(loaded.iter_rows(), 1):
            row_cells = indent + cells
            if number in errors:
                _put_back(row_cells, errors[number])
            yield number, row_cells

    def _calamine(self, name: str) -> Any:
        """The sheet as calamine read it; kept, because header and data are two walks over it."""
        if name not in self._loaded:
            self._loaded = {name: self._open().get_sheet_by_name(name)}
        return self._loaded[name]

    def _open(self) -> Any:
        from python_calamine import CalamineWorkbook, PasswordError

        try:
            return CalamineWorkbook.from_path(str(self.path))
        except PasswordError as error:
            raise Refusal("password_protected") from error


class ReadAtOnce(Spreadsheet):
    """Formats of which calamine reads all sheets at once, and of which there is no second reader."""

    def __init__(self, path: Path, limits: dict[str, int]) -> None:
        super().__init__(path, limits)
        room = limits["memory_bytes"] // 2
        for sheet in self.sheets:
            if self.dense(sheet) > room:
                self.check(sheet)
        if sum(map(self.dense, self.sheets)) > room:
            raise Refusal("out_of_memory")
        try:
            self._book = self._open()
            known = self._book.sheets_metadata
        except (Refusal, KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # a Rust panic is a BaseException
            raise Refusal("damaged") from error
        named = {one.name: one for one in known}
        for place, sheet in enumerate(self.sheets):
            one = named.get(sheet.name) if sheet.name else known[place] if place < len(known) else None
            if one is None:
                raise Refusal("damaged")
            sheet.name, sheet.visible = one.name, is_visible(one)

    def _calamine(self, name: str) -> Any:
        try:
            if name not in self._loaded:
                self._loaded = {name: self._book.get_sheet_by_name(name)}
            return self._loaded[name]
        except (Refusal, KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:
            raise Refusal("damaged") from error


def is_visible(sheet: Any) -> bool:
    """By what calamine says of a sheet."""
    return bool(sheet.visible == type(sheet.visible).Visible)


def _put_back(cells: list[Any], errors: dict[int, str]) -> None:
    for column, value in errors.items():
        cells += [None] * (column + 1 - len(cells))
        cells[column] = value


def plain_row(cells: Iterable[Any]) -> list[Any]:
    """Every cell as `plain` gives it; most are text and dates, and those need no call."""
    return [
        (cell or None) if cell.__class__ is str else cell if cell.__class__ is date else plain(cell)
        for cell in cells
    ]


def plain(cell: Any) -> Any:
    """A cell as one of: None, str, int, float, bool, date, datetime. Whole numbers are int."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < EXACT:  # workbooks store every number as a float
            return int(cell)
        return cell if isfinite(cell) else str(cell)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.replace(tzinfo=None)
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, str | int | bool | date):
        return cell
    return str(cell)
