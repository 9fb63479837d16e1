"""The disk is full: when a file is uploaded, while it is checked, when rows leave as a workbook. Each time a sentence,
nothing half stored, no stray file.
"""

from __future__ import annotations

import errno
import gc
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import OperationalError, connection
from django.urls import reverse

from archives.imports import actions
from archives.imports.models import Batch, Finding
from archives.imports.uploads import FOLDER, private_storage
from campus.audit.models import AuditEvent
from campus.jobs.models import Status as JobStatus
from tests.archives.imports.factories import student_row, uploaded, workbook
from tests.faults.journey import School, after_kill, after_step, one_event_for_each_step, signed_in
from tests.faults.worker import Order, work

FULL = OSError(errno.ENOSPC, "No space left on device")


class FullDisk(FileSystemStorage):
    """Takes the first bytes of a file and then has no room, as Django's storage leaves it."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(10))
        raise FULL


@pytest.fixture
def school() -> School:
    return School.with_file("students", seed=5, rows=40, chunk=5)


def stored_files() -> list[Path]:
    folder = Path(private_storage().path(FOLDER))
    return list(folder.iterdir()) if folder.exists() else []


def upload(school: School) -> Any:
    file = SimpleUploadedFile("名单.xlsx", workbook([student_row("2024000001")]))
    return signed_in(school.by).post(reverse("imports:upload"), {"kind": "students", "file": file, "note": "新生"})


def test_an_upload_without_room_is_refused_in_a_sentence_and_leaves_nothing(
    school: School, settings: Any, tmp_path: Path
) -> None:
    where = {"location": str(tmp_path / "full")}
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": f"{__name__}.FullDisk", "OPTIONS": where}}

    answer = upload(school)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“名单.xlsx” could not be kept, because the disk of the server is full" in page
    assert "新生" in page  # what was typed is still there
    assert not Batch.objects.exists()
    assert stored_files() == []
    assert not AuditEvent.objects.filter(action__startswith="imports.").exists()


def test_an_upload_that_does_not_even_fit_the_temporary_folder_is_told_on_a_page(
    school: School, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

    def full(*_: object) -> None:
        raise FULL

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    client = signed_in(school.by)
    client.raise_request_exception = False

    file = SimpleUploadedFile("名单.xlsx", workbook([student_row("2024000001")]))
    answer = client.post(reverse("imports:upload"), {"kind": "students", "file": file})

    assert answer.status_code == 507
    assert "The disk of the server is full" in answer.content.decode()
    assert not Batch.objects.exists()
    assert stored_files() == []


def test_two_who_upload_one_file_have_two_files_and_giving_up_one_leaves_the_other(school: School) -> None:
    content = workbook([student_row("2024000001")])
    one, other = (uploaded(content, school.by) for _ in range(2))
    assert one.stored_as != other.stored_as
    private_storage().delete(one.stored_as)
    assert private_storage().exists(other.stored_as)


# --- While it is checked and written -----------------------------------------------------------------------------


def no_room() -> None:
    """In a worker: whoever keeps what a chunk held is told that the disk is full."""

    def full(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith("UPDATE") and Batch._meta.db_table in sql:
            raise OperationalError("could not extend file: No space left on device")
        return execute(sql, *args)

    connection.execute_wrappers.append(full)


def without_room(order: Order) -> Order:
    """SQLite can really be kept from growing; a PostgreSQL of the suite has the disk of the machine."""
    if connection.vendor != "sqlite":
        return replace(order, prepare=no_room)
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        free = cursor.execute("PRAGMA freelist_count").fetchone()[0]
    options = order.database["OPTIONS"]
    command = f"{options['init_command']} PRAGMA max_page_count={pages};"
    return replace(order, database={**order.database, "OPTIONS": {**options, "init_command": command}},
                   prepare=no_room if free > 3 else None)  # fmt: skip


@pytest.mark.concurrency
def test_a_check_without_room_is_tried_again_says_so_and_goes_on_from_where_it_stopped(school: School) -> None:
    batch = school.file.upload(school.by)
    work(school.order())
    school.ask_for("check", batch)

    for _ in range(6):
        work(without_room(school.order()))
        batch.refresh_from_db()
        after_kill(school, batch, "check")

    job = actions.last_job(batch)
    assert job is not None
    assert (job.status, job.attempts) == (JobStatus.FAILED, 5)
    page = school.page("check", batch)
    assert "had no room left 5 times" in page or "stopped 5 times" in page
    actions.continue_batch(batch=batch, by=school.by, at=school.later())
    assert work(school.order()) == 0
    batch.refresh_from_db()
    after_step(school, batch, "check")
    for step in ("apply", "undo"):
        school.ask_for(step, batch)
        assert work(school.order()) == 0
        batch.refresh_from_db()
        after_step(school, batch, step)
    one_event_for_each_step(school, batch)


# --- Rows that leave as a workbook -------------------------------------------------------------------------------


class FullFolder(TemporaryDirectory[str]):
    """Whatever is written there finds no room: each file stands for the device that is always full."""

    def __enter__(self) -> str:
        folder = super().__enter__()
        for name in ("to-mend.xlsx", "written.xlsx", "left.xlsx", "template.xlsx"):
            os.symlink("/dev/full", Path(folder) / name)
        return folder


@pytest.mark.parametrize("what", ["error_workbook", "written_rows"])
def test_a_workbook_without_room_is_a_sentence_and_the_batch_is_as_it_was(
    school: School, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    batch = school.file.upload(school.by)
    for step in ("check", "apply"):
        school.ask_for(step, batch)
        assert work(school.order()) == 0
        batch.refresh_from_db()
    before = (batch.status, batch.refused, Finding.objects.filter(batch=batch).count())
    monkeypatch.setattr("archives.imports.viewsets.downloads.TemporaryDirectory", FullFolder)
    client = signed_in(school.by)
    client.raise_request_exception = False

    answer = client.get(reverse(f"imports:{what}", args=[batch.number]))

    assert answer.status_code == 507
    assert "The disk of the server is full" in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.status, batch.refused, Finding.objects.filter(batch=batch).count()) == before
    for one in gc.get_objects():  # a workbook that could not be closed would say so in somebody else's test
        if type(one) is ZipFile:
            one.fp = None
