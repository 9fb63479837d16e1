"""Uploaded files: kept out of reach, named by what they are, the same on remote storage."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from archives.imports import uploads
from archives.imports.models import Batch
from archives.imports.reading import inspect_file
from archives.imports.sentences import UnreadableFile
from archives.registry.models import Student
from campus.working_files import working_folder
from tests.archives.imports.factories import applied, checked, colleges, registrar, student_row, uploaded, workbook

pytestmark = pytest.mark.django_db


class ObjectStore(Storage):
    """Storage whose files have no path on this machine."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def _save(self, name: str, content: File) -> str:
        self.files[name] = content.read()
        return name

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(self.files[name])

    def exists(self, name: str) -> bool:
        return name in self.files

    def delete(self, name: str) -> None:
        self.files.pop(name, None)


@pytest.fixture
def remote(settings: Any) -> None:
    options = {"backend": f"{__name__}.ObjectStore"}
    private = {"BACKEND": settings.STORAGES["private"]["BACKEND"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "private": private}


def stored(content: bytes = b"a,b\n1,2\n", name: str = "list.csv") -> Batch:
    with uploads.received(ContentFile(content), name=name) as upload:
        return Batch(stored_as=uploads.store(upload), fingerprint=upload.fingerprint, file_name=name)


def test_a_batch_goes_its_whole_way_on_remote_storage(remote: None) -> None:
    colleges()
    batch = applied(checked(uploaded(workbook([student_row("2024000001")]), registrar())))
    assert (batch.written, Student.objects.count()) == (1, 1)


@pytest.mark.parametrize("where", ["remote", "in a folder"])
def test_a_file_is_in_clear_only_while_it_is_read(where: str, request: pytest.FixtureRequest) -> None:
    if where == "remote":
        request.getfixturevalue("remote")
    batch = stored()
    with uploads.local_path(batch) as path:
        assert path.read_bytes() == b"a,b\n1,2\n"
    assert not path.exists()
    inner = uploads.private_storage().inner  # type: ignore[attr-defined]
    assert b"1,2" not in inner.open(batch.stored_as).read()


def test_where_memory_has_no_paths_the_copy_lies_in_the_working_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create")
    with uploads.received(ContentFile(b"a,b\n1,2\n"), name="list.csv") as upload:
        assert (upload.path.parent, upload.path.suffix) == (working_folder(), ".csv")
        assert (upload.path.stat().st_mode & 0o777, working_folder().stat().st_mode & 0o777) == (0o600, 0o700)
        assert inspect_file(upload.path, name="list.csv", header_row=1, sheet=None).headers == ("a", "b")
    assert not upload.path.exists()


def test_a_file_that_was_lost_is_told_by_its_name() -> None:
    with (pytest.raises(UnreadableFile) as told,
          uploads.local_path(Batch(stored_as="imports/none.xlsx", file_name="名单.xlsx"))):
        pass
    assert "名单.xlsx" in told.value.message()


def test_a_file_that_is_another_one_now_is_not_read() -> None:
    batch = stored()
    batch.fingerprint = "0" * 64
    with pytest.raises(UnreadableFile), uploads.local_path(batch):
        pass


def test_a_stored_file_is_named_by_its_bytes_and_lies_outside_the_public_folder(settings: Any) -> None:
    batch = stored(name="陈佳宁.csv")
    path = Path(uploads.private_storage().path(batch.stored_as))
    assert path.stem.split("-")[0] == batch.fingerprint[:32]
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    uploads.discard(batch.stored_as)
    assert not path.exists()
    uploads.discard("")


@pytest.mark.parametrize(("given", "kept"), [
    ("../../etc/passwd", "passwd"), ("C:\\Users\\lin\\名单.xlsx", "名单.xlsx"), ("/", "file"), ("", "file"),
])
def test_a_name_loses_its_folders(given: str, kept: str) -> None:
    assert uploads.safe_name(given) == kept
