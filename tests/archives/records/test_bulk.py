"""Records by the thousand are the records that a person would enter by hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from archives.catalogue.rules import RuleHistory
from archives.records.bulk import RecordValues, change_records, create_records
from archives.records.entry import Entry, build_record
from archives.records.models import Record, State
from tests.factories import NOW, TODAY, StudentFactory, UserFactory, adverse_entry, adverse_record, record_type

pytestmark = pytest.mark.django_db
SAID = ("facts", "conduct_on", "sanction", "sanction_months", "basis_clause", "decision_number", "decided_on",
        "told_on", "served_on", "hours", "source_office")  # fmt: skip


def values_of(entry: Entry, **changes: object) -> RecordValues:
    said = {name: getattr(entry, name) for name in SAID}
    return RecordValues(entry.student.pk, entry.record_type, {**said, **changes})


def rows(count: int) -> list[RecordValues]:
    student = StudentFactory()
    return [values_of(adverse_entry(student, decision_number=f"{n}号")) for n in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_create_records_asks_the_same_number_of_queries_whatever_the_rows(count, django_assert_max_num_queries):
    given, rules, first, second = rows(count), RuleHistory.load(), UserFactory(), UserFactory()
    with django_assert_max_num_queries(9):
        create_records(given, entered_by=first, confirmed_by=second, rules=rules, at=NOW)
    assert {record.state(TODAY) for record in Record.objects.all()} == {State.IN_FORCE}
    assert Record.objects.count() == count


def test_without_a_second_person_they_wait():
    create_records(rows(2), entered_by=UserFactory(), confirmed_by=None, rules=RuleHistory.load(), at=NOW)
    assert Record.objects.pending().count() == 2


def test_the_database_refuses_a_releaser_who_is_the_enterer():
    person = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        create_records(rows(1), entered_by=person, confirmed_by=person, rules=RuleHistory.load(), at=NOW)


def test_the_database_refuses_an_adverse_record_without_its_decision():
    student = StudentFactory()
    without = values_of(adverse_entry(student), decision_number="")
    with pytest.raises(IntegrityError), transaction.atomic():
        create_records([without], entered_by=UserFactory(), confirmed_by=UserFactory(), rules=RuleHistory.load(),
                       at=NOW)  # fmt: skip


@pytest.mark.parametrize("values", [
    {}, {"sanction": ""}, {"sanction": "probation"}, {"sanction": "expulsion"}, {"sanction_months": 8},
    {"conduct_on": date(2021, 3, 1), "facts": " 两端有空格 "}, {"source_office": "教务处"},
    {"record_type": "VOLUNTEER", "hours": "12.5"}, {"record_type": "EXAM-CHEAT", "sanction": "demerit"},
])  # fmt: skip
@pytest.mark.parametrize("as_text", [False, True])
def test_a_record_of_many_is_the_record_by_hand(values, as_text):
    """Whether days come as dates or, from staged rows, as text."""
    if "record_type" in values:
        values = {**values, "record_type": record_type(values["record_type"])}
    entry = adverse_entry(StudentFactory(), **values)
    rules, by = RuleHistory.load(), UserFactory()
    by_hand = build_record(entry, number="R2026-000009", rules=rules, by=by, at=NOW)
    with transaction.atomic():
        by_hand.save()
        by_hand.refresh_from_db()
        transaction.set_rollback(True)  # both are the same decision, and no record is ever deleted
    row = values_of(entry)
    if as_text:
        row.values = {name: str(value) if isinstance(value, date) else value for name, value in row.values.items()}
    create_records([row], entered_by=by, confirmed_by=None, rules=rules, at=NOW)
    made = Record.objects.with_words().get()
    left_out = {"id", "number"}
    columns = [field.attname for field in Record._meta.concrete_fields if field.attname not in left_out]
    assert {name: getattr(made, name) for name in columns} == {name: getattr(by_hand, name) for name in columns}


def test_changed_records_follow_the_rules_and_count_their_versions():
    record = adverse_record(StudentFactory(), sanction="warning")
    row = RecordValues(record.student_id, record.record_type, {
        **{name: getattr(record, name) for name in SAID}, "sanction": "demerit", "sanction_months": None,
    }, {"sanction": "B2026-000001:2"}, record.pk, record.version)  # fmt: skip
    assert change_records([row], rules=RuleHistory.load()) == 1
    changed = Record.objects.with_words().get()
    assert (changed.sanction, changed.severity, changed.version) == ("demerit", "serious", record.version + 1)
    assert (changed.sanction_months, changed.provenance) == (6, {"sanction": "B2026-000001:2"})
    assert changed.display_until > record.display_until
