"""Undoing a batch: reversed, kept, could not be reversed; each counted, each with its reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archives.imports import actions, undoing
from archives.imports.models import RowStatus, StagedRow, Status
from archives.records.models import Record
from archives.registry.models import Student
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.archives.imports.dying import die_and_resume
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
from tests.factories import NOW, StudentFactory, good_record

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"
WHY = "处分决定已撤销，见校办〔2026〕3 号"
OTHER_IDENTITY = "110105200503140021"


def undone(batch):
    return run_job(actions.undo_batch(batch=batch, by=batch.uploaded_by, at=NOW, reason=WHY))


def test_new_students_are_removed_and_changed_ones_get_their_old_values_back():
    colleges()
    StudentFactory(
        number="2024000001", name="陈佳宁", major="软件工程", year=2023, birth_date=date(2005, 3, 14)
    )
    batch = applied(
        students(registrar(), student_row("2024000001", major="人工智能"), student_row("2024000002"))
    )
    undone(batch)
    assert (batch.status, batch.reversed, batch.kept, batch.errored) == (Status.UNDONE, 2, 0, 0)
    student = Student.objects.get()
    assert (student.number, student.major, student.year) == ("2024000001", "软件工程", 2023)


def test_an_identity_number_comes_back_as_it_was():
    colleges()
    officer = registrar()
    applied(students(officer, student_row("2024000001", identity_number=IDENTITY)))
    batch = applied(students(officer, student_row("2024000001", identity_number=OTHER_IDENTITY)))
    assert Student.objects.get().identity_number == OTHER_IDENTITY
    undone(batch)
    assert Student.objects.get().identity_number == IDENTITY


def test_what_somebody_touched_since_is_kept_and_listed():
    colleges()
    batch = applied(students(registrar(), *(student_row(f"202400000{n}") for n in range(1, 5))))
    Student.objects.filter(number="2024000001").update(name="改过的名字", changed_at=NOW + timedelta(hours=1))
    good_record(Student.objects.get(number="2024000002"))
    Student.objects.filter(number="2024000003").delete()
    undone(batch)
    assert (batch.reversed, batch.kept, batch.errored) == (1, 2, 1)
    assert dict(StagedRow.objects.filter(batch=batch).values_list("number", "reason")) == {
        2: "changed_since",
        3: "in_use",
        4: "gone",
        5: "",
    }
    assert set(Student.objects.values_list("number", flat=True)) == {"2024000001", "2024000002"}


def test_records_are_withdrawn_with_the_reason_and_can_be_imported_again():
    colleges()
    officer, second = registrar(), integrity_officer()
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = applied(checked(sample("discipline_2025.xlsx", officer, "records")), released_by=second)
    touched = Record.objects.first()
    Record.objects.filter(pk=touched.pk).update(statement="我有话说", statement_at=NOW, version=2)
    undone(batch)
    assert (batch.reversed, batch.kept, batch.errored) == (33, 1, 0)
    told = Record.objects.with_words().withdrawn().filter(withdrawn_reason=f"导入批次 {batch.number} 已撤销。")
    assert told.count() == 33
    again = checked(sample("discipline_2025.xlsx", officer, "records"))
    assert (again.new, again.unchanged) == (33, 1)


def released():
    """34 adverse records that a second person released."""
    colleges()
    officer = registrar()
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    return applied(checked(sample("discipline_2025.xlsx", officer, "records")), released_by=integrity_officer())


@pytest.mark.parametrize("reason", ["", "  "])
def test_adverse_records_are_taken_back_for_a_reason_only(reason):
    batch = released()
    with pytest.raises(Refusal) as refused:
        actions.undo_batch(batch=batch, by=batch.uploaded_by, at=NOW, reason=reason)
    assert refused.value.field == "reason"
    batch.refresh_from_db()
    assert batch.status in (Status.APPLIED, Status.PART_APPLIED)


def test_the_reason_of_an_undo_stands_in_the_audit_log():
    batch = undone(released())
    event = AuditEvent.objects.of_action("imports.undo_batch").get()
    assert event.details["reason"] == WHY
    assert batch.status == Status.UNDONE


def test_after_thirty_days_a_batch_cannot_be_undone():
    colleges()
    officer = registrar()
    batch = applied(students(officer, student_row("2024000001")))
    with pytest.raises(Refusal):
        actions.undo_batch(batch=batch, by=officer, at=NOW + timedelta(days=30, seconds=1))
    run_job(actions.undo_batch(batch=batch, by=officer, at=NOW + timedelta(days=30)))
    assert batch.status == Status.UNDONE


def test_a_batch_is_undone_only_once():
    colleges()
    batch = undone(applied(students(registrar(), student_row("2024000001"))))
    with pytest.raises(Conflict):
        actions.undo_batch(batch=batch, by=batch.uploaded_by, at=NOW)


def test_rows_to_mend_play_no_part():
    colleges()
    batch = undone(
        applied(students(registrar(), student_row("2024000001"), student_row("2024000002", unit="哲学院")))
    )
    assert batch.reversed == 1
    assert StagedRow.objects.get(batch=batch, number=3).status == RowStatus.REFUSED


@pytest.mark.parametrize("number", range(1, 6))
def test_a_killed_undo_resumes_at_every_chunk_and_counts_each_row_once(monkeypatch, number):
    colleges()
    monkeypatch.setattr(undoing, "CHUNK", 3)
    batch = applied(students(registrar(), *(student_row(f"202400{n:04d}") for n in range(10))))
    good_record(Student.objects.get(number="2024000004"))
    actions.undo_batch(batch=batch, by=batch.uploaded_by, at=NOW)
    died = die_and_resume(batch, monkeypatch, number)
    assert died == (number <= 4)
    assert (batch.status, batch.reversed, batch.kept, batch.errored) == (Status.UNDONE, 9, 1, 0)
    assert list(Student.objects.values_list("number", flat=True)) == ["2024000004"]
    assert StagedRow.objects.of(batch, RowStatus.REVERSED).count() == 9


def test_a_killed_undo_of_records_withdraws_each_once(monkeypatch):
    colleges()
    monkeypatch.setattr(undoing, "CHUNK", 10)
    officer = registrar()
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = applied(
        checked(sample("discipline_2025.xlsx", officer, "records")), released_by=integrity_officer()
    )
    actions.undo_batch(batch=batch, by=officer, at=NOW, reason=WHY)
    assert die_and_resume(batch, monkeypatch, 3)
    assert (batch.status, batch.reversed, batch.kept) == (Status.UNDONE, 34, 0)
    assert set(Record.objects.values_list("version", flat=True)) == {2}


def test_an_undo_that_failed_goes_on_where_it_stopped(monkeypatch):
    colleges()
    batch = applied(students(registrar(), student_row("2024000001")))
    with monkeypatch.context() as patch:
        patch.setattr("archives.imports.kinds.students.reverse_students", lambda *_: 1 / 0)
        undone(batch)
    assert (batch.status, Student.objects.count()) == (Status.FAILED, 1)
    run_job(actions.continue_batch(batch=batch, by=batch.uploaded_by, at=NOW))
    assert (batch.status, batch.reversed, Student.objects.count()) == (Status.UNDONE, 1, 0)
