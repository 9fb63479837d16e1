"""The field on a real table: students' identity numbers."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import Case, Value, When

from archives.registry.models import Student
from campus.encryption.fields import EncryptedTextField
from campus.encryption.values import DecryptionError, encrypt
from tests.factories import StudentFactory

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


def stored(student: Student) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM archives_student WHERE id = %s", [student.pk])
        return bytes(cursor.fetchone()[0])


def store(student: Student, data: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archives_student SET identity_number = %s WHERE id = %s", [data, student.pk])


def test_python_sees_text_and_the_database_only_bytes():
    student = StudentFactory(identity_number=NUMBER)

    assert Student.objects.get(pk=student.pk).identity_number == NUMBER
    assert NUMBER.encode() not in stored(student)
    assert stored(student).startswith(b"\x01\x02k1")


def test_updates_bulk_updates_and_values_are_encrypted_too():
    one, other = StudentFactory(), StudentFactory()

    Student.objects.filter(pk=one.pk).update(identity_number=NUMBER)
    other.identity_number = NUMBER
    Student.objects.bulk_update([other], ["identity_number"])

    assert list(Student.objects.values_list("identity_number", flat=True)) == [NUMBER, NUMBER]
    assert stored(one) != stored(other)


def test_an_expression_can_write_it():
    student = StudentFactory()
    field = Student._meta.get_field("identity_number")

    Student.objects.update(identity_number=Case(When(pk=student.pk, then=Value(NUMBER, output_field=field))))

    assert Student.objects.get().identity_number == NUMBER


def test_a_blanked_or_foreign_value_raises_instead_of_reading_as_empty():
    student = StudentFactory(identity_number=NUMBER)
    for data in (b"", NUMBER.encode(), encrypt(NUMBER, "another.place")):
        store(student, data)

        with pytest.raises(DecryptionError):
            Student.objects.get(pk=student.pk)


@pytest.mark.parametrize("lookup", ["", "__exact", "__in", "__contains", "__startswith", "__gt"])
def test_searching_it_is_refused_with_a_sentence(lookup):
    with pytest.raises(FieldError, match=r"registry\.Student\.identity_number"):
        Student.objects.filter(**{f"identity_number{lookup}": NUMBER}).exists()


def test_only_isnull_can_be_asked():
    StudentFactory()

    assert Student.objects.filter(identity_number__isnull=False).count() == 1


def test_it_is_not_written_into_data_dumps():
    with pytest.raises(NotImplementedError, match=r"registry\.Student\.identity_number"):
        serializers.serialize("json", [StudentFactory(identity_number=NUMBER)])


def test_something_else_than_text_is_refused():
    with pytest.raises(TypeError, match="int"):
        StudentFactory(identity_number=110105)


def test_nothing_stays_nothing_where_null_is_allowed():
    field = EncryptedTextField(context="a.b", null=True)

    assert field.get_db_prep_save(None, connection) is None
    assert field.from_db_value(None, None, connection) is None
    assert (field.to_python(None), field.to_python(7)) == (None, "7")
    assert field.get_transform("length") is None


def test_it_deconstructs_with_its_context():
    _name, path, args, kwargs = EncryptedTextField(context="a.b", default="").deconstruct()

    assert (path, args, kwargs) == (
        "campus.encryption.fields.EncryptedTextField",
        [],
        {"context": "a.b", "default": ""},
    )
