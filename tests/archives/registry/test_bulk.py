from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from archives.registry.bulk import StudentValues, change_students, create_students
from archives.registry.models import Student
from tests.factories import NOW, StudentFactory, college

pytestmark = pytest.mark.django_db


def row(number, **values):
    given = {"name": "李思", "unit_id": college().pk, "birth_date": date(2006, 1, 2)}
    return StudentValues(number, {**given, **values}, {"name": {"cell": "C4"}})


@pytest.mark.parametrize("rows", [1, 3])
def test_create_students_takes_one_insert_whatever_the_number(rows, django_assert_num_queries):
    given = [row(f"20260{n}") for n in range(rows)]
    with django_assert_num_queries(1):
        create_students(given, at=NOW)
    assert set(Student.objects.values_list("adult_on", "registered_on")) == {(date(2024, 1, 2), date(2026, 11, 23))}


def test_create_students_is_refused_by_the_database_for_a_minor():
    with pytest.raises(IntegrityError), transaction.atomic():
        create_students([row("1"), row("2", birth_date=date(2010, 1, 1))], at=NOW)
    assert not Student.objects.exists()


def test_change_students_leaves_what_the_row_does_not_bring():
    student = StudentFactory(number="7", major="会计学", class_name="一班", provenance={"major": {"cell": "H9"}})
    later = NOW + timedelta(days=1)
    change_students({"7": student}, [StudentValues("7", {"major": "金融学", "identity_number": "11010519491231002X",
                                                         "birth_date": date(2005, 3, 15)},
                                                   {"class_name": {"cell": "J9"}})], at=later)
    student.refresh_from_db()
    assert (student.major, student.class_name, student.changed_at) == ("金融学", "一班", later)
    assert (student.adult_on, len(student.identity_index)) == (date(2023, 3, 15), 64)
    assert student.provenance == {"major": {"cell": "H9"}, "class_name": {"cell": "J9"}}


def test_nothing_to_change_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert change_students({}, [], at=NOW) == 0
