"""Files that live as long as the work on them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadhandler import load_handler
from django.http import HttpRequest
from django.test import RequestFactory

from campus.working_files import descriptor_of, readable_by_path, sweep, unnamed_file, working_folder
from tests.factories import NOW


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.WORKING_ROOT = str(tmp_path / "working")


def names() -> list[str]:
    return sorted(one.name for one in working_folder().iterdir())


def test_the_working_folder_is_its_owners_alone_whatever_the_umask() -> None:
    before = os.umask(0)
    try:
        assert stat.S_IMODE(working_folder().stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_file_without_a_name_is_in_no_folder() -> None:
    with unnamed_file() as file:
        file.write(b"secret")
        assert names() == []


def test_a_child_can_read_a_file_that_has_no_name() -> None:
    with readable_by_path(".csv") as (file, path):
        file.write(b"secret")
        file.flush()
        descriptor = descriptor_of(path)
        assert descriptor is not None
        said = subprocess.run(
            [sys.executable, "-c", f"print(open({str(path)!r}).read())"],
            pass_fds=(descriptor,), capture_output=True, check=True,
        )  # fmt: skip
        assert said.stdout == b"secret\n"
        assert names() == []
    assert descriptor_of("/srv/list.csv") is None


def test_what_a_killed_process_left_is_swept_and_what_is_worked_on_stays() -> None:
    for name, age in (("old.xlsx", timedelta(hours=2)), ("new.xlsx", timedelta(0))):
        path = working_folder() / name
        path.write_bytes(b"secret")
        os.utime(path, ((NOW - age).timestamp(),) * 2)
    folder = working_folder() / "old"
    folder.mkdir()
    (folder / "list.xlsx").write_bytes(b"secret")
    os.utime(folder, ((NOW - timedelta(hours=2)).timestamp(),) * 2)
    assert sweep(at=NOW) == 2
    assert names() == ["new.xlsx"]


def request_with(content: bytes) -> HttpRequest:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return RequestFactory().post("/", {"file": SimpleUploadedFile("名单.xlsx", content)})


def test_a_large_upload_has_no_name_while_it_comes_in(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    request = request_with(b"secret" * 100_000)
    file = request.FILES["file"]
    assert (file.name, file.size, file.read()) == ("名单.xlsx", 600_000, b"secret" * 100_000)
    assert not hasattr(file, "temporary_file_path")
    assert names() == []


def test_a_small_upload_stays_in_memory(settings: Any) -> None:
    assert type(request_with(b"secret").FILES["file"]).__name__ == "InMemoryUploadedFile"
    assert [type(load_handler(path, HttpRequest())).__name__ for path in settings.FILE_UPLOAD_HANDLERS] == [
        "MemoryFileUploadHandler", "UnnamedUploadHandler"]  # fmt: skip
