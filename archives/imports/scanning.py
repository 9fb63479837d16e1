"""What the sheets of a workbook hold, found by scanning their XML as a stream, without building anything.

A search for tags by pattern, not a parser: it is fast, holds one piece at a time, and its answers only
decide what may be handed to a real reader and what a person is told. Sheets as programs write them are
walked row by row (`_tidy_rows`); whatever is written in another way, cell by cell (`_cells`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from archives.imports.refusal import Refusal

KEEP = 20  # examples kept of everything that is counted
KEEP_ERRORS = 20_000  # errors whose places are kept, to be put back where calamine drops them
MAX_PENDING = 4 * 2**20  # a tag longer than this is no tag

CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]{0,400}?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^<>]{0,400}?(?<!/)>"""
    rb"""\s*<(?:\w+:)?(?:v|f|is)\b(?!\s*/>)"""
)
LOOSE_CELL = re.compile(
    rb"<(?:\w+:)?c(?:\s(?![^<>]{0,400}\br\s*=)[^<>]{0,400}?)?(?<!/)>\s*<(?:\w+:)?(?:v|f|is)\b"
)
ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]{0,400})>")
ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
ROW_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]{0,400}\bt\s*=\s*["']e["'][^<>]{0,400})(?<!/)>"""
    rb"""(?:\s*<(?:\w+:)?f\b[^<>]{0,400}>(?:[^<>]{0,8192}</(?:\w+:)?f>)?)?(?:\s*<(?:\w+:)?v>([^<>]{1,20})<)?"""
)
FORMULA = re.compile(rb"""<(?:\w+:)?c\s([^<>]{0,400})(?<!/)>\s*<(?:\w+:)?f\b""")
MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref\s*=\s*["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']"""
)
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
CUT = re.compile(rb"<(?:\w+:)?(?:c|row|mergeCell)\b")
# A row as programs write it, after its "<row": its number, its other attributes.
TIDY_ROW = re.compile(rb'[^<>]{0,400}?\br="(\d{1,7})"([^<>]{0,400})>')
TIDY_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>/]{0,400}><(?:v|f|is)[ >]')
WIDE_COLUMN = re.compile(rb'<c r="([A-Z]{2,3})\d')


@dataclass
class SheetScan:
    """One sheet: which rectangle its values fill, and what in it is worth telling. Columns count from 0."""

    name: str = ""
    visible: bool = True
    cells: int = 0  # with an address or a value
    filled_rows: int = 0
    first_row: int = 0
    last_row: int = 0
    first_column: int = 0
    last_column: int = 0
    last_formatted_row: int = 0
    rightmost_row: int = 0
    formulas: int = 0
    formula_cells: list[str] = field(default_factory=list)
    errors: int = 0
    error_cells: list[str] = field(default_factory=list)
    error_values: dict[tuple[int, int], str] = field(default_factory=dict)  # (row from 1, column from 0)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def add_error(self, row: int, column: int, value: str) -> None:
        """A cell that shows an error: counted, and kept to be put back where a reader drops it."""
        self.errors += 1
        if len(self.error_values) < KEEP_ERRORS:
            self.error_values[row, column] = value
        if len(self.error_cells) < KEEP:
            self.error_cells.append(f"{column_letter(column)}{row}")

    @property
    def first_cell(self) -> str:
        return f"{column_letter(self.first_column)}{self.first_row}"

    @property
    def last_cell(self) -> str:
        return f"{column_letter(self.last_column)}{self.last_row}"

    @property
    def rightmost_cell(self) -> str:
        return f"{column_letter(self.last_column)}{self.rightmost_row}"


def column_letter(index: int) -> str:
    """ "A" for 0, "AA" for 26."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: bytes | str) -> int:
    """0 for "A"."""
    number = 0
    for letter in letters if isinstance(letters, bytes) else letters.encode():
        number = number * 26 + letter - 64
    return number - 1


def scan_sheet(pieces: Iterator[bytes]) -> SheetScan:
    """Read a sheet's XML to its end."""
    scan = _Scanner()
    pending = b""
    for piece in pieces:
        pending += piece
        # A row ends before the next begins, so everything before the last opening tag is complete.
        cut = pending.rfind(b"<row")
        if cut <= 0 and len(pending) >= MAX_PENDING:
            cut = _last_cut(pending)
        if cut > 0:
            scan.feed(pending[:cut])
            pending = pending[cut:]
    scan.feed(pending)
    return scan.result


