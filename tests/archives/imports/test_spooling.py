from __future__ import annotations

import errno
import hashlib
import os
from typing import Any

import pytest

from archives.imports import spooling
from archives.imports.spooling import Spool


def filled(*lines: bytes) -> Spool:
    spool = Spool()
    spool.begin()
    for line in lines:
        spool.write(line)
    return spool


def test_lines_come_back_as_they_went_in_under_their_fingerprint() -> None:
    with filled(b"one", b"two") as spool:
        assert spool.file.read() == b"one\ntwo\n"
        assert spool.fingerprint == hashlib.sha256(b"one\ntwo\n").hexdigest()


def test_beginning_again_forgets_what_came_before() -> None:
    with filled(b"half of it") as spool:
        spool.begin()
        assert spool.fingerprint == ""
        spool.write(b"all of it")
        assert spool.file.read() == b"all of it\n"
        assert spool.fingerprint == hashlib.sha256(b"all of it\n").hexdigest()


def test_more_than_a_workbook_may_unpack_to_is_not_held(settings: Any) -> None:
    settings.IMPORT_MAX_UNPACKED_BYTES = 7
    with filled(b"123", b"456") as spool:
        assert spool.fingerprint == ""
    with filled(b"123", b"45") as spool:
        assert spool.fingerprint != ""


def test_a_line_after_one_that_found_no_room_is_not_taken_for_the_first(settings: Any) -> None:
    settings.IMPORT_MAX_UNPACKED_BYTES = 8
    with filled(b"much too long", b"1") as spool:
        assert spool.fingerprint == ""


def disk_that_says(error: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(**_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(spooling, "TemporaryFile", failing)


def test_a_full_disk_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    disk_that_says(errno.ENOSPC, monkeypatch)
    with filled(b"one", b"two") as spool:
        assert spool.fingerprint == ""


def test_another_trouble_of_the_disk_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    disk_that_says(errno.EIO, monkeypatch)
    with pytest.raises(OSError, match="Input/output error"):
        filled(b"one")
