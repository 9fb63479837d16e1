"""The worker outlives every file: its job ends, the batch says why, and the next batch works."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from archives.imports import actions, checking, tasks
from archives.imports.kept_rows import forget_rows
from archives.imports.models import Batch, Status
from archives.imports.uploads import private_storage
from campus.jobs import running
from campus.jobs.models import Job
from campus.jobs.models import Status as JobStatus
from tests.archives.imports import hostile
from tests.archives.imports.dying import Killed
from tests.archives.imports.factories import (
    checked,
    colleges,
    registrar,
    student_row,
    uploaded,
    workbook,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOSTILE = {
    "hostile_xml": hostile.billion_laughs,
    "unpacks_too_large": hostile.honest_bomb,
    "too_spread_out": hostile.far_apart_cells,
    "damaged": hostile.broken_member,
}


@pytest.mark.parametrize("code", HOSTILE)
def test_a_file_that_turns_hostile_before_the_check_ends_one_job_and_the_next_batch_works(tmp_path, code):
    colleges()
    officer = registrar()
    batch = uploaded(workbook([student_row("2024000001")]), officer)
    content = HOSTILE[code](tmp_path / "a.xlsx").read_bytes()
    fingerprint = hashlib.sha256(content).hexdigest()
    Batch.objects.filter(pk=batch.pk).update(sheet="表", fingerprint=fingerprint)  # as the files below call theirs
    private_storage().delete(batch.stored_as)
    private_storage().save(batch.stored_as, ContentFile(content))
    forget_rows(batch)
    actions.start_check(batch=batch, by=officer, at=NOW)
    job = running.run(actions.last_job(batch).pk, clock=lambda: NOW)
    batch.refresh_from_db()
    assert (job.status, batch.status, batch.unreadable["code"]) == (
        JobStatus.FAILED,
        Status.UNREADABLE,
        code,
    )
    assert "students.xlsx" in job.explanation
    assert checked(uploaded(workbook([student_row("2024000002")]), officer)).new == 1


def test_a_file_that_needs_too_long_ends_one_job_and_the_next_batch_works(settings):
    colleges()
    officer = registrar()
    batch = actions.start_check(
        batch=uploaded(workbook([student_row("2024000001")]), officer), by=officer, at=NOW
    )
    forget_rows(batch)
    patience, settings.IMPORT_CHILD_SECONDS = settings.IMPORT_CHILD_SECONDS, 0
    job = running.run(actions.last_job(batch).pk, clock=lambda: NOW)
    batch.refresh_from_db()
    assert (job.status, batch.status, batch.unreadable["code"]) == (
        JobStatus.FAILED,
        Status.UNREADABLE,
        "timeout",
    )
    settings.IMPORT_CHILD_SECONDS = patience
    assert checked(uploaded(workbook([student_row("2024000002")]), officer)).new == 1


def test_the_seconds_of_a_check_are_those_in_which_somebody_worked_on_it(monkeypatch):
    """A worker dies after two of three chunks, and another one comes an hour later."""
    colleges()
    monkeypatch.setattr(checking, "CHUNK", 1)
    rows = [student_row(f"202400000{n}") for n in range(3)]
    officer = registrar()
    batch = actions.start_check(batch=uploaded(workbook(rows), officer), by=officer, at=NOW)
    now = [NOW]

    def working_second(*args, **kwargs):
        now[0] += timedelta(seconds=1)
        if now[0] == NOW + timedelta(seconds=3):
            raise Killed
        return really(*args, **kwargs)

    really = tasks.check_columns
    monkeypatch.setattr(tasks, "check_columns", working_second)
    job = actions.last_job(batch)
    with pytest.raises(Killed):
        running.run(job.pk, clock=lambda: now[0])
    Job.objects.filter(pk=job.pk).update(status="queued", lease_token=None, lease_until=None)
    now[0] += timedelta(hours=1)
    running.run(job.pk, clock=lambda: now[0])
    batch.refresh_from_db()
    assert (batch.status, batch.rows, batch.check_seconds) == (Status.CHECKED, 3, 3)
