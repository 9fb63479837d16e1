"""Confirm, release, cancel: who may, who wins, what leaves a trace."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from archives.imports import actions
from archives.imports.models import TRANSITIONS, Batch, Status, sources_of
from archives.records.models import Record
from archives.registry.models import Student
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    integrity_officer,
    registrar,
    run_job,
    sample,
    student_row,
    students,
)
from tests.factories import NOW, college, other_college, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def adverse_batch() -> Batch:
    """34 adverse rows, checked and confirmed by the registrar."""
    colleges()
    officer = registrar()
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = checked(sample("discipline_2025.xlsx", officer, "records"))
    return actions.confirm_batch(batch=batch, by=officer, at=NOW)


def test_a_batch_with_adverse_data_waits_for_a_second_person(adverse_batch: Batch):
    assert (adverse_batch.status, adverse_batch.adverse) == (Status.WAITING_RELEASE, 34)
    assert Record.objects.count() == 0


def test_who_prepared_the_batch_cannot_release_it(adverse_batch: Batch):
    with pytest.raises(PermissionDenied):
        actions.release_batch(batch=adverse_batch, by=adverse_batch.uploaded_by, at=NOW)
    assert Record.objects.count() == 0


def test_the_database_refuses_a_release_by_the_first_person(adverse_batch: Batch):
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=adverse_batch.pk).update(
            released_at=NOW, released_by=adverse_batch.uploaded_by
        )


def test_the_database_refuses_to_apply_adverse_data_without_a_release(adverse_batch: Batch):
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=adverse_batch.pk).update(status=Status.APPLYING)


def test_a_second_person_releases_and_confirms_the_records(adverse_batch: Batch):
    second = integrity_officer()
    run_job(actions.release_batch(batch=adverse_batch, by=second, at=NOW))
    assert (adverse_batch.status, adverse_batch.written) == (Status.APPLIED, 34)
    assert Record.objects.filter(confirmed_by=second, entered_by=adverse_batch.uploaded_by).count() == 34
    assert Record.objects.in_force(NOW.date()).count() + Record.objects.expired(NOW.date()).count() == 34


def test_a_releaser_of_another_college_is_refused(adverse_batch: Batch):
    with pytest.raises(PermissionDenied):
        actions.release_batch(batch=adverse_batch, by=user_with("registrar", other_college()), at=NOW)


def test_sending_back_needs_a_reason_and_writes_nothing(adverse_batch: Batch):
    second = integrity_officer()
    with pytest.raises(Refusal):
        actions.refuse_release(batch=adverse_batch, reason=" ", by=second, at=NOW)
    actions.refuse_release(batch=adverse_batch, reason="文号与原件不符", by=second, at=NOW)
    assert (adverse_batch.status, adverse_batch.release_refused_by) == (Status.RELEASE_REFUSED, second)
    assert Record.objects.count() == 0


def test_of_two_who_confirm_at_once_one_wins_and_the_other_is_told():
    colleges()
    officer = registrar()
    batch = students(officer, student_row("2024000001"))
    same = Batch.objects.get(pk=batch.pk)
    actions.confirm_batch(batch=batch, by=officer, at=NOW)
    with pytest.raises(Conflict):
        actions.confirm_batch(batch=same, by=registrar(), at=NOW)
    run_job(batch)
    assert (batch.confirmed_by, Student.objects.count()) == (officer, 1)


def test_a_confirmation_of_rows_that_were_checked_anew_is_refused():
    colleges()
    officer = registrar()
    batch = students(officer, student_row("2024000001"))
    with pytest.raises(Conflict):
        actions.confirm_batch(batch=batch, by=officer, at=NOW, digest="of-an-earlier-check")
    assert Batch.objects.get(pk=batch.pk).status == Status.CHECKED


def test_a_registrar_of_another_college_cannot_confirm():
    colleges()
    batch = students(user_with("registrar", college()), student_row("2024000001"))
    with pytest.raises(PermissionDenied):
        actions.confirm_batch(batch=batch, by=user_with("registrar", other_college()), at=NOW)


def test_batches_are_seen_only_inside_the_unit():
    colleges()
    mine = students(user_with("registrar", college()), student_row("2024000001"))
    assert list(Batch.objects.visible_to(registrar())) == [mine]
    assert list(Batch.objects.visible_to(user_with("registrar", other_college()))) == []
    assert list(Batch.objects.visible_to(user_with("teacher"))) == []


def test_a_cancelled_batch_cannot_be_confirmed():
    colleges()
    officer = registrar()
    batch = students(officer, student_row("2024000001"))
    actions.cancel_batch(batch=batch, by=officer, at=NOW)
    with pytest.raises(Conflict):
        actions.confirm_batch(batch=batch, by=officer, at=NOW)


def test_a_batch_leaves_one_event_for_each_step_and_none_for_each_row():
    colleges()
    batch = applied(students(registrar(), *(student_row(f"20240000{n:02d}") for n in range(20))))
    events = AuditEvent.objects.filter(target_id=batch.number).order_by("pk")
    assert [event.action for event in events] == [
        "imports.upload_batch",
        "imports.start_check",
        "imports.finish_check",
        "imports.confirm_batch",
        "imports.apply_batch",
    ]
    assert events.last().details == {
        "kind": "students",
        "digest": batch.digest,
        "written": 20,
        "left_behind": 0,
    }


def test_the_digest_changes_with_any_value():
    colleges()
    officer = registrar()
    one = students(officer, student_row("2024000001"))
    two = students(officer, student_row("2024000001", name="陈佳凝"))
    assert one.digest != two.digest
    assert students(officer, student_row("2024000001")).digest == one.digest


def test_every_status_is_in_the_table_and_only_final_ones_lead_nowhere():
    assert set(TRANSITIONS) == set(Status)
    assert {status for status, targets in TRANSITIONS.items() if not targets} == {
        Status.UNREADABLE,
        Status.UNDONE,
        Status.CANCELLED,
    }
    assert sources_of(Status.UNDOING) == [Status.APPLIED, Status.PART_APPLIED, Status.FAILED]
