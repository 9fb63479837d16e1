"""Old Excel workbooks (.xls): what their sheets hold. Runs in the child process.

The records of every sheet are walked once (BIFF5 and BIFF8) for what calamine would not say or would drop
silently: how large the sheet really is, cells that show errors, formulas, hidden and merged rows. calamine then
reads the cells.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from archives.imports.compound import CompoundFile
from archives.imports.refusal import Refusal
from archives.imports.scanning import KEEP, SheetScan, column_letter
from archives.imports.spreadsheets import ReadAtOnce

BOF, EOF, FILEPASS, DATEMODE, BOUNDSHEET, MERGED, ROW = 0x809, 0x0A, 0x2F, 0x22, 0x85, 0xE5, 0x208
ONE_VALUE = frozenset({0x203, 0x204, 0xFD, 0x27E, 0xD6})  # NUMBER, LABEL, LABELSST, RK, RSTRING
FORMULA, BOOLERR, MULRK = frozenset({0x06, 0x206, 0x406}), 0x205, 0xBD
BLANK, MULBLANK = 0x201, 0xBE
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
HIDDEN = 0x20
MOST_SHEETS = 1_000

Record = tuple[int, int, int]  # its type, where its data begins, how long they are


class BinaryWorkbook(ReadAtOnce):
    """An .xls file whose records have been walked once and whose sheets are of a harmless size."""

    format = "xls"

    def _scan(self) -> tuple[list[SheetScan], int]:
        container = CompoundFile(self.path.read_bytes())
        name = next((name for name in ("Workbook", "Book") if name in container.names), None)
        if name is None:
            raise Refusal("damaged")
        book = container.stream(name)
        offsets, date_system = _globals(book)
        return [_scan_sheet(book, offset) for offset in offsets], date_system


def stream_names(path: Path) -> set[str]:
    """The names of what an OLE container holds, by which its kind is known."""
    return CompoundFile(path.read_bytes()).names


def _records(book: bytes, start: int) -> Iterator[Record]:
    """The records from `start` to the end of that part; parts within it (charts) are passed over."""
    place, depth, header = start, 0, struct.Struct("<HH")
    while place + 4 <= len(book):
        kind, size = header.unpack_from(book, place)
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth <= 1:
            if place + 4 + size > len(book):
                raise Refusal("damaged")
            yield kind, place + 4, size
        place += 4 + size


def _globals(book: bytes) -> tuple[list[int], int]:
    """Where each sheet begins, in the order of the workbook, and the date system."""
    offsets, date_system = [], 1900
    for kind, place, size in _records(book, 0):
        if kind == FILEPASS:
            raise Refusal("password_protected")
        if kind == DATEMODE and size >= 2 and book[place]:
            date_system = 1904
        elif kind == BOUNDSHEET and size >= 6:
            offsets.append(struct.unpack_from("<I", book, place)[0])
    if not 0 < len(offsets) <= MOST_SHEETS or any(offset >= len(book) for offset in offsets):
        raise Refusal("damaged")
    return offsets, date_system


def _scan_sheet(book: bytes, offset: int) -> SheetScan:
    walk = _Walk()
    where = struct.Struct("<HH")
    for kind, place, size in _records(book, offset):
        if kind in ONE_VALUE and size >= 6:
            walk.fill(*where.unpack_from(book, place))
        elif kind in FORMULA and size >= 14:
            row, column = where.unpack_from(book, place)
            walk.formula(row, column, book[place + 6 : place + 14])
        elif kind == BOOLERR and size >= 8:
            row, column = where.unpack_from(book, place)
            walk.fill(row, column)
            if book[place + 7]:
                walk.error(row, column, book[place + 6])
        elif kind == MULRK and size >= 6:
            row, column = where.unpack_from(book, place)
            last = struct.unpack_from("<H", book, place + size - 2)[0]
            walk.fill(row, column)
            walk.fill(row, max(last, column))
        elif kind in (ROW, BLANK, MULBLANK) and size >= 4:
            walk.formatted(struct.unpack_from("<H", book, place)[0])
            if kind == ROW and size >= 14 and book[place + 12] & HIDDEN:
                walk.result.hidden_rows.append(struct.unpack_from("<H", book, place)[0] + 1)
        elif kind == MERGED and size >= 2:
            walk.merged(book[place : place + size])
    return walk.end()


class _Walk:
    """Rows and columns count from 0 here, as in the records; rows from 1 in the result."""

    def __init__(self) -> None:
        self.result = SheetScan()
        self.rows: set[int] = set()
        self.columns: dict[int, int] = {}  # column → a row

    def fill(self, row: int, column: int) -> None:
        self.result.cells += 1
        self.rows.add(row)
        self.columns.setdefault(column, row)

    def formula(self, row: int, column: int, value: bytes) -> None:
        self.fill(row, column)
        self.result.formulas += 1
        if len(self.result.formula_cells) < KEEP:
            self.result.formula_cells.append(f"{column_letter(column)}{row + 1}")
        if value[6:] == b"\xff\xff" and value[0] == 2:
            self.error(row, column, value[2])

    def error(self, row: int, column: int, code: int) -> None:
        self.result.add_error(row + 1, column, ERRORS.get(code, "#N/A"))

    def formatted(self, row: int) -> None:
        self.result.last_formatted_row = max(self.result.last_formatted_row, row + 1)

    def merged(self, data: bytes) -> None:
        for place in range(2, len(data) - 7, 8):
            first, last, left, right = struct.unpack_from("<HHHH", data, place)
            area = f"{column_letter(left)}{first + 1}:{column_letter(right)}{last + 1}"
            self.result.merged.append(area)

    def end(self) -> SheetScan:
        result = self.result
        if self.rows:
            result.filled_rows = len(self.rows)
            result.first_row, result.last_row = min(self.rows) + 1, max(self.rows) + 1
            result.first_column, result.last_column = min(self.columns), max(self.columns)
            result.rightmost_row = self.columns[result.last_column] + 1
        result.last_formatted_row = max(result.last_formatted_row, result.last_row)
        return result
