"""Workbooks (.xlsx): what their sheets hold, and their rows. Runs in the child process.

Every part is first scanned as a stream (`scanning.py`), so that nothing is handed to a reader that
would make it allocate the rectangle between two far-apart cells. calamine reads first; openpyxl reads
what calamine cannot, and what is too large to be held in memory. Error cells, which calamine drops
silently, are put back from the scan.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

from archives.imports.defence import open_package, unpack
from archives.imports.refusal import Refusal
from archives.imports.scanning import SheetScan, find_sheets, scan_sheet

BYTES_PER_CELL = 80  # measured: what calamine holds for a cell of its dense range, its text included
SPREAD_ROWS = 20_000  # tables shorter than this may be as sparse as they like
SPREAD_FACTOR = 100
EXACT = 2**53  # above this a float no longer tells neighbouring whole numbers apart

Row = tuple[int, list[Any]]


class Workbook:
    """An .xlsx file whose parts have been unpacked once, counted and found harmless."""

    format = "xlsx"
    encoding = ""
    delimiter = ""

    def __init__(self, path: Path, limits: dict[str, int]) -> None:
        self.path = path
        self.limits = limits
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self._loaded: dict[str, Any] = {}
        with open_package(path, limit=limits["unpacked_bytes"]) as package:
            self.sheets, self.date_system = self._scan(package)
        if not self.sheets:
            raise Refusal("no_sheet")

    def _scan(self, package: zipfile.ZipFile) -> tuple[list[SheetScan], int]:
        left = self.limits["unpacked_bytes"]
        kept: dict[str, bytes] = {}
        scans: dict[str, SheetScan] = {}
        for member in package.infolist():
            pieces = _Counted(unpack(package, member, limit=left))
            name = member.filename.lstrip("/")
            if name.startswith("xl/worksheets/") or "/worksheets/" in name or "sheet" in name.lower():
                scans[name] = scan_sheet(pieces)
            elif name.endswith(".rels") or "workbook" in name:
                kept[name] = b"".join(pieces)[: 8 * 2**20]
            for _rest in pieces:
                pass
            left -= pieces.count
        return find_sheets(kept, scans)

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

    def rows(self, sheet: SheetScan | None) -> Iterator[Row]:
        """(row number from 1, cells from column A) of every row down to the last with a value."""
        if sheet is None:
            raise Refusal("no_sheet")
        self.check(sheet)
        dense = sheet.last_row * (sheet.last_column + 1) * BYTES_PER_CELL
        if sheet.errors > len(sheet.error_values) or dense > self.limits["memory_bytes"] // 2:
            yield from self._by_openpyxl(sheet)
            return
        try:
            loaded = self._calamine(sheet.name)
        except (Refusal, KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # a Rust panic is a BaseException
            if not self.notes:
                self.notes.append(("second_reader", {}))
            yield from self._by_openpyxl(sheet)
            return
        # It gives the empty rows above the table, but not the empty columns to its left.
        indent = [None] * (loaded.start[1] if loaded.start else 0)
        errors: dict[int, dict[int, str]] = {}
        for (row, column), value in sheet.error_values.items():
            errors.setdefault(row, {})[column] = value
        for number, cells in enumerate(loaded.iter_rows(), 1):
            row_cells = indent + plain_row(cells) if indent else plain_row(cells)
            if number in errors:
                _put_back(row_cells, errors[number])
            yield number, row_cells

    def _calamine(self, name: str) -> Any:
        """The sheet as calamine read it; kept, because header and data are two walks over it."""
        from python_calamine import CalamineWorkbook, PasswordError

        if name not in self._loaded:
            try:
                self._loaded = {name: CalamineWorkbook.from_path(str(self.path)).get_sheet_by_name(name)}
            except PasswordError as error:
                raise Refusal("password_protected") from error
        return self._loaded[name]

    def _by_openpyxl(self, sheet: SheetScan) -> Iterator[Row]:
        from openpyxl import load_workbook

        try:
            book = load_workbook(self.path, read_only=True, data_only=True, keep_links=False)
            if sheet.name not in book.sheetnames:
                raise Refusal("no_sheet")
            worksheet = book[sheet.name]
            worksheet.reset_dimensions()  # the declared dimension may be wrong, or a million rows
            for number, cells in enumerate(worksheet.iter_rows(values_only=True), 1):
                if number > sheet.last_row:
                    break
                yield number, plain_row(cells)
        except (Refusal, MemoryError):
            raise
        except Exception as error:
            raise Refusal("damaged") from error


class _Counted:
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.count = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.count += len(piece)
        return piece


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
