"""The public door to spreadsheets: everything about an uploaded file goes through these functions.

The file itself is opened only by a child process with limits (`child.py`): an uploaded workbook may
be built to exhaust memory or to abort its reader, and then only the child dies. What comes back is
plain JSON, never pickles, because whoever takes over the child must not take over the parent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from archives.imports.forbidden import Forbidden
from archives.imports.sentences import Note, UnreadableFile
from archives.imports.spooling import Spool
from archives.imports.watching import Watched

__all__ = [
    "Cell",
    "ColumnChunk",
    "FileInspection",
    "Line",
    "Note",
    "RawRow",
    "RowStream",
    "SheetInfo",
    "UnreadableFile",
    "inspect_file",
    "iter_rows",
]

Cell = str | int | float | bool | datetime | date | None
AHEAD_FROM = 2**20  # bytes: below it nobody waits long enough to notice
# JSON has no days: the child sends them as this mark, "d" or "t", and ISO text. A text that pretends to be
# one is read as the day it names, or stays what it is.
DAY_OR_TIME = "\ufdd0"
DAY = f"{DAY_OR_TIME}d"


def untagged(cell: Any) -> Cell:
    """A cell as the child sent it, as what it is."""
    if not isinstance(cell, str) or cell[:1] != DAY_OR_TIME:
        return cell  # type: ignore[no-any-return]
    try:
        return date.fromisoformat(cell[2:]) if cell[1:2] == "d" else datetime.fromisoformat(cell[2:])
    except ValueError:
        return cell


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One sheet of a workbook; `rows` counts rows that hold something (header and titles included)."""

    name: str
    visible: bool
    rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """One of the first lines, as a person sees them; cells of forbidden columns arrive empty."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A data row. `number` is the spreadsheet's own row number, from 1, titles and blank rows counted.

    `cells` has one entry per header, in the order of the sheet's columns; an empty cell is None, and so
    is every cell of a column that was not asked for.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FileInspection:
    """What a file is and what of it would be read, before a single row is taken over."""

    name: str
    format: str  # "xlsx" or "csv"
    size: int  # bytes
    encoding: str  # of csv: utf-8, utf-8-sig, utf-16-le, utf-16-be, gb18030; "" for xlsx
    delimiter: str  # of csv; "" for xlsx
    date_system: int  # 1900 or 1904: what a serial number counts from
    sheets: tuple[SheetInfo, ...]  # empty for csv
    sheet: str  # the chosen one; "" for csv
    header_row: int  # the spreadsheet's own number
    headers: tuple[str, ...]  # "" where a column has no heading
    first_column: int  # 0 unless the table begins further right: header i stands in column first_column + i
    lines: tuple[Line, ...]  # the first lines of the sheet, titles included
    samples: tuple[RawRow, ...]  # the first data rows
    data_rows: int  # how many rows iter_rows will give
    notes: tuple[Note, ...]  # what was left out or looks odd
    forbidden: tuple[Forbidden, ...]  # columns by heading: their cells never leave the child
    elsewhere: tuple[str, ...] = ()  # topics of such headings in other sheets

    def column_letter(self, index: int) -> str:
        """The letter of header `index` in the spreadsheet: 0 is "A" where the table begins at the left."""
        number, letters = self.first_column + index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class ColumnChunk:
    """Some rows, column by column, cells as the child sent them (`untagged` says what they are).

    `columns`: {index of the header: cells}; those that were not asked for are not there.
    """

    numbers: list[int]
    width: int
    columns: dict[int, list[Any]]

    @property
    def shape(self) -> tuple[int, set[int]]:
        """How many columns there are, and which of them are here."""
        return self.width, set(self.columns)

    def pieces(self, most: int) -> Iterator[ColumnChunk]:
        """The same rows, at most so many at a time."""
        if len(self.numbers) <= most:
            yield self
            return
        for start in range(0, len(self.numbers), most):
            part = slice(start, start + most)
            columns = {index: column[part] for index, column in self.columns.items()}
            yield ColumnChunk(self.numbers[part], self.width, columns)

    def extend(self, more: ColumnChunk) -> None:
        """Take in the rows that follow, of the same columns."""
        self.numbers.extend(more.numbers)
        for index, column in self.columns.items():
            column.extend(more.columns[index])

    def row(self, place: int) -> RawRow:
        """One row of the chunk by its place, from 0."""
        cells: list[Cell] = [None] * self.width
        for index, column in self.columns.items():
            cells[index] = untagged(column[place])
        return RawRow(self.numbers[place], tuple(cells))


class RowStream(Iterator[RawRow]):
    """The data rows, in chunks as they were read. Close it (or use `with`) when leaving early.

    `frames` are what the child says or said. Raises `UnreadableFile` from `__next__` where it gives up.
    """

    def __init__(self, frames: Iterable[tuple[str, Any]], *, name: str, close: Callable[[], None]) -> None:
        self.close, self._frames, self._name = close, frames, name
        self._rows: Iterator[RawRow] = self._read()

    def __next__(self) -> RawRow:
        return next(self._rows)

    def __enter__(self) -> RowStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def chunks(self) -> Iterator[ColumnChunk]:
        """The rows some at a time, all with the same columns."""
        shape = None
        for kind, content in self._frames:
            if kind == "rows":
                try:
                    chunk = _chunk(content)
                    shape = shape or chunk.shape
                    if chunk.shape != shape:
                        raise ValueError("columns")
                except (TypeError, ValueError) as error:
                    raise UnreadableFile("damaged", name=self._name) from error
                yield chunk

    def numbered(self, numbers: Collection[int]) -> Iterator[RawRow]:
        """Of the rows those with these numbers, in order."""
        wanted, left = set(numbers), len(numbers)
        for chunk in self.chunks():
            for place, number in enumerate(chunk.numbers):
                if number in wanted:
                    yield chunk.row(place)
                    left -= 1
            if not left:
                return

    def _read(self) -> Iterator[RawRow]:
        for chunk in self.chunks():
            yield from map(chunk.row, range(len(chunk.numbers)))


def inspect_file(
    path: Path | str,
    *,
    name: str,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    known_headers: Iterable[str] = (),
    spool: Spool | None = None,
) -> FileInspection:
    """Say what the file at `path` is; `name` is what the person called it.

    The keyword arguments after `name` overrule what would be found by itself. `known_headers` (labels and
    synonyms of the fields of the kind) help to find the header row. Into the `spool` go the rows
    themselves, as the child said them. Raises `UnreadableFile`.
    """
    request = {
        "do": "inspect",
        "with_rows": spool is not None,
        "ahead": Path(path).stat().st_size >= AHEAD_FROM,
        "name": name,
        "sheet": sheet,
        "header_row": header_row,
        "encoding": encoding,
        "delimiter": delimiter,
        "known_headers": sorted({str(header) for header in known_headers}),
    }
    try:
        return _inspected(path, request, spool)
    except UnreadableFile as unreadable:
        if not request["ahead"] or unreadable.code not in ("out_of_memory", "damaged"):
            raise
    return _inspected(path, {**request, "ahead": False}, spool)  # the scan comes first, and says what is the matter


def _inspected(path: Path | str, request: dict[str, Any], spool: Spool | None) -> FileInspection:
    if spool is not None:
        spool.begin()
    with Watched(path, request) as watched:
        for kind, content in watched.frames(aside=spool.write if spool else None):
            if kind == "inspection":
                return _inspection(request["name"], content)
    raise UnreadableFile("damaged", name=request["name"])


def iter_rows(
    path: Path | str,
    *,
    name: str,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    columns: Sequence[int] | None = None,
) -> RowStream:
    """The data rows of the file, in order, with the spreadsheet's own numbers.

    `columns` are the indexes of headers whose cells are wanted; the rest stays in the child and is None
    here. Without it, all but the forbidden columns. Columns of what is never stored stay in the child
    even when asked for. Repeated headers, blank rows and totals are left out. Raises `UnreadableFile` while iterating.
    """
    request = {
        "do": "rows",
        "ahead": False,
        "name": name,
        "sheet": sheet,
        "header_row": header_row,
        "encoding": encoding,
        "delimiter": delimiter,
        "columns": None if columns is None else sorted(set(columns)),
    }
    watched = Watched(path, request)
    return RowStream(watched.frames(), name=name, close=watched.close)


def _chunk(content: Any) -> ColumnChunk:
    """A frame of the child, judged as input: what is not a table of plain cells raises ValueError."""
    numbers, width, columns, days = content
    if set(map(type, numbers)) != {int} or min(numbers) < 1:
        raise ValueError("row numbers")
    for place, column in columns:
        if not 0 <= place < width or len(column) != len(numbers) or {dict, list} & set(map(type, column)):
            raise ValueError("columns")
    found = {int(place): column for place, column in columns}
    for place in days:
        if place in found:
            found[place] = [DAY + cell if cell else None for cell in found[place]]
    return ColumnChunk(numbers, width, found)


def _notes(found: list[list[Any]]) -> tuple[Note, ...]:
    return tuple(Note(code, params) for code, params in found)


def _inspection(name: str, found: dict[str, Any]) -> FileInspection:
    return FileInspection(
        name=name,
        format=found["format"],
        size=found["size"],
        encoding=found["encoding"],
        delimiter=found["delimiter"],
        date_system=found["date_system"],
        sheets=tuple(SheetInfo(*sheet) for sheet in found["sheets"]),
        sheet=found["sheet"],
        header_row=found["header_row"],
        headers=tuple(found["headers"]),
        first_column=found["first_column"],
        lines=tuple(Line(number, tuple(cells)) for number, cells in found["lines"]),
        samples=tuple(RawRow(number, tuple(map(untagged, cells))) for number, cells in found["samples"]),
        data_rows=found["data_rows"],
        notes=_notes(found["notes"]),
        forbidden=tuple(Forbidden(*item) for item in found["forbidden"]),
        elsewhere=tuple(map(str, found["elsewhere"])),
    )
