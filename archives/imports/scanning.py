"""What the sheets of a workbook hold, found by scanning their XML as a stream, without building anything.

A search for tags by pattern, not a parser: it is fast, holds one piece at a time, and its answers only
decide what may be handed to a real reader and what a person is told.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
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


@dataclass
class SheetScan:
    """One sheet: which rectangle its values fill, and what in it is worth telling. Columns count from 0."""

    name: str = ""
    visible: bool = True
    cells: int = 0
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
        cut = -1
        for match in CUT.finditer(pending, max(0, len(pending) - 65536)):
            cut = match.start()
        if cut <= 0:
            cut = 0 if len(pending) < MAX_PENDING else len(pending)
        # A cell ends before the next begins, so everything before the last opening tag is complete.
        scan.feed(pending[:cut])
        pending = pending[cut:]
    scan.feed(pending)
    return scan.result


class _Scanner:
    def __init__(self) -> None:
        self.result = SheetScan()
        self.columns: dict[bytes, int] = {}
        self.last_seen_row = -1
        self.row_elements = 0

    def feed(self, text: bytes) -> None:
        if not text:
            return
        self._rows(text)
        self._cells(text)
        self._oddities(text)

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
        result.cells += len(found)
        rows = {number for _, number in found}
        numbers = [int(number) for number in rows]
        result.filled_rows += len(rows) - (self.last_seen_row in numbers)
        self.last_seen_row = int(found[-1][1])
        result.first_row = min(numbers + ([result.first_row] if result.first_row else []))
        result.last_row = max(*numbers, result.last_row)
        for letters in {letters for letters, _ in found} - self.columns.keys():
            self.columns[letters] = next(int(number) for name, number in found if name == letters)
        indexes = {column_index(letters): row for letters, row in self.columns.items()}
        result.first_column, result.last_column = min(indexes), max(indexes)
        result.rightmost_row = indexes[result.last_column]

    def _oddities(self, text: bytes) -> None:
        result = self.result
        if b'"e"' in text or b"'e'" in text:
            self._errors(text)
        if b"<f" in text or b":f" in text:
            result.formulas += _count(FORMULA, text, result.formula_cells)
        if b"mergeCell" in text:
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
