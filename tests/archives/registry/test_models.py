from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from archives.registry.models import Student
from tests.factories import StudentFactory, college, other_college, user_with

pytestmark = pytest.mark.django_db


def test_the_database_refuses_a_minor_even_without_the_action():
    with pytest.raises(IntegrityError), transaction.atomic():
        StudentFactory(birth_date=date(2008, 1, 1), registered_on=date(2025, 12, 31))


def test_the_database_refuses_a_second_student_with_one_identity_number():
    StudentFactory(identity_index="a" * 32)
    with pytest.raises(IntegrityError), transaction.atomic():
        StudentFactory(identity_index="a" * 32)


def test_many_students_may_have_no_identity_number():
    StudentFactory.create_batch(2)
    assert Student.objects.filter(identity_index="").count() == 2


def test_visible_to_covers_the_unit_and_what_is_below_it():
    here = StudentFactory(unit=college())
    below = StudentFactory(unit=college().add_child(kind="class", code="0101", name_zh="一班"))
    elsewhere = StudentFactory(unit=other_college())
    of_college = user_with("registrar", college())
    of_school = user_with("registrar")
    assert set(Student.objects.visible_to(of_college)) == {here, below}
    assert set(Student.objects.visible_to(of_school)) == {here, below, elsewhere}
    assert set(Student.objects.visible_to(user_with("teacher"))) == set()


@pytest.mark.parametrize(("number", "masked"), [
    ("2023010417", "2023••0417"), ("20230417", "2023••17"), ("202301", "2•••••"), ("20230104170001", "2023••••••0001"),
])
def test_masked_number_shows_enough_to_recognise_ones_own(number, masked):
    assert StudentFactory.build(number=number, unit=None).masked_number == masked


def test_a_student_is_called_by_number_never_by_name():
    assert str(StudentFactory(number="2024000001")) == "2024000001"


def test_numbers_are_in_the_order_of_their_bytes_by_the_one_index_that_keeps_them_unique():
    for number in ("a1", "B1", "_1", "01"):
        StudentFactory(number=number)
    assert list(Student.objects.values_list("number", flat=True)) == ["01", "B1", "_1", "a1"]
    if connection.vendor == "postgresql":  # whatever the locale of the database
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_name = %s "
                           "AND column_name IN ('number', 'identity_index')", ["archives_student"])  # fmt: skip
            assert cursor.fetchall() == [("C",)]
            indexes = connection.introspection.get_constraints(cursor, "archives_student").values()
        of_number = [one for one in indexes if one["columns"] == ["number"] and (one["unique"] or one["index"])]
        assert [one["unique"] for one in of_number] == [True]
