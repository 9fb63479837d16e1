"""The file and what stood in its rows are forgotten on their day; the receipt stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from archives.catalogue.models import RuleVersion
from archives.imports import actions
from archives.imports.models import Batch, BatchKeys, CellFix, Finding, StagedRow, Status
from archives.imports.shredding import EMPTIED, days_kept, shred_due
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from campus.jobs.registry import schedules
from campus.refusals import Refusal
from tests.archives.imports.factories import (
    applied,
    colleges,
    registrar,
    run_job,
    student_row,
    students,
    uploaded,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"
LATER = NOW + timedelta(days=30, minutes=1)


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


@pytest.fixture
def batch(officer) -> Batch:
    """One row to import, one to mend."""
    return students(
        officer,
        student_row("2024000001", name="冯静晨", identity_number=IDENTITY),
        student_row("2024000002", name="钱文磊", unit="哲学院"),
    )


def is_stored(batch: Batch) -> bool:
    return bool(batch.stored_as) and storages["private"].exists(batch.stored_as)


def remains(batch: Batch) -> str:
    """Everything that the database still holds of a batch, as text."""
    rows = [*StagedRow.objects.filter(batch=batch).values(), *Finding.objects.filter(batch=batch).values(),
            *CellFix.objects.filter(batch=batch).values(), *Batch.objects.filter(pk=batch.pk).values()]
    return str(rows)


def test_an_import_that_ended_is_forgotten_after_its_days_and_not_before(batch) -> None:
    applied(batch)
    CellFix.objects.create(batch=batch, row=3, field="unit", value="文学院", fixed_at=NOW, fixed_by=batch.uploaded_by)
    stored = batch.stored_as
    assert shred_due(NOW + timedelta(days=29)) == {"ended": 0, "given_up": 0}
    assert is_stored(batch)
    assert shred_due(LATER) == {"ended": 1, "given_up": 0}
    batch.refresh_from_db()
    assert (batch.shredded_at, batch.stored_as, storages["private"].exists(stored)) == (LATER, "", False)
    assert BatchKeys.objects.filter(batch=batch).count() == 0
    assert not any(word in remains(batch) for word in ("冯静晨", "钱文磊", "哲学院", "2024000001", IDENTITY))
    assert shred_due(LATER) == {"ended": 0, "given_up": 0}


def test_every_column_of_a_row_that_may_hold_what_stood_in_it_is_emptied() -> None:
    """A new column must be judged: is it in EMPTIED, or does it hold nothing of the file?"""
    harmless = {"id", "batch", "number", "status", "is_change", "is_adverse", "target", "codes", "reason"}
    assert {field.name for field in StagedRow._meta.get_fields()} == harmless | set(EMPTIED)


def test_the_receipt_stays_with_fingerprint_and_counts(batch, officer) -> None:
    applied(batch)
    shred_due(LATER)
    batch.refresh_from_db()
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("imports:receipt", args=[batch.number])).content.decode()
    assert batch.fingerprint in page
    assert "文件已于 2026-12-23 销毁" in page
    assert "各行已于 2026-12-23 按规定移除" in page
    assert (batch.rows, batch.written, batch.refused) == (2, 1, 1)
    assert client.get(reverse("imports:rows", args=[batch.number])).status_code == 200
    assert Student.objects.get().name == "冯静晨"  # what was imported stays


def test_counts_lead_to_rows_only_while_something_stands_in_them(batch, officer) -> None:
    client = Client()
    client.force_login(officer)
    rows = reverse("imports:rows", args=[batch.number])
    applied(batch)
    receipt = reverse("imports:receipt", args=[batch.number])
    assert client.get(receipt).content.decode().count(f'href="{rows}') == 2  # one new, one to mend
    shred_due(LATER)
    assert f'href="{rows}' not in client.get(receipt).content.decode()
    page = client.get(rows).content.decode()
    assert "已于 2026-12-23 按规定移除" in page
    assert "data-label" not in page


def sixty_days_to_undo() -> None:
    """As a school decides it: a new version of the rule."""
    before = RuleVersion.objects.get(key="import.undo_window")
    before.pk, before.effective_from, before.value = None, NOW.date(), {"days": 60}
    before.save(force_insert=True)


def test_what_was_forgotten_cannot_be_undone_even_if_the_days_are_made_longer(batch, officer) -> None:
    applied(batch)
    shred_due(LATER)
    sixty_days_to_undo()
    batch.refresh_from_db()
    with pytest.raises(Refusal, match="各行已移除"):
        actions.undo_batch(batch=batch, by=officer, at=LATER)
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("imports:receipt", args=[batch.number])).content.decode()
    assert reverse("imports:undo", args=[batch.number]) not in page


def test_an_import_given_up_leads_to_no_rows_either(batch, officer) -> None:
    actions.cancel_batch(batch=batch, by=officer, at=NOW)
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("imports:check", args=[batch.number])).content.decode()
    assert f'href="{reverse("imports:rows", args=[batch.number])}' not in page
    assert 'href="#mend"' not in page
    assert "各行已于 2026-11-23 按规定移除" in page


def test_a_longer_time_to_undo_keeps_the_file_longer(batch) -> None:
    sixty_days_to_undo()
    applied(batch)
    assert days_kept(NOW) == 60
    assert shred_due(LATER) == {"ended": 0, "given_up": 0}
    assert run_job(actions.undo_batch(batch=batch, by=batch.uploaded_by, at=LATER)).status == Status.UNDONE


def test_what_nobody_finished_is_given_up_and_forgotten(batch) -> None:
    assert shred_due(LATER) == {"ended": 0, "given_up": 1}
    batch.refresh_from_db()
    assert (batch.status, batch.cancelled_by, batch.shredded_at) == (Status.CANCELLED, None, LATER)


def test_what_somebody_still_mends_is_kept(batch, officer) -> None:
    CellFix.objects.create(batch=batch, row=3, field="unit", value="文学院", fixed_by=officer,
                           fixed_at=NOW + timedelta(days=10))
    assert shred_due(LATER) == {"ended": 0, "given_up": 0}


def test_giving_an_import_up_forgets_it_at_once(batch, officer, django_capture_on_commit_callbacks) -> None:
    stored = batch.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel_batch(batch=batch, by=officer, at=NOW)
    batch.refresh_from_db()
    assert (batch.shredded_at, batch.stored_as, storages["private"].exists(stored)) == (NOW, "", False)
    assert "冯静晨" not in remains(batch)
    client = Client()
    client.force_login(officer)
    assert client.get(reverse("imports:check", args=[batch.number])).status_code == 200


def test_an_unreadable_file_is_forgotten_at_once(officer) -> None:
    batch = uploaded(b"\x89PNG\r\n\x1a\n", officer)
    assert (batch.status, batch.stored_as, batch.shredded_at) == (Status.UNREADABLE, "", NOW)
    assert not storages["private"].exists("imports") or storages["private"].listdir("imports")[1] == []


def test_one_event_for_a_run_with_counts_and_none_for_an_empty_one(batch) -> None:
    applied(batch)
    shred_due(NOW)
    assert AuditEvent.objects.filter(action="imports.shred").count() == 0
    shred_due(LATER)
    event = AuditEvent.objects.get(action="imports.shred")
    assert event.details == {"ended": 1, "given_up": 0, "days": 30}


def test_it_runs_every_night() -> None:
    assert {schedule.name: schedule.cron for schedule in schedules()}["imports.shred"] == "10 4 * * *"


def test_a_file_that_could_not_be_deleted_is_tried_again_the_next_night(batch, officer) -> None:
    actions.cancel_batch(batch=batch, by=officer, at=NOW)  # nothing is deleted before the end of the transaction
    assert is_stored(batch)
    assert shred_due(NOW + timedelta(days=1)) == {"ended": 0, "given_up": 0}
    batch.refresh_from_db()
    assert batch.stored_as == ""


def test_a_file_that_is_gone_already_does_not_stop_the_run(batch) -> None:
    applied(batch)
    storages["private"].delete(batch.stored_as)
    assert shred_due(LATER) == {"ended": 1, "given_up": 0}
