"""Writing a batch: all of it, once, also when the worker dies in the middle."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from archives.imports import actions, applying, checking
from archives.imports.kinds.base import Origin, provenance_of
from archives.imports.models import RowStatus, StagedRow, Status
from archives.imports.resources import write_written
from archives.records.models import Record
from archives.registry.models import Student
from campus.documents.spreadsheets import Watermark
from tests.archives.imports.dying import die_and_resume
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    integrity_officer,
    registrar,
    run_job,
    sample,
    student_row,
    students,
    uploaded,
    workbook,
)
from tests.factories import NOW, StudentFactory, college

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"


def test_a_student_arrives_with_every_value_and_where_it_came_from():
    colleges()
    batch = applied(students(registrar(), student_row("2024000001", identity_number=IDENTITY)))
    student = Student.objects.get()
    assert (student.number, student.name, student.unit, student.major, student.year) == (
        "2024000001",
        "陈佳宁",
        college(),
        "软件工程",
        2024,
    )
    assert (student.birth_date, student.adult_on, student.identity_number) == (
        date(2005, 3, 14),
        date(2023, 3, 14),
        IDENTITY,
    )
    assert provenance_of(student.provenance, "name") == Origin(batch.number, 2)


def test_only_the_fields_that_changed_are_written():
    colleges()
    StudentFactory(
        number="2024000001",
        major="软件工程",
        year=2024,
        latin_name="Chen Jianing",
        birth_date=date(2005, 3, 14),
    )
    batch = applied(students(registrar(), student_row("2024000001", major="人工智能")))
    student = Student.objects.get()
    assert (student.major, student.latin_name) == ("人工智能", "Chen Jianing")
    assert set(student.provenance) == {"major"}
    assert batch.written == 1


def test_a_row_whose_ground_moved_since_the_check_is_left_behind():
    colleges()
    student = StudentFactory(number="2024000001", major="软件工程", year=2024, birth_date=date(2005, 3, 14))
    batch = students(registrar(), student_row("2024000001", major="人工智能"), student_row("2024000002"))
    Student.objects.filter(pk=student.pk).update(major="网络空间安全")
    StudentFactory(number="2024000002", name="先到者")
    applied(batch)
    assert (batch.status, batch.written, batch.left_behind) == (Status.PART_APPLIED, 0, 2)
    assert dict(StagedRow.objects.filter(batch=batch).values_list("number", "reason")) == {
        2: "changed_since",
        3: "exists_now",
    }
    student.refresh_from_db()
    assert student.major == "网络空间安全"


@pytest.mark.parametrize("number", range(1, 6))
def test_a_killed_import_resumes_at_every_chunk_without_a_doubled_or_missing_row(monkeypatch, number):
    colleges()
    monkeypatch.setattr(applying, "CHUNK", 3)
    batch = students(registrar(), *(student_row(f"202400{n:04d}") for n in range(10)))
    actions.confirm_batch(batch=batch, by=batch.uploaded_by, at=NOW)
    died = die_and_resume(batch, monkeypatch, number)
    assert died == (number <= 4)
    assert (batch.status, batch.written, Student.objects.count()) == (Status.APPLIED, 10, 10)
    assert StagedRow.objects.of(batch, RowStatus.WRITTEN).count() == 10


@pytest.mark.parametrize("number", range(1, 7))
def test_a_killed_check_resumes_at_every_chunk_with_the_same_counts(monkeypatch, number):
    colleges()
    monkeypatch.setattr(checking, "CHUNK", 3)
    officer = registrar()
    rows = [student_row(f"202400{n:04d}", unit="哲学院" if n == 4 else "计算机学院") for n in range(10)]
    batch = actions.start_check(batch=uploaded(workbook([*rows, rows[0]]), officer), by=officer, at=NOW)
    died = die_and_resume(batch, monkeypatch, number)
    assert died == (number <= 5)
    assert (batch.status, batch.rows, batch.new, batch.refused) == (Status.CHECKED, 11, 8, 3)
    assert {code: group["count"] for code, group in batch.summary.items()} == {
        "unit_unknown": 1,
        "duplicate_in_file": 1,
    }
    assert StagedRow.objects.filter(batch=batch).count() == 11


def test_a_job_that_fails_leaves_a_batch_that_can_go_on(monkeypatch):
    colleges()
    officer = registrar()
    batch = students(officer, student_row("2024000001"))
    actions.confirm_batch(batch=batch, by=officer, at=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("archives.imports.kinds.students.write_students_at_once", lambda *_: 1 / 0)
        run_job(batch)
    assert (batch.status, Student.objects.count()) == (Status.FAILED, 0)
    run_job(actions.continue_batch(batch=batch, by=officer, at=NOW))
    assert (batch.status, Student.objects.count()) == (Status.APPLIED, 1)


def test_text_that_begins_with_an_equals_sign_stays_text_in_the_archive_and_the_list_has_only_numbers(tmp_path):
    colleges()
    officer = registrar()
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = applied(
        checked(sample("discipline_2025.xlsx", officer, "records")), released_by=integrity_officer()
    )
    text = '=HYPERLINK("http://example.invalid","点击")'
    assert Record.objects.with_words().filter(facts=text).count() == 1
    path = tmp_path / "written.xlsx"
    assert write_written(batch, path, mark=Watermark(batch.number, "", NOW, "")) == 34
    head, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    records = Record.objects.filter(batch_number=batch.number).order_by("pk")
    assert (head, rows) == (("记录编号", "状态"), [(record.number, "新增") for record in records])
