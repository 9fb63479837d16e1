"""What undoing would do, told before: exactly, and without doing it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archives.imports import foreseeing
from archives.imports.foreseeing import Foreseen, foresee_undo, sentences
from archives.imports.models import Batch, RowStatus, StagedRow, Status
from archives.records.models import Record
from archives.registry.models import Student
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
from tests.factories import NOW, StudentFactory, good_record

pytestmark = pytest.mark.django_db


def foreseen(batch: Batch) -> Foreseen:
    return foresee_undo(batch, by=batch.uploaded_by, at=NOW)


def four_students() -> Batch:
    """One changed, one new, one changed by hand since, one with a record since."""
    colleges()
    StudentFactory(
        number="2024000001", name="陈佳宁", major="软件工程", year=2023, birth_date=date(2005, 3, 14)
    )
    rows = [student_row("2024000001", major="人工智能"), *(student_row(f"202400000{n}") for n in (2, 3, 4))]
    batch = applied(students(registrar(), *rows))
    Student.objects.filter(number="2024000003").update(name="改过的名字", changed_at=NOW + timedelta(hours=1))
    good_record(Student.objects.get(number="2024000004"))
    return batch


def test_what_would_be_removed_restored_and_kept_is_counted_by_reason():
    assert foreseen(four_students()) == Foreseen(new=1, changed=1, stay={"changed_since": 1, "in_use": 1})


def test_looking_ahead_changes_nothing():
    batch = four_students()
    before = list(Student.objects.order_by("number").values("number", "major", "name", "changed_at"))

    foreseen(batch)

    batch.refresh_from_db()
    assert list(Student.objects.order_by("number").values("number", "major", "name", "changed_at")) == before
    assert (batch.status, batch.reversed, batch.kept) == (Status.APPLIED, 0, 0)
    assert not StagedRow.objects.filter(batch=batch, status=RowStatus.KEPT).exists()


def test_a_long_batch_is_only_counted(monkeypatch):
    monkeypatch.setattr(foreseeing, "MOST", 3)
    assert foreseen(four_students()) == Foreseen(new=3, changed=1, is_exact=False)


def test_each_thing_that_will_happen_has_its_sentence():
    batch = four_students()
    assert sentences(batch, foreseen(batch), until=NOW + timedelta(days=30)) == [
        "移除 1 行新增数据。", "1 行更新恢复原值。", "保留 1 行：之后已有人更改。",
        "保留 1 行：其名下已有记录、账号、激活码或查阅记录。", "2026年12月23日前可以撤销，且只能撤销一次。"]


def test_of_adverse_records_it_is_told_that_a_second_person_released_them():
    colleges()
    officer, second = registrar(), integrity_officer(name="李华")
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = applied(checked(sample("discipline_2025.xlsx", officer, "records")), released_by=second)

    told = sentences(batch, foreseen(batch), until=None)

    assert told == ["撤回 34 条记录；学生会看到已撤回及原因。", "这些行之后无人改动，全部撤销。",
                    "该批次 34 行不良记录由李华作为第二人于2026年11月23日放行。"]
    assert not Record.objects.withdrawn().exists()
