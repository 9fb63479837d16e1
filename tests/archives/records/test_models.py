from datetime import date, timedelta

import pytest

from archives.records.entry import Entry
from archives.records.models import TRANSITIONS, Record, State
from tests.factories import (
    NOW,
    StudentFactory,
    UserFactory,
    adverse_record,
    college,
    good_record,
    make_record,
    other_college,
    record_type,
    user_with,
)

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 6, 3)  # served 2026-06-04, general: twelve months
END = date(2027, 6, 4)


def in_state(on):
    return {
        State.IN_FORCE: set(Record.objects.in_force(on)), State.DISPUTED: set(Record.objects.disputed(on)),
        State.EXPIRED: set(Record.objects.expired(on)), State.WITHDRAWN: set(Record.objects.withdrawn()),
        State.PENDING: set(Record.objects.pending()), State.SCHEDULED: set(Record.objects.scheduled(on)),
    }


def some_of_each():
    student, person = StudentFactory(), UserFactory()
    adverse_record(student, decision_number="1")
    adverse_record(student, decision_number="2", confirmed=False)
    disputed = adverse_record(student, decision_number="3")
    Record.objects.filter(pk=disputed.pk).update(disputed_at=NOW, disputed_by=person, dispute_reason="x")
    withdrawn = adverse_record(student, decision_number="4")
    Record.objects.filter(pk=withdrawn.pk).update(withdrawn_at=NOW, withdrawn_by=person, withdrawn_reason="x")
    settled = adverse_record(student, decision_number="5")
    Record.objects.filter(pk=settled.pk).update(disputed_at=NOW, disputed_by=person, dispute_reason="x",
                                                settled_at=NOW, settled_by=person, settled_answer="x")
    good_record(student)


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 6, 3), date(2026, 6, 4), LAST_DAY, END,
                                date(2031, 1, 1)])
def test_the_query_and_the_single_record_always_agree_and_every_record_has_one_state(on):
    some_of_each()
    by_query = in_state(on)
    for record in Record.objects.all():
        assert [state for state, records in by_query.items() if record in records] == [record.state(on)]


def test_a_record_is_gone_on_its_day_though_no_job_ran():
    record = adverse_record(StudentFactory())
    assert list(Record.objects.in_force(LAST_DAY)) == [record]
    assert list(Record.objects.with_words().usable_for("scholarship", LAST_DAY)) == [record]
    assert not Record.objects.in_force(END).exists()
    assert not Record.objects.with_words().usable_for("scholarship", END).exists()
    assert record.state(END) == State.EXPIRED


def test_a_use_that_the_clause_does_not_allow_gets_nothing():
    adverse_record(StudentFactory())
    assert not Record.objects.with_words().usable_for("loan_compliance", LAST_DAY).exists()


def test_visible_to_covers_ones_own_units_only():
    here = adverse_record(StudentFactory(unit=college()), decision_number="1")
    adverse_record(StudentFactory(unit=other_college()), decision_number="2")
    assert list(Record.objects.visible_to(user_with("integrity_officer", college()))) == [here]
    assert not Record.objects.visible_to(user_with("teacher")).exists()


def test_every_state_says_what_may_follow():
    assert set(TRANSITIONS) == set(State)


def test_a_record_is_called_by_number():
    record = good_record(StudentFactory())
    assert str(record) == record.number == "R2026-000001"


def test_starting_tomorrow_is_scheduled_today():
    entry = Entry(student=StudentFactory(), record_type=record_type("VOLUNTEER"), facts="志愿服务",
                  conduct_on=date(2026, 11, 23))
    record = make_record(entry, starts_on=date(2026, 11, 24))
    assert record.state(date(2026, 11, 23)) == State.SCHEDULED
    assert record.state(date(2026, 11, 23) + timedelta(days=1)) == State.IN_FORCE
