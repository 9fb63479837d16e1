"""Rows on their way from the reader of a file to where they are kept: encrypted, in a file without a name."""

from __future__ import annotations

from contextlib import suppress
from typing import IO

from django.conf import settings

from campus.encryption.files import SealingWriter, open_sealed
from campus.errors import is_out_of_room
from campus.working_files import unnamed_file

PLACE = "imports, on the way"


class Spool:
    """Lines of rows as the reader said them. Use `with`.

    It takes no more than a workbook may unpack to. Where that is exceeded or the disk is full it holds nothing, and
    nobody is told: the rows can be read from the file itself again.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._writer: SealingWriter | None = None
        self._room = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def begin(self) -> None:
        """Forget what came before: the file is being read from its beginning."""
        self._drop()
        self._room = settings.IMPORT_MAX_UNPACKED_BYTES

    def write(self, line: bytes) -> None:
        """Take one line, which comes without its end."""
        if len(line) >= self._room:
            self._room = 0
            self._drop()
            return
        self._room -= len(line) + 1
        try:
            if self._writer is None:
                self._file = unnamed_file()
                self._writer = SealingWriter(self._file, PLACE)
            self._writer.write(line + b"\n")
        except OSError as error:
            self._give_up(error)

    def finished(self) -> IO[bytes] | None:
        """All lines, from the first one; None where it holds none. Nothing is written after it."""
        if self._file is None or self._writer is None:
            return None
        try:
            self._writer.close()
            self._file.flush()
        except OSError as error:
            self._give_up(error)
            return None
        self._file.seek(0)
        return open_sealed(self._file, PLACE)

    def _give_up(self, error: OSError) -> None:
        if not is_out_of_room(error):
            raise error
        self._room = 0
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # what was not written yet finds no room either
                self._file.close()
        self._file = self._writer = None
