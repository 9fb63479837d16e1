"""Where values came from: file, sheet, cell, person and time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archives.imports.provenance import sources_of_record, sources_of_student
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import User
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    integrity_officer,
    registrar,
    sample,
    student_row,
    students,
)
from tests.factories import NOW, StudentFactory, adverse_record, college, other_college, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar(name="王老师")


def told(student: Student) -> dict[str, tuple[str, str]]:
    return {source.label: (source.batch.number if source.batch else "", source.cell)
            for source in sources_of_student(student)}


def test_each_value_names_the_cell_of_the_import_that_last_wrote_it(officer) -> None:
    first = applied(students(officer, student_row("2024000001")))
    second = applied(students(officer, student_row("2024000009"), student_row("2024000001", major="人工智能")))
    found = told(Student.objects.get(number="2024000001"))
    assert (found["姓名"], found["专业"]) == ((first.number, "B2"), (second.number, "E3"))
    assert found["拉丁字母姓名"] == ("", "")  # the file had no such column


def test_person_and_time_stand_beside_it(officer) -> None:
    batch = applied(students(officer, student_row("2024000001")))
    source = sources_of_student(Student.objects.get())[0]
    assert (source.batch, source.who, source.at) == (batch, "王老师", NOW)


def test_who_was_entered_by_hand_came_from_no_file() -> None:
    assert set(told(StudentFactory()).values()) == {("", "")}


def test_a_record_names_the_cells_of_its_row(officer) -> None:
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = applied(checked(sample("discipline_2025.xlsx", officer, "records")), released_by=integrity_officer())
    record = Record.objects.order_by("pk").first()
    assert record is not None
    sources = {source.label: source for source in sources_of_record(record)}
    assert (sources["决定文号"].batch, sources["时数"].batch) == (batch, None)
    cell = sources["决定文号"].cell
    assert cell == f"{batch.letter_of('decision_number')}{sources['学号'].cell[1:]}"
    assert sources_of_record(adverse_record(StudentFactory())) == []
    assert reverse("provenance:record", args=[record.number]).startswith(reverse("records:list"))


def test_the_page_of_a_student_leads_there_and_says_nothing_of_the_values(officer) -> None:
    batch = applied(students(officer, student_row("2024000001", name="冯静晨")))
    client = Client()
    client.force_login(officer)
    student = Student.objects.get()
    address = reverse("provenance:student", args=[student.public_id])
    assert address in client.get(reverse("registry:student", args=[student.public_id])).content.decode()
    assert address.startswith(reverse("registry:list"))  # the menu marks the place whose address this begins with
    page = client.get(address).content.decode()
    assert "students.xlsx" in page
    assert reverse("imports:check", args=[batch.number]) in page
    assert "冯静晨" not in page


def test_of_a_student_of_another_college_there_is_no_such_page(officer) -> None:
    applied(students(officer, student_row("2024000001")))
    client = Client()
    address = reverse("provenance:student", args=[Student.objects.get().public_id])
    client.force_login(user_with("registrar", other_college()))
    assert client.get(address).status_code == 404
    client.force_login(user_with("teacher"))
    assert client.get(address).status_code == 403


def test_a_reader_of_one_college_sees_the_number_of_the_schools_import_but_no_link(officer) -> None:
    batch = applied(students(officer, student_row("2024000001")))
    client = Client()
    client.force_login(user_with("registrar", college()))
    page = client.get(reverse("provenance:student", args=[Student.objects.get().public_id])).content.decode()
    assert batch.number in page
    assert reverse("imports:check", args=[batch.number]) not in page
