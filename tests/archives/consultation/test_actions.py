from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from archives.consultation import actions
from archives.consultation.actions import LookUpResult, look_up_archive
from archives.consultation.models import LookUp, LookUpIsFinal, Purpose
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from campus.refusals import Refusal
from tests.factories import (
    NOW,
    StudentFactory,
    UserFactory,
    adverse_record,
    college,
    good_record,
    other_college,
    record_type,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def student() -> Student:
    return StudentFactory()


@pytest.fixture
def officer() -> User:
    return user_with("aid_officer", name="王敏", office="奖助中心")


def look(student: Student, by: User, **changes: Any) -> LookUpResult:
    asked = {"purpose": "scholarship", "case_number": "2026 国家奖学金", "reason": "核对申请条件", "at": NOW}
    return look_up_archive(student=student, by=by, **{**asked, **changes})


def disputed(record: Record) -> Record:
    record.disputed_at, record.disputed_by, record.dispute_reason = NOW, UserFactory(), "事实有误"
    record.save()
    return record


def test_it_shows_what_is_in_force_and_usable_for_the_purpose(student: Student, officer: User) -> None:
    cheating = adverse_record(student)
    deed = good_record(student)

    result = look(student, officer)

    assert {record.number for record in result.records} == {cheating.number, deed.number}
    assert result.disputed == ()


def test_it_leaves_the_trace_that_the_student_reads(student: Student, officer: User) -> None:
    record = adverse_record(student)

    trace = look(student, officer).look_up

    assert LookUp.objects.of(student).get() == trace
    assert (trace.by_name, trace.office, trace.role) == ("王敏", "奖助中心", "aid_officer")
    assert (trace.purpose.code, trace.case_number, trace.reason) == ("scholarship", "2026 国家奖学金", "核对申请条件")
    assert trace.seen == {"sections": ["student", "records"], "records": [record.number], "disputed": []}
    assert trace.looked_at == NOW


def test_it_is_in_the_audit_log_without_personal_data(student: Student, officer: User) -> None:
    record = adverse_record(student)

    trace = look(student, officer).look_up

    event = AuditEvent.objects.get(action="consultation.look_up_archive")
    assert (event.target_type, event.target_id) == ("archives.LookUp", str(trace.pk))
    assert (event.student, event.unit, event.purpose) == (str(student.public_id), student.unit.code, "scholarship")
    assert event.details == {
        "role": "aid_officer", "sections": ["student", "records"],
        "records": [record.number], "disputed": []}
    assert student.name not in str(event.details)


def test_nothing_is_shown_when_the_event_cannot_be_written(
        student: Student, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    adverse_record(student)

    def broken(**_values: object) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr(actions, "record_event", broken)

    with pytest.raises(OSError, match="the log is full"):
        look(student, officer)
    assert not LookUp.objects.exists()


def test_a_record_that_ended_that_day_is_not_shown(student: Student, officer: User) -> None:
    record = adverse_record(student)
    last_day = NOW + timedelta(days=(record.display_until - date(2026, 11, 23)).days - 1)

    assert [shown.number for shown in look(student, officer, at=last_day).records] == [record.number]
    assert look(student, officer, at=last_day + timedelta(days=1)).records == ()


def test_withdrawn_unconfirmed_and_other_students_records_are_not_shown(student: Student, officer: User) -> None:
    adverse_record(student, confirmed=False)
    gone = good_record(student)
    gone.withdrawn_at, gone.withdrawn_by, gone.withdrawn_reason = NOW, UserFactory(), "重复录入"
    gone.save()
    adverse_record(StudentFactory())

    assert look(student, officer).records == ()


def test_a_record_of_a_kind_that_the_purpose_may_not_use_is_not_shown(student: Student, officer: User) -> None:
    adverse_record(student, record_type=record_type("LOAN-BREACH"), sanction="")

    assert look(student, officer).records == ()


def test_a_disputed_record_is_used_for_no_award(student: Student, officer: User) -> None:
    disputed(adverse_record(student))

    result = look(student, officer)

    assert (result.records, result.disputed) == ((), ())
    assert result.look_up.seen["disputed"] == []


def test_who_handles_a_case_sees_that_a_record_is_disputed(student: Student) -> None:
    record = disputed(adverse_record(student))
    other_kind = disputed(adverse_record(student, record_type=record_type("LOAN-BREACH"), sanction="",
                                         decision_number="助2"))

    result = look(student, user_with("integrity_officer"), purpose="case_handling", case_number="2026-0318")

    assert result.records == ()
    assert {shown.number for shown in result.disputed} == {record.number, other_kind.number}
    assert set(result.look_up.seen["disputed"]) == {record.number, other_kind.number}


@pytest.mark.parametrize("code", ["", "curiosity", "scholarship "])
def test_a_purpose_that_is_not_registered_is_refused(student: Student, officer: User, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        look(student, officer, purpose=code)

    assert refusal.value.field == "purpose"
    assert not LookUp.objects.exists()


def test_a_purpose_that_is_switched_off_is_refused(student: Student, officer: User) -> None:
    Purpose.objects.filter(code="scholarship").update(is_enabled=False)

    with pytest.raises(Refusal):
        look(student, officer)


def test_without_the_number_of_the_case_nothing_is_shown(student: Student, officer: User) -> None:
    with pytest.raises(Refusal) as refusal:
        look(student, officer, case_number="  ")

    assert refusal.value.field == "case_number"


@pytest.mark.parametrize("reason", ["", "  ", "看看 "])
def test_without_a_reason_nothing_is_shown(student: Student, officer: User, reason: str) -> None:
    with pytest.raises(Refusal) as refusal:
        look(student, officer, reason=reason)

    assert refusal.value.field == "reason"


@pytest.mark.parametrize(("role", "purpose"), [
    ("aid_officer", "case_handling"), ("integrity_officer", "scholarship"), ("registrar", "scholarship"),
    ("administrator", "supervision"), ("auditor", "supervision"), ("aid_officer", "own_sharing"),
])
def test_a_role_that_the_purpose_does_not_name_sees_nothing(student: Student, role: str, purpose: str) -> None:
    adverse_record(student)

    with pytest.raises(PermissionDenied):
        look(student, user_with(role), purpose=purpose)
    assert not LookUp.objects.exists()


def test_an_administrator_sees_nothing(student: Student) -> None:
    with pytest.raises(PermissionDenied):
        look(student, user_with("administrator"))


def test_another_college_sees_nothing(student: Student) -> None:
    with pytest.raises(PermissionDenied):
        look(student, user_with("aid_officer", other_college()))


def test_the_own_college_sees_its_students(student: Student) -> None:
    assert look(student, user_with("aid_officer", college())).records == ()


def test_a_role_that_has_ended_sees_nothing(student: Student, officer: User) -> None:
    officer.role_assignments.update(ended_at=NOW - timedelta(seconds=1), ended_by=officer)

    with pytest.raises(PermissionDenied):
        look(student, officer)


def test_an_inactive_account_sees_nothing(student: Student, officer: User) -> None:
    officer.is_active = False

    with pytest.raises(PermissionDenied):
        look(student, officer)


def test_without_an_office_the_trace_names_the_role(student: Student) -> None:
    trace = look(student, user_with("aid_officer", name="王敏")).look_up

    assert (trace.office, trace.office_name) == ("", str(trace.office_name))
    assert trace.office_name


def test_a_look_up_can_be_neither_changed_nor_deleted(student: Student, officer: User) -> None:
    trace = look(student, officer).look_up
    trace.reason = "另一个理由"

    for attempt in (trace.save, trace.delete, LookUp.objects.all().delete,
                    lambda: LookUp.objects.update(reason="另一个理由")):
        with pytest.raises(LookUpIsFinal):
            attempt()
    assert LookUp.objects.get().reason == "核对申请条件"


def test_a_look_up_is_named_by_a_number_and_never_by_a_person(student: Student, officer: User) -> None:
    trace = look(student, officer).look_up

    assert str(trace) == f"#{trace.pk}"
