"""Workbooks (.xlsx): what their sheets hold, and their rows. Runs in the child process.

Every part is first scanned as a stream (`scanning.py`), so that nothing is handed to a reader that
would make it allocate the rectangle between two far-apart cells. calamine reads first; openpyxl reads
what calamine cannot, and what is too large to be held in memory. Error cells, which calamine drops
silently, are put back from the scan.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archives.imports.ahead import ReadingAhead
from archives.imports.defence import Counted, open_package, unpack
from archives.imports.refusal import Refusal
from archives.imports.scanning import SheetScan, find_sheets, scan_sheet
from archives.imports.spreadsheets import Row, Spreadsheet

MOST_OF_A_PART = 8 * 2**20  # of the parts that are kept: the list of sheets and relations


class Workbook(Spreadsheet):
    """An .xlsx file whose parts have been unpacked once, counted and found harmless."""

    format = "xlsx"

    def __init__(self, path: Path, limits: dict[str, int], ahead: ReadingAhead | None = None) -> None:
        """`ahead`: what is being read while this scans. Otherwise as `Spreadsheet`."""
        self._ahead = ahead
        super().__init__(path, limits)

    def _scan(self) -> tuple[list[SheetScan], int]:
        with open_package(self.path, limit=self.limits["unpacked_bytes"]) as package:
            return self._scan_parts(package)

    def _scan_parts(self, package: zipfile.ZipFile) -> tuple[list[SheetScan], int]:
        left = self.limits["unpacked_bytes"]
        kept: dict[str, bytes] = {}
        scans: dict[str, SheetScan] = {}
        for member in package.infolist():
            pieces = Counted(unpack(package, member, limit=left))
            name = member.filename.lstrip("/")
            if name.startswith("xl/worksheets/") or "/worksheets/" in name or "sheet" in name.lower():
                scans[name] = scan_sheet(pieces)
            elif name.endswith(".rels") or "workbook" in name:
                kept[name] = b"".join(pieces)[:MOST_OF_A_PART]
            for _rest in pieces:
                pass
            left -= pieces.count
        return find_sheets(kept, scans)

    def raw_rows(self, sheet: SheetScan | None) -> Iterator[Row]:
        """As `rows`, with cells as the reader gives them."""
        if sheet is None:
            raise Refusal("no_sheet")
        self.check(sheet)
        if sheet.errors > len(sheet.error_values) or self.dense(sheet) > self.limits["memory_bytes"] // 2:
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
        yield from self._by_calamine(sheet, loaded)

    def _calamine(self, name: str) -> Any:
        if self._ahead is not None and (found := self._ahead.take(name)) is not None:
            self._loaded[name] = found
        return super()._calamine(name)

    def _by_openpyxl(self, sheet: SheetScan) -> Iterator[Row]:
        from openpyxl import load_workbook

        try:
            # The file, not its path: that may be one without an extension, which openpyxl would not open.
            book = load_workbook(self.path.open("rb"), read_only=True, data_only=True, keep_links=False)
            if sheet.name not in book.sheetnames:
                raise Refusal("no_sheet")
            worksheet = book[sheet.name]
            worksheet.reset_dimensions()  # the declared dimension may be wrong, or a million rows
            for number, cells in enumerate(worksheet.iter_rows(values_only=True), 1):
                if number > sheet.last_row:
                    break
                yield number, list(cells)
        except (Refusal, MemoryError):
            raise
        except Exception as error:
            raise Refusal("damaged") from error