def _last_cut(pending: bytes) -> int:
    """Where the last cell begins, in rows that are larger than what is held."""
    cut = len(pending)
    for match in CUT.finditer(pending, len(pending) - 65536):
        cut = match.start()
    return cut


class _Scanner:
    def __init__(self) -> None:
        self.result = SheetScan()
        self.columns: dict[bytes, int] = {}
        self.last_seen_row = -1
        self.row_elements = 0

    def feed(self, text: bytes) -> None:
        if not text:
            return
        is_tidy = self._tidy_rows(text)
        if not is_tidy:
            self._rows(text)
            self._cells(text)
        self._oddities(text, is_tidy=is_tidy)

    def _tidy_rows(self, text: bytes) -> bool:
        """Whole rows in order, cells with addresses, no prefixes: only the ends of each row are looked at.

        False, and nothing is counted, where the text is anything else.
        """
        body = _tidy_text(text)
        rows = body.split(b"<row")[1:]
        walked = self._walk(rows) if rows else None
        if walked is None:
            return False
        filled, hidden, columns, last = walked
        rightmost = max(map(column_index, columns), default=0)
        if any(column_index(letters) > rightmost for letters in set(WIDE_COLUMN.findall(body))):
            return False  # cells out of order, or formatted ones beyond the table
        self.row_elements += len(rows)
        self.result.last_formatted_row = last
        self.result.hidden_rows += hidden
        if filled:
            self._count(body.count(b"</c>"), filled, columns)
        return True

    def _walk(self, rows: list[bytes]) -> tuple[list[int], list[int], dict[bytes, int], int] | None:
        """The numbers of the filled and of the hidden rows, a row for each column, the last number."""
        last, columns = self.result.last_formatted_row, dict(self.columns)
        filled: list[int] = []
        hidden: list[int] = []
        for row in rows:
            head = TIDY_ROW.match(row)
            if head is None or int(head[1]) <= last:
                return None
            number, others = head.groups()
            last = int(number)
            if b"hidden" in others and ROW_HIDDEN.search(others):
                hidden.append(last)
            found = _ends(row, only_last=b"A" in columns)
            if found:
                filled.append(last)
            for letters, other in found:
                if other != number:
                    return None
                columns.setdefault(letters, last)
        return filled, hidden, columns, last

    def _count(self, cells: int, rows: list[int], columns: dict[bytes, int]) -> None:
        """Take over filled cells: the rows they stand in, and of every column a row."""
        result = self.result
        result.cells += cells
        result.filled_rows += len(rows) - (self.last_seen_row in rows)
        self.last_seen_row = rows[-1]
        result.first_row = min(rows[0], result.first_row or rows[0])
        result.last_row = max(rows[-1], result.last_row)
        if columns.keys() != self.columns.keys():
            self.columns = columns
            indexes = {column_index(letters): row for letters, row in columns.items()}
            result.first_column, result.last_column = min(indexes), max(indexes)
            result.rightmost_row = indexes[result.last_column]

    def _rows(self, text: bytes) -> None:
        result = self.result
        for attributes in ROW.findall(text):
            self.row_elements += 1
            found = ROW_NUMBER.search(attributes)
            number = int(found.group(1)) if found else self.row_elements
            result.last_formatted_row = max(result.last_formatted_row, number)
            if b"hidden" in attributes and ROW_HIDDEN.search(attributes):
                result.hidden_rows.append(number)

    def _cells(self, text: bytes) -> None:
        result = self.result
        found = CELL.findall(text)
        if not found:
            loose = len(LOOSE_CELL.findall(text))
            if loose:  # cells without addresses stand side by side from row 1 on: no gaps to fear
                result.cells += loose
                result.first_row = 1
                result.last_row = result.filled_rows = max(result.last_formatted_row, 1)
            return
        columns = dict(self.columns)
        for letters in {letters for letters, _ in found} - columns.keys():
            columns[letters] = next(int(number) for name, number in found if name == letters)
        self._count(len(found), sorted({int(number) for _, number in found}), columns)

    def _oddities(self, text: bytes, *, is_tidy: bool) -> None:
        """Errors, formulas, merged cells. Each of these searches is a walk over all the text."""
        result = self.result
        if b'"e"' in text or (b"'" in text and b"'e'" in text):
            self._errors(text)
        if b"<f" in text or (not is_tidy and b":f" in text):
            result.formulas += _count(FORMULA, text, result.formula_cells)
        if not is_tidy and b"mergeCell" in text:
            result.merged += [area.decode() for area in MERGED.findall(text)]

    def _errors(self, text: bytes) -> None:
        result = self.result
        for attributes, value in ERROR.findall(text):
            result.errors += 1
            place = PLACE.search(attributes)
            if place and value and len(result.error_values) < KEEP_ERRORS:
                result.error_values[int(place.group(2)), column_index(place.group(1))] = value.decode(
                    "utf-8", "replace"
                )
            if place and len(result.error_cells) < KEEP:
                result.error_cells.append((place.group(1) + place.group(2)).decode())


