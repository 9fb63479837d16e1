"""The worker outlives every file: its job ends, the batch says why, and the next batch works."""

from __future__ import annotations

from pathlib import Path

import pytest

from archives.imports import actions
from archives.imports.kept_rows import forget_rows
from archives.imports.models import Batch, Status
from archives.imports.uploads import private_storage
from campus.jobs import running
from campus.jobs.models import Status as JobStatus
from tests.archives.imports import hostile
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
    Batch.objects.filter(pk=batch.pk).update(sheet="表")  # as the files below call theirs
    stored = Path(private_storage().path(batch.stored_as))
    stored.write_bytes(HOSTILE[code](tmp_path / "a.xlsx").read_bytes())
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
