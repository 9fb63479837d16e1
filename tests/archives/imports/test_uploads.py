"""Uploaded files: kept out of reach, named by what they are, the same on remote storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from archives.imports import uploads
from archives.imports.models import Batch
from archives.imports.sentences import UnreadableFile
from archives.registry.models import Student
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
    private = {"BACKEND": f"{__name__}.ObjectStore"}
    settings.STORAGES = {**settings.STORAGES, "private": private}


def test_a_batch_goes_its_whole_way_on_remote_storage(remote: None) -> None:
    colleges()
    batch = applied(checked(uploaded(workbook([student_row("2024000001")]), registrar())))
    assert (batch.written, Student.objects.count()) == (1, 1)


def test_a_copy_of_a_remote_file_is_gone_after_use(remote: None) -> None:
    stored = uploads.store(ContentFile(b"a,b\n1,2\n"), name="list.csv")
    with uploads.local_path(Batch(stored_as=stored.stored_as, file_name="list.csv")) as path:
        assert path.suffix == ".csv"
        assert path.read_bytes() == b"a,b\n1,2\n"
    assert not path.exists()


def test_a_file_that_was_lost_is_told_by_its_name() -> None:
    with (pytest.raises(UnreadableFile) as told,
          uploads.local_path(Batch(stored_as="imports/none.xlsx", file_name="名单.xlsx"))):
        pass
    assert "名单.xlsx" in told.value.message()


def test_a_stored_file_is_named_by_its_bytes_and_lies_outside_the_public_folder(settings: Any) -> None:
    stored = uploads.store(ContentFile(b"a,b\n1,2\n"), name="陈佳宁.csv")
    path = Path(uploads.private_storage().path(stored.stored_as))
    assert path.stem.split("-")[0] == stored.fingerprint[:32]
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    uploads.discard(stored.stored_as)
    assert not path.exists()
    uploads.discard("")


@pytest.mark.parametrize(("given", "kept"), [
    ("../../etc/passwd", "passwd"), ("C:\\Users\\lin\\名单.xlsx", "名单.xlsx"), ("/", "file"), ("", "file"),
])
def test_a_name_loses_its_folders(given: str, kept: str) -> None:
    assert uploads.safe_name(given) == kept