def _tidy_text(text: bytes) -> bytes:
    """From the first row on, where all that follows are rows whose cells begin with their address."""
    start = text.find(b"<row")
    body = text[start:] if start > 0 else text
    if start < 0 or b"<c " in text[:start] or b":c" in body or body.count(b"<c") != body.count(b'<c r="'):
        return b""
    return b"" if b"</sheetData" in body[body.rfind(b"<row") :] else body


def _ends(row: bytes, *, only_last: bool) -> Sequence[tuple[bytes, bytes]]:
    """Column and row number of the first and the last filled cell of a row; of all its filled cells where
    the last one is only formatted.
    """
    place = row.rfind(b"<c ")
    last = TIDY_CELL.match(row, place) if place >= 0 else None
    if last is None:
        return CELL.findall(row)
    if only_last:
        return ((last[1], last[2]),)
    first = TIDY_CELL.search(row)
    return ((first[1], first[2]), (last[1], last[2])) if first else ()


def _count(pattern: re.Pattern[bytes], text: bytes, examples: list[str]) -> int:
    found = pattern.findall(text)
    for attributes in found[: max(KEEP - len(examples), 0)]:
        reference = REFERENCE.search(attributes)
        if reference:
            examples.append(reference.group(1).decode())
    return len(found)


def find_sheets(kept: dict[str, bytes], scans: dict[str, SheetScan]) -> tuple[list[SheetScan], int]:
    """The sheets in the order of the workbook, with their names, and the date system (1900 or 1904)."""
    workbook = _workbook_part(kept)
    if workbook not in kept:
        raise Refusal("no_sheet")
    root = _parse(kept[workbook])
    folder, file = posixpath.split(workbook)
    targets = _relations(kept.get(f"{folder}/_rels/{file}.rels", b""), folder)
    sheets, date_system = [], 1900
    for element in root.iter():
        kind = _local(element.tag)
        if kind == "workbookPr" and _attribute(element, "date1904") in ("1", "true"):
            date_system = 1904
        elif kind == "sheet":
            scan = scans.get(targets.get(_attribute(element, "id"), ""))
            if scan is not None:
                scan.name = element.attrib.get("name", "")
                scan.visible = element.attrib.get("state", "visible") == "visible"
                sheets.append(scan)
    return sheets, date_system


def _workbook_part(kept: dict[str, bytes]) -> str:
    if "_rels/.rels" in kept:
        for element in _parse(kept["_rels/.rels"]).iter():
            if element.attrib.get("Type", "").endswith("/officeDocument"):
                return posixpath.normpath(element.attrib.get("Target", "").lstrip("/"))
    return "xl/workbook.xml"


def _relations(content: bytes, folder: str) -> dict[str, str]:
    if not content:
        return {}
    found = {}
    for element in _parse(content).iter():
        target = element.attrib.get("Target", "")
        if element.attrib.get("Type", "").endswith("/worksheet"):
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[element.attrib.get("Id", "")] = posixpath.normpath(path)
    return found


def _parse(content: bytes) -> Any:
    try:
        # Document types and entities were refused while it was unpacked.
        return ElementTree.fromstring(content)  # noqa: S314
    except ElementTree.ParseError as error:
        raise Refusal("damaged") from error


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _attribute(element: Any, name: str) -> str:
    """An attribute by its local name, the namespaced one first (r:id, not id)."""
    for key, value in element.attrib.items():
        if key.endswith("}" + name):
            return str(value)
    return str(element.attrib.get(name, ""))
