"""Writing rows by the thousand, the same on both databases."""

import time
from datetime import date
from uuid import RFC_4122

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value

from archives.registry.models import Student
from campus.bulk import (
    Among,
    NewUUID,
    commit_without_waiting,
    insert_columns,
    insert_from,
    rows_at_once,
    update_columns,
)
from campus.organisation.models import Unit
from tests.factories import NOW, StudentFactory, college

pytestmark = pytest.mark.django_db


def columns(*numbers):
    return {
        "public_id": [f"{n:032x}" for n, _ in enumerate(numbers, 1)],
        "number": list(numbers),
        "name": ["陈佳宁\t\\甲\r\n\\N"] * len(numbers),
        "unit_id": [college().pk] * len(numbers),
        "birth_date": [date(2005, 3, 14)] * len(numbers),
        "adult_on": ["2023-03-14"] * len(numbers),
        "registered_on": [date(2026, 11, 23)] * len(numbers),
        "year": [None] * len(numbers),
        "identity_number": [b"\x00\xff"] * len(numbers),
        "provenance": ['{"*": "B2026-0001:2"}'] * len(numbers),
        "changed_at": [NOW] * len(numbers),
        **{name: [""] * len(numbers) for name in ("latin_name", "major", "class_name", "identity_index")},
        "status": ["enrolled"] * len(numbers),
    }


def test_every_type_of_value_comes_back_as_it_went_in(django_assert_num_queries):
    given = columns("7", "8")
    with django_assert_num_queries(1):
        assert insert_columns(Student, given) == 2
    student = Student.objects.defer("identity_number").get(number="8")
    assert (student.name, student.year, student.birth_date, student.adult_on, student.changed_at) == (
        "陈佳宁\t\\甲\r\n\\N", None, date(2005, 3, 14), date(2023, 3, 14), NOW,
    )  # fmt: skip
    assert (student.provenance, student.public_id.hex) == ({"*": "B2026-0001:2"}, f"{2:032x}")


def test_nothing_to_insert_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_columns(Student, {"number": [], "name": []}) == 0
        assert update_columns(Student, [], {"name": []}) == 0


def test_a_constraint_of_the_database_refuses_all_rows():
    given = columns("7", "8", "7")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_columns(Student, given)
    assert not Student.objects.exists()


def test_update_columns_changes_only_the_named_rows_and_columns():
    one, two, three = (StudentFactory(number=str(n), major="会计学", year=2024) for n in range(3))
    changes = {"major": ["金融学", "哲学"], "year": [None, 2025], "enrolled_on": ["2024-09-01", None]}
    assert update_columns(Student, [one.pk, three.pk], changes) == 2
    rows = list(Student.objects.order_by("number").values_list("major", "year", "enrolled_on"))
    assert rows == [("金融学", None, date(2024, 9, 1)), ("会计学", 2024, two.enrolled_on), ("哲学", 2025, None)]


def test_among_finds_the_rows_whose_value_is_given():
    for number in ("007", "7", "8"):
        StudentFactory(number=number)
    assert set(Student.objects.filter(Among("number", ["007", "8", "9", "'"])).values_list("number", flat=True)) == {
        "007", "8",
    }  # fmt: skip
    keys = Student.objects.filter(number="7").values_list("pk", flat=True)
    assert Student.objects.filter(Among("pk", keys)).get().number == "7"
    assert not Student.objects.filter(Among("number", [])).exists()


def test_among_stands_beside_other_conditions_and_can_be_negated():
    for number in ("7", "8", "9"):
        StudentFactory(number=number, major="哲学" if number == "7" else "会计学")
    found = Student.objects.filter(Among("number", ["7", "8"]), major="会计学")
    assert [student.number for student in found] == ["8"]
    assert [student.number for student in Student.objects.exclude(Among("number", ["7", "8"]))] == ["9"]


def test_rows_of_a_query_are_inserted_by_the_database_alone(django_assert_num_queries):
    for code in ("01", "02"):
        college(code, "文学院", "Humanities")
    below = {"depth": Value(3), "numchild": Value(0), "kind": Value("department"), "is_active": F("is_active")}
    with django_assert_num_queries(1):
        made = insert_from(Unit, Unit.objects.filter(code="02"), {
            **below, "path": Value("x"), "code": Value("99"), "name_zh": F("name_zh"), "name_en": F("code"),
        })
    assert made == 1
    assert Unit.objects.values_list("name_zh", "name_en").get(code="99") == ("文学院", "02")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_from(Unit, Unit.objects.filter(depth=2), {
            **below, "path": F("code"), "code": Value("98"), "name_zh": Value("双"), "name_en": Value(""),
        })


def test_new_uuids_differ_from_row_to_row_and_from_query_to_query_and_begin_with_the_time():
    for n in range(20):
        college(f"{n:02d}", "学院", "College")
    before = time.time_ns() // 1_000_000
    found = [uuid for _ in range(2) for uuid in Unit.objects.values_list(NewUUID("pk"), flat=True)]
    assert len(set(found)) == len(found) >= 40
    assert {(uuid.version, uuid.variant) for uuid in found} == {(7, RFC_4122)}
    assert all(before <= uuid.int >> 80 <= time.time_ns() // 1_000_000 for uuid in found)


def test_a_transaction_on_sqlite_is_short():
    short = connection.vendor == "sqlite"
    assert (rows_at_once(3), rows_at_once(10_000)) == (3, 1_000 if short else 10_000)


def test_only_the_commit_of_this_transaction_does_not_wait_for_the_disk(django_assert_num_queries):
    if connection.vendor == "sqlite":
        with django_assert_num_queries(0):
            commit_without_waiting()
        return

    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return cursor.fetchone()[0]

    with transaction.atomic():
        commit_without_waiting()
        assert waits() == "off"
        transaction.set_rollback(True)
    assert waits() == "on"
