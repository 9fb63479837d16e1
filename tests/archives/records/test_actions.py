from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from archives.records.actions import (
    add_statement,
    confirm_record,
    dispute_record,
    enter_record,
    settle_dispute,
    withdraw_record,
)
from archives.records.models import Record, State
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.factories import (
    NOW,
    TODAY,
    StudentFactory,
    adverse_entry,
    adverse_record,
    good_record,
    other_college,
    record_type,
    student_with_account,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return user_with("integrity_officer")


def traces():
    return list(AuditEvent.objects.filter(action__startswith="records.").order_by("pk")
                .values_list("action", flat=True))


def test_an_adverse_record_counts_only_after_a_second_person(officer):
    student = StudentFactory()
    record = enter_record(entry=adverse_entry(student), by=officer, at=NOW)
    assert record.state(TODAY) == State.PENDING
    assert not Record.objects.shown(TODAY).exists()
    record = confirm_record(record=record, by=user_with("integrity_officer"), at=NOW)
    assert record.state(TODAY) == State.IN_FORCE
    assert (record.severity, record.sanction_months, record.display_until) == ("general", 6, date(2027, 6, 4))
    assert traces() == ["records.enter_record", "records.confirm_record"]


def test_nobody_confirms_their_own_entry_not_even_past_the_action(officer):
    record = enter_record(entry=adverse_entry(StudentFactory()), by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        confirm_record(record=record, by=officer, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(confirmed_at=NOW, confirmed_by=officer)


def test_two_officers_confirm_at_once_one_wins_and_the_other_is_told(officer):
    record = enter_record(entry=adverse_entry(StudentFactory()), by=officer, at=NOW)
    seen_by_the_other = Record.objects.get(pk=record.pk)
    confirm_record(record=record, by=user_with("integrity_officer"), at=NOW)
    with pytest.raises(Conflict):
        confirm_record(record=seen_by_the_other, by=user_with("integrity_officer"), at=NOW)
    assert traces() == ["records.enter_record", "records.confirm_record"]


@pytest.mark.parametrize(("missing", "field"), [
    ({"decision_number": ""}, "decision_number"),
    ({"decided_on": None}, "decided_on"),
    ({"told_on": None}, "told_on"),
    ({"served_on": None}, "served_on"),
    ({"basis_clause": ""}, "basis_clause"),
    ({"facts": "  "}, "facts"),
    ({"told_on": date(2026, 6, 2)}, "told_on"),
    ({"told_on": date(2026, 5, 9)}, "told_on"),
    ({"served_on": date(2026, 5, 31)}, "served_on"),
])
def test_no_adverse_record_without_its_papers_in_order(officer, missing, field):
    entry = replace(adverse_entry(StudentFactory()), **missing)
    with pytest.raises(Refusal) as refusal:
        enter_record(entry=entry, by=officer, at=NOW)
    assert refusal.value.field == field
    assert not Record.objects.exists()
    assert traces() == []


@pytest.mark.parametrize("changes", [
    {"decision_number": ""}, {"told_on": None}, {"served_on": None}, {"basis_clause": ""}, {"severity": ""},
    {"told_on": date(2026, 6, 2)}, {"served_on": date(2026, 5, 31)}, {"confirmed_by": None},
    {"withdrawn_at": NOW}, {"disputed_at": NOW}, {"settled_at": NOW}, {"statement": "x"}, {"sanction_months": 13},
])
def test_the_database_refuses_what_the_law_refuses(changes):
    record = adverse_record(StudentFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(**changes)


def test_one_decision_is_recorded_once_for_a_student(officer):
    entry = adverse_entry(StudentFactory())
    enter_record(entry=entry, by=officer, at=NOW)
    with pytest.raises(Conflict):
        enter_record(entry=entry, by=officer, at=NOW)
    assert Record.objects.count() == 1


def test_a_kind_that_is_off_is_not_entered(officer):
    with pytest.raises(Refusal):
        enter_record(entry=adverse_entry(StudentFactory(), record_type=record_type("PLEDGE-BREACH")), by=officer,
                     at=NOW)


def test_an_officer_of_another_college_and_a_teacher_may_not_enter():
    entry = adverse_entry(StudentFactory())
    for person in (user_with("integrity_officer", other_college()), user_with("teacher")):
        with pytest.raises(PermissionDenied):
            enter_record(entry=entry, by=person, at=NOW)


def test_the_student_disputes_and_the_record_is_marked_at_once_and_unusable(officer):
    student = student_with_account()
    record = adverse_record(student)
    assert list(Record.objects.with_words().usable_for("scholarship", TODAY)) == [record]
    record = dispute_record(record=record, reason="日期有误", by=student.user, at=NOW)
    assert record.state(TODAY) == State.DISPUTED
    assert list(Record.objects.disputed(TODAY)) == [record]
    assert not Record.objects.with_words().usable_for("scholarship", TODAY).exists()
    record = settle_dispute(record=record, answer="经核对，日期无误。", by=officer, at=NOW)
    assert record.state(TODAY) == State.IN_FORCE
    assert traces() == ["records.dispute_record", "records.settle_dispute"]


def test_only_the_student_disputes_and_only_once_at_a_time():
    student = student_with_account()
    record = adverse_record(student)
    with pytest.raises(PermissionDenied):
        dispute_record(record=record, reason="x", by=student_with_account(number="2024999999").user, at=NOW)
    record = dispute_record(record=record, reason="日期有误", by=student.user, at=NOW)
    with pytest.raises(Conflict):
        dispute_record(record=record, reason="again", by=student.user, at=NOW)


def test_a_settled_record_can_be_disputed_again(officer):
    student = student_with_account()
    record = dispute_record(record=adverse_record(student), reason="日期有误", by=student.user, at=NOW)
    record = settle_dispute(record=record, answer="无误", by=officer, at=NOW)
    record = dispute_record(record=record, reason="姓名有误", by=student.user, at=NOW)
    assert (record.state(TODAY), record.settled_answer) == (State.DISPUTED, "")
    assert record.earlier_disputes == [{"disputed_at": NOW.isoformat(), "reason": "日期有误",
                                        "settled_at": NOW.isoformat(), "answer": "无误"}]


@pytest.mark.parametrize(("act", "field"), [
    (lambda record, student, officer: dispute_record(record=record, reason=" ", by=student.user, at=NOW), "reason"),
    (lambda record, student, officer: add_statement(record=record, text=" ", by=student.user, at=NOW), "text"),
    (lambda record, student, officer: add_statement(record=record, text="长" * 4001, by=student.user, at=NOW), "text"),
    (lambda record, student, officer: withdraw_record(record=record, reason="", by=officer, at=NOW), "reason"),
])
def test_empty_and_overlong_words_are_refused_by_field(officer, act, field):
    student = student_with_account()
    with pytest.raises(Refusal) as refusal:
        act(adverse_record(student), student, officer)
    assert refusal.value.field == field


def test_a_dispute_that_nobody_raised_cannot_be_settled(officer):
    with pytest.raises(Conflict):
        settle_dispute(record=adverse_record(StudentFactory()), answer="x", by=officer, at=NOW)


def test_a_good_record_is_not_disputed():
    student = student_with_account()
    with pytest.raises(Refusal):
        dispute_record(record=good_record(student), reason="x", by=student.user, at=NOW)


def test_the_students_statement_stays_even_after_the_record_has_ended():
    student = student_with_account()
    record = adverse_record(student)
    after_the_end = NOW + timedelta(days=400)
    record = add_statement(record=record, text="我已重修并致歉。", by=student.user, at=after_the_end)
    assert (record.statement, record.statement_at) == ("我已重修并致歉。", after_the_end)


def test_a_withdrawn_record_leaves_at_once_and_for_good(officer):
    record = adverse_record(StudentFactory())
    record = withdraw_record(record=record, reason="决定被撤销", by=officer, at=NOW)
    assert record.state(TODAY) == State.WITHDRAWN
    assert not Record.objects.shown(TODAY).exists()
    with pytest.raises(Conflict):
        withdraw_record(record=record, reason="again", by=officer, at=NOW)


def test_verbs_of_officers_are_closed_to_other_colleges():
    student = student_with_account()
    record = dispute_record(record=adverse_record(student), reason="x", by=student.user, at=NOW)
    stranger = user_with("integrity_officer", other_college())
    for act in (lambda: withdraw_record(record=record, reason="x", by=stranger, at=NOW),
                lambda: settle_dispute(record=record, answer="x", by=stranger, at=NOW),
                lambda: confirm_record(record=record, by=stranger, at=NOW),
                lambda: add_statement(record=record, text="x", by=stranger, at=NOW)):
        with pytest.raises(PermissionDenied):
            act()


def test_a_good_record_needs_no_second_person(officer):
    record = good_record(StudentFactory())
    assert record.state(TODAY) == State.IN_FORCE
    with pytest.raises(Refusal):
        confirm_record(record=record, by=officer, at=NOW)
