"""OpenDocument spreadsheets (.ods): what their sheets hold. Runs in the child process.

In this format one cell may say that it stands for sixteen thousand columns and one row for a million rows: a
few hundred bytes for which a reader would make gigabytes. So the text of the sheets is walked as a stream
first, and the repetitions are counted, not made. calamine then reads the cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from xml.parsers.expat import ExpatError, ParserCreate

from archives.imports.defence import Counted, open_package, unpack
from archives.imports.refusal import Refusal
from archives.imports.scanning import KEEP, SheetScan, column_letter
from archives.imports.spreadsheets import ReadAtOnce

CONTENT, MANIFEST, MIMETYPE = "content.xml", "META-INF/manifest.xml", "mimetype"
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_OF_A_PART = 8 * 2**20
MAX_PENDING = 16 * 2**20  # a row longer than this is no row of a table

ATTRIBUTES = rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)"""
TABLE = re.compile(rb"<table:table(?=[\s>])" + ATTRIBUTES + rb">")
AFTER_ROW = re.compile(rb"(?=[\s/>])" + ATTRIBUTES + rb">")
CELL = re.compile(
    rb"<table:(?:covered-)?table-cell(?=[\s/>])" + ATTRIBUTES + rb">(?:\s*<text:p>([^<>]{0,20})</text:p>)?"
)
NAME = re.compile(rb"""table:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
REPEATED = re.compile(rb"""-repeated\s*=\s*["']\s*0*(\d+)\s*["']""")
SPANNED = re.compile(rb"""table:number-(rows|columns)-spanned\s*=\s*["'](\d{1,7})""")
HIDDEN_ROW = re.compile(rb"""table:visibility\s*=\s*["'](?:collapse|filter)""")
WORTH_A_LOOK = (b"-repeated", b"-spanned", b"table:formula", b'"error"')
FURTHEST = 10**7  # no sheet has more rows or columns: what lies beyond is counted as lying here


class OpenDocument(ReadAtOnce):
    """An .ods file whose sheets have been walked once and are of a harmless size."""

    format = "ods"

    def _scan(self) -> tuple[list[SheetScan], int]:
        left = self.limits["unpacked_bytes"]
        sheets: list[SheetScan] = []
        with open_package(self.path, limit=left) as package:
            self._refuse_others(package)
            for member in package.infolist():
                pieces = Counted(unpack(package, member, limit=left))
                if member.filename == CONTENT:
                    sheets = scan_content(_well_formed(pieces))
                for _rest in pieces:
                    pass
                left -= pieces.count
        return sheets, 1900

    def _refuse_others(self, package: zipfile.ZipFile) -> None:
        """Letters and slides have the same parts; of a protected file, the list of parts says so."""
        kind, parts = (self._small_part(package, name) for name in (MIMETYPE, MANIFEST))
        if kind and not kind.startswith(SPREADSHEET):
            raise Refusal("wrong_type", found="ods")
        if b"encryption-data" in parts:
            raise Refusal("password_protected")
        if CONTENT not in package.namelist():
            raise Refusal("damaged")

    def _small_part(self, package: zipfile.ZipFile, name: str) -> bytes:
        if name not in package.namelist():
            return b""
        return b"".join(unpack(package, package.getinfo(name), limit=MOST_OF_A_PART))


def _well_formed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces. calamine never comes to an end of XML in which a tag is not closed."""
    parser = ParserCreate()
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield piece
        parser.Parse(b"", True)
    except ExpatError as error:
        raise Refusal("damaged") from error


def scan_content(pieces: Iterator[bytes]) -> list[SheetScan]:
    """What the sheets hold, in the order in which they stand."""
    walk, pending = _Walk(), b""
    for piece in pieces:
        pending += piece
        cut = max(pending.rfind(b"<table:table-row"), pending.rfind(b"<table:table "))
        if cut > 0:
            walk.feed(pending[:cut])
            pending = pending[cut:]
        elif len(pending) > MAX_PENDING:
            raise Refusal("out_of_memory")
    walk.feed(pending)
    return [end(sheet) for sheet in walk.sheets]


def end(sheet: SheetScan) -> SheetScan:
    sheet.last_formatted_row = sheet.last_row  # programs format rows to the very end; nobody has to know
    return sheet


class _Walk:
    def __init__(self) -> None:
        self.sheets: list[SheetScan] = []
        self.row = 0  # the last one that was met, from 1

    def feed(self, text: bytes) -> None:
        """Whole rows, and what stands between them."""
        before, *rows = text.split(b"<table:table-row")
        self._begin_tables(before)
        for row in rows:
            head = AFTER_ROW.match(row)
            if head:
                self._row(head[1], row[head.end() :])
            elif row[:1] not in (b"s", b"-"):  # groups of rows have longer names
                raise Refusal("damaged")
            if b"</table:table>" in row:
                self._begin_tables(row)

    def _begin_tables(self, text: bytes) -> None:
        for table in TABLE.findall(text):
            name = NAME.search(table)
            self.sheets.append(SheetScan(unescape((name[1] or name[2]).decode("utf-8", "replace")) if name else ""))
            self.row = 0

    def _row(self, attributes: bytes, cells: bytes) -> None:
        if not self.sheets:
            raise Refusal("damaged")
        sheet, times = self.sheets[-1], _repeated(attributes) if b"-repeated" in attributes else 1
        first, self.row = self.row + 1, min(self.row + times, FURTHEST)
        if b"visibility" in attributes and HIDDEN_ROW.search(attributes):
            sheet.hidden_rows += range(first, min(self.row, first + KEEP) + 1)
        filled = self._cells(sheet, first, cells) if b"office:" in cells else None
        if not filled:
            return
        sheet.cells += 1
        sheet.filled_rows += times
        sheet.first_row = sheet.first_row or first
        sheet.last_row = self.row
        left, right = filled
        if sheet.cells == 1 or left < sheet.first_column:
            sheet.first_column = left
        if sheet.cells == 1 or right > sheet.last_column:
            sheet.last_column, sheet.rightmost_row = right, first

    def _cells(self, sheet: SheetScan, row: int, cells: bytes) -> tuple[int, int] | None:
        """The first and the last column with a value; one without, where no cell says that it is repeated."""
        if not any(word in cells for word in WORTH_A_LOOK):
            return 0, cells.count(b"<table:table-cell") + cells.count(b"<table:covered-table-cell") - 1
        column, left, right = 0, -1, -1
        for attributes, text in CELL.findall(cells):
            times = _repeated(attributes) if b"-repeated" in attributes else 1
            if b"office:" in attributes:
                left = column if left < 0 else left
                right = min(column + times, FURTHEST) - 1
            if any(word in attributes for word in WORTH_A_LOOK[1:]):
                _note(sheet, attributes, text, row, column)
            column = min(column + times, FURTHEST)
        return None if left < 0 else (left, right)


def _note(sheet: SheetScan, attributes: bytes, text: bytes, row: int, column: int) -> None:
    cell = f"{column_letter(column)}{row}"
    if b"table:formula" in attributes:
        sheet.formulas += 1
        if len(sheet.formula_cells) < KEEP:
            sheet.formula_cells.append(cell)
    if b'"error"' in attributes:
        sheet.add_error(row, column, unescape(text.decode("utf-8", "replace")) or "#N/A")
    spans = {kind: int(size) for kind, size in SPANNED.findall(attributes)}
    rows, columns = spans.get(b"rows", 1), spans.get(b"columns", 1)
    if rows > 1 or columns > 1:
        sheet.merged.append(f"{cell}:{column_letter(column + columns - 1)}{row + rows - 1}")


def _repeated(attributes: bytes) -> int:
    """How often a row or cell stands there. A number in disguise is not guessed at."""
    found = REPEATED.findall(attributes)
    if len(found) != attributes.count(b"-repeated"):
        raise Refusal("damaged")
    return min(max((int(times[:9]) for times in found), default=1), FURTHEST)
