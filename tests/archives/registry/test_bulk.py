from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import (
    BigIntegerField,
    BinaryField,
    Case,
    DateField,
    F,
    JSONField,
    SmallIntegerField,
    TextField,
    Value,
    When,
)

from archives.registry.bulk import StudentValues, change_students, create_students
from archives.registry.models import Student
from campus.organisation.models import Unit
from tests.factories import NOW, StudentFactory, college

pytestmark = pytest.mark.django_db


def rows(**values):
    """A query of one row for each unit below the school, and what is said of each of them."""
    texts = {"number": F("code"), "name": Value("李思"), "latin_name": None, "major": None, "class_name": None,
             "status": None, "identity_index": None}
    said = {
        **{name: value if value is not None else Value(None, TextField()) for name, value in texts.items()},
        **{name: Value(None, DateField()) for name in ("enrolled_on", "graduated_on")},
        "birth_date": Value(date(2006, 1, 2), DateField()),
        "year": Value(None, SmallIntegerField()),
        "unit_id": F("pk"),
        "identity_number": Value(None, BinaryField()),
        "provenance": Value({"*": "B1:2"}, JSONField()),
    }
    return Unit.objects.filter(depth=2).order_by("code"), {**said, **values}


@pytest.mark.parametrize("count", [1, 3])
def test_create_students_takes_one_statement_whatever_the_number(count, django_assert_num_queries):
    for n in range(count):
        college(f"0{n}", "学院", "College")
    query, said = rows()
    with django_assert_num_queries(1):
        assert create_students(query, said, at=NOW) == count
    assert set(Student.objects.values_list("adult_on", "registered_on")) == {(date(2024, 1, 2), date(2026, 11, 23))}


def test_what_a_row_does_not_say_stands_as_in_any_new_student():
    query, said = rows(unit_id=Value(college("01", "学院", "College").pk))
    create_students(query, said, at=NOW)
    made = Student.objects.get()
    expected = Student(number="01", name="李思", birth_date=date(2006, 1, 2), registered_on=date(2026, 11, 23))
    same = ("latin_name", "major", "year", "class_name", "status", "enrolled_on", "graduated_on", "identity_number",
            "identity_index", "user_id")  # fmt: skip
    assert {name: getattr(made, name) for name in same} == {name: getattr(expected, name) for name in same}
    assert (made.provenance, made.changed_at) == ({"*": "B1:2"}, NOW)


def test_create_students_is_refused_by_the_database_for_a_minor():
    for code in ("01", "02"):
        college(code, "学院", "College")
    query, said = rows(birth_date=Case(When(code="02", then=Value(date(2010, 1, 1))), default=Value(date(2006, 1, 2)),
                                       output_field=DateField()))
    with pytest.raises(IntegrityError), transaction.atomic():
        create_students(query, said, at=NOW)
    assert not Student.objects.exists()


def test_create_students_is_refused_by_the_database_where_the_unit_is_gone():
    college("01", "学院", "College")
    query, said = rows(unit_id=Value(None, BigIntegerField()))
    with pytest.raises(IntegrityError), transaction.atomic():
        create_students(query, said, at=NOW)
    assert not Student.objects.exists()


def test_change_students_leaves_what_the_row_does_not_bring():
    student = StudentFactory(number="7", major="会计学", class_name="一班", provenance={"major": {"cell": "H9"}})
    later = NOW + timedelta(days=1)
    change_students({"7": student}, [StudentValues("7", {"major": "金融学", "identity_number": "11010519491231002X",
                                                         "birth_date": date(2005, 3, 15)},
                                                   {"class_name": {"cell": "J9"}})], at=later)
    student.refresh_from_db()
    assert (student.major, student.class_name, student.changed_at) == ("金融学", "一班", later)
    assert (student.adult_on, len(student.identity_index)) == (date(2023, 3, 15), 32)
    assert student.provenance == {"major": {"cell": "H9"}, "class_name": {"cell": "J9"}}


def test_nothing_to_change_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert change_students({}, [], at=NOW) == 0
