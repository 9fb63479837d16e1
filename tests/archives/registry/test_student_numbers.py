"""A student number is letters, digits and what may stand between them: in the action, in lists and in the database."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from archives.imports.models import Finding
from archives.registry.actions import register_student
from archives.registry.models import Student
from archives.registry.student_numbers import PLAIN_FROM, is_student_number
from campus.refusals import Refusal
from tests.archives.imports.factories import colleges, registrar, student_row, students
from tests.factories import NOW, StudentFactory, college, user_with

GOOD = ["2024000001", "B2023029010", "20269-00001", "2023.029_030", "研2023029032", "0023029020", "7", "a" * 31 + "1"]
ODD = [
    "=1+1", "=2024000001", "+2024000001", "-2024000001", "@2024000001", "2024'000001", '2024"000001', "2024\t000001",
    "2024000001\n", "2024\x00", "2024 000001", "2024/000001", "(2024)000001", "2024#1", "2024000001-", ".2024", "2024…",
    "2024\u200b1", "２０２４", "<b>1", "a" * 32 + "1", "",
]  # fmt: skip


@pytest.mark.parametrize("number", GOOD)
def test_such_numbers_are_given(number):
    assert is_student_number(number)


@pytest.mark.parametrize("number", [*ODD, "true", "王伟", "待定", "2026900004.0"])
def test_such_numbers_are_none(number):
    assert not is_student_number(number)


@given(st.text(max_size=40))
def test_no_number_begins_a_formula_or_hides_a_sign(number):
    if is_student_number(number):
        assert number[0].isalnum()
        assert number.isprintable()
        assert not set(number) & set("=+@'\"<>&/\\ ,;:")


@pytest.mark.django_db
@pytest.mark.parametrize("number", ODD)
def test_nobody_is_registered_under_an_odd_number(number):
    with pytest.raises(Refusal) as refusal:
        register_student(number=number, name="李思", unit=college(), birth_date=date(2006, 1, 2),
                         by=user_with("registrar"), at=NOW)
    assert refusal.value.field == "number"
    assert not Student.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [odd for odd in ODD if 0 < len(odd) <= 32 and "\x00" not in odd])
def test_the_database_refuses_an_odd_number(number):
    with pytest.raises(IntegrityError), transaction.atomic():
        StudentFactory(number=number, registered_on=PLAIN_FROM, changed_at=NOW + timedelta(days=7))


@pytest.mark.django_db
@pytest.mark.parametrize("number", GOOD)
def test_the_database_takes_a_plain_number_and_leaves_old_ones_as_they_are(number):
    StudentFactory(number=number, registered_on=PLAIN_FROM, changed_at=NOW + timedelta(days=7))
    old = StudentFactory(number="=old", registered_on=PLAIN_FROM - timedelta(days=1),
                         changed_at=NOW + timedelta(days=7))
    Student.objects.filter(pk=old.pk).update(name="李思")


@pytest.mark.django_db
def test_a_list_with_odd_numbers_says_what_is_allowed():
    colleges()
    odd = ["＝1+1", "+2024000001", "-2024000001", "@2024000001", "2024'1", "2024/1", "待定", "true"]
    batch = students(registrar(), student_row("2024000001"), *(student_row(number) for number in odd))
    assert (batch.new, batch.refused) == (1, len(odd))
    found = Finding.objects.filter(batch=batch, severity="error")
    assert set(found.values_list("field", "code")) == {("number", "student_number_invalid")}
