"""calamine reading a workbook on the other core while the scan of it still goes on. Runs in the child process.

What it reads is used only once the scan has found it harmless. A file that makes it die takes the child with it;
the parent then asks again without, and the scan says what is the matter.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from archives.imports.spreadsheets import is_visible


class ReadingAhead:
    """The sheet that is wanted, or the first visible one, is being read from now on."""

    def __init__(self, path: Path, sheet: str | None) -> None:
        self._path, self._wanted = path, sheet
        self._name = ""
        self._found: Any = None
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        from python_calamine import CalamineWorkbook

        with suppress(BaseException):  # whatever it is, the reader that comes after the scan meets it again
            book = CalamineWorkbook.from_path(str(self._path))
            visible = [one.name for one in book.sheets_metadata if is_visible(one)]
            self._name = self._wanted or visible[0]
            self._found = book.get_sheet_by_name(self._name)

    def take(self, name: str) -> Any:
        """The sheet as calamine read it, or None where it read another one or failed."""
        self._thread.join()
        return self._found if self._name == name else None
