"""Rows on their way from the reader of a file to where they are kept: in a temporary file without a name."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings

from campus.errors import is_out_of_room


class Spool:
    """Lines of rows as the reader said them, and their fingerprint. Use `with`.

    It takes no more than a workbook may unpack to. Where that is exceeded or the disk is full it holds nothing, and
    nobody is told: the rows can be read from the file itself again.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._hashed, self._room = hashlib.sha256(), 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def begin(self) -> None:
        """Forget what came before: the file is being read from its beginning."""
        self._drop()
        self._hashed, self._room = hashlib.sha256(), settings.IMPORT_MAX_UNPACKED_BYTES

    def write(self, line: bytes) -> None:
        """Take one line, which comes without its end."""
        if len(line) >= self._room:
            self._room = 0
            self._drop()
            return
        self._room -= len(line) + 1
        try:
            if self._file is None:
                self._file = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115  # closed by __exit__
            self._file.write(line + b"\n")
            self._file.flush()
        except OSError as error:
            self._give_up(error)
        self._hashed.update(line + b"\n")

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all lines, hexadecimal; "" where it holds none."""
        return self._hashed.hexdigest() if self._file else ""

    @property
    def file(self) -> IO[bytes]:
        """All lines, from the first one; only where there is a fingerprint."""
        assert self._file is not None
        self._file.seek(0)
        return self._file

    def _give_up(self, error: OSError) -> None:
        if not is_out_of_room(error):
            raise error
        self._room = 0
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # what was not written yet finds no room either
                self._file.close()
        self._file = None
