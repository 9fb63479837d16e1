"""What an uploaded file is: a workbook with sheets or a text table. Runs in the child process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from archives.imports.ahead import ReadingAhead
from archives.imports.binary_workbooks import BinaryWorkbook
from archives.imports.defence import kind_of
from archives.imports.delimited import TextTable
from archives.imports.oneroster import ORGS, USERS, OneRosterSet
from archives.imports.open_documents import OpenDocument
from archives.imports.refusal import Refusal
from archives.imports.scanning import SheetScan
from archives.imports.sheets import Workbook
from archives.imports.spreadsheets import Spreadsheet

WORKBOOKS: dict[str, type[Spreadsheet]] = {
    one.format: one for one in (Workbook, BinaryWorkbook, OpenDocument)
}


class Source(Protocol):
    """An opened file, whatever its format. A text table has no sheets."""

    format: str
    encoding: str
    delimiter: str
    date_system: int
    notes: list[tuple[str, dict[str, Any]]]

    @property
    def sheets(self) -> Sequence[SheetScan]: ...

    def rows(self, sheet: SheetScan | None) -> Iterator[tuple[int, list[Any]]]:
        """(row number from 1, cells from column A) of every row down to the last with a value."""
        ...

    def raw_rows(self, sheet: SheetScan | None) -> Iterator[tuple[int, list[Any]]]:
        """As `rows`, with cells as the reader gives them: `plain_row` makes of them what `rows` gives."""
        ...


def open_source(request: dict[str, Any]) -> Source:
    """The file as a workbook or a text table, by what it is, not by its name."""
    path, limits = Path(request["path"]), request["limits"]
    kind, part = kind_of(path), request["sheet"] or ""
    if kind == "oneroster":
        if part not in (ORGS, USERS):
            raise Refusal("oneroster_set")
        return OneRosterSet(path, limits, part)
    if part in (ORGS, USERS):
        raise Refusal("not_oneroster")
    if kind in WORKBOOKS:
        if kind == "xlsx":
            ahead = ReadingAhead(path, request["sheet"]) if request.get("ahead") else None
            return Workbook(path, limits, ahead)
        return WORKBOOKS[kind](path, limits)
    chosen = {"encoding": request["encoding"], "delimiter": request["delimiter"]}
    return TextTable(path, limits, suffix=Path(request.get("name", "")).suffix, **chosen)
