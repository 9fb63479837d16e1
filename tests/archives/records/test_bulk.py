import pytest
from django.db import IntegrityError, transaction

from archives.catalogue.rules import RuleHistory
from archives.records.bulk import create_records
from archives.records.models import Record, State
from tests.factories import NOW, TODAY, StudentFactory, UserFactory, adverse_entry

pytestmark = pytest.mark.django_db


def entries(count):
    student = StudentFactory()
    return [adverse_entry(student, decision_number=f"{n}号") for n in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_create_records_asks_the_same_number_of_queries_whatever_the_rows(count, django_assert_max_num_queries):
    given, rules, first, second = entries(count), RuleHistory.load(), UserFactory(), UserFactory()
    with django_assert_max_num_queries(9):
        create_records(given, entered_by=first, confirmed_by=second, rules=rules, at=NOW)
    assert {record.state(TODAY) for record in Record.objects.all()} == {State.IN_FORCE}
    assert Record.objects.count() == count


def test_without_a_second_person_they_wait():
    create_records(entries(2), entered_by=UserFactory(), confirmed_by=None, rules=RuleHistory.load(), at=NOW)
    assert Record.objects.pending().count() == 2


def test_the_database_refuses_a_releaser_who_is_the_enterer():
    person = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        create_records(entries(1), entered_by=person, confirmed_by=person, rules=RuleHistory.load(), at=NOW)
