from __future__ import annotations

import errno
import io
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


def held(spool: Spool) -> bytes | None:
    lines = spool.finished()
    return None if lines is None else lines.read()


def test_lines_come_back_as_they_went_in() -> None:
    with filled(b"one", b"two") as spool:
        assert held(spool) == b"one\ntwo\n"


def test_what_lies_on_the_disk_meanwhile_is_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = io.BytesIO()
    monkeypatch.setattr(spooling, "unnamed_file", lambda: disk)
    with filled(b"one" * 2**20, b"two") as spool:
        lines = spool.finished()
        assert lines is not None
        assert len(disk.getvalue()) > 3 * 2**20
        assert b"one" not in disk.getvalue()
        assert lines.read() == b"one" * 2**20 + b"\ntwo\n"


def test_beginning_again_forgets_what_came_before() -> None:
    with filled(b"half of it") as spool:
        spool.begin()
        spool.write(b"all of it")
        assert held(spool) == b"all of it\n"


def test_more_than_a_workbook_may_unpack_to_is_not_held(settings: Any) -> None:
    settings.IMPORT_MAX_UNPACKED_BYTES = 7
    with filled(b"123", b"456") as spool:
        assert held(spool) is None
    with filled(b"123", b"45") as spool:
        assert held(spool) == b"123\n45\n"


def test_a_line_after_one_that_found_no_room_is_not_taken_for_the_first(settings: Any) -> None:
    settings.IMPORT_MAX_UNPACKED_BYTES = 8
    with filled(b"much too long", b"1") as spool:
        assert held(spool) is None


def disk_that_says(error: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(**_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(spooling, "unnamed_file", failing)


def test_a_full_disk_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    disk_that_says(errno.ENOSPC, monkeypatch)
    with filled(b"one", b"two") as spool:
        assert held(spool) is None


def test_another_trouble_of_the_disk_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    disk_that_says(errno.EIO, monkeypatch)
    with pytest.raises(OSError, match="Input/output error"):
        filled(b"one")
