"""Two registrars import overlapping files at the same moment, by two workers: nothing is doubled, nothing overwritten
unseen, and each is told what became of every row."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from archives.imports import actions
from archives.imports.kinds.base import Origin, provenance_of
from archives.imports.models import Batch, RowStatus, StagedRow, Status
from archives.registry.models import Student
from campus.accounts.models import User
from tests.archives.imports.factories import registrar, student_row, uploaded, workbook
from tests.factories import NOW, StudentFactory
from tests.faults.files import BORN
from tests.faults.journey import School, nothing_is_left, the_log_is_whole
from tests.faults.worker import Order, Worker, work

pytestmark = pytest.mark.concurrency
TABLE = Student._meta.db_table
SHARED = [f"2024{number:06d}" for number in range(40)]
THERE_BEFORE = SHARED[:15]
OWN = {"软件工程": [f"2025{number:06d}" for number in range(10)],
       "人工智能": [f"2026{number:06d}" for number in range(10)]}  # fmt: skip


def slow_to_write() -> None:
    """In a worker: between its look at the archive and its writing, others have time for the same."""

    def slowly(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if TABLE in sql and sql.startswith(("INSERT", "UPDATE")):
            time.sleep(0.03)
        return execute(sql, *args)

    connection.execute_wrappers.append(slowly)


@pytest.fixture
def school() -> School:
    return School.with_file("students", seed=3, rows=0, chunk=7)


def file_of(by: User, major: str, *, backwards: bool) -> Batch:
    numbers = SHARED + OWN[major]
    cells = [student_row(number, major=major) for number in (reversed(numbers) if backwards else numbers)]
    return uploaded(workbook(cells), by, name=f"{by.username}.xlsx")


def confirmed_together(school: School, *, backwards: bool) -> list[Batch]:
    for number in THERE_BEFORE:
        StudentFactory(number=number, name="陈佳宁", major="网络空间安全", year=2024, birth_date=BORN, changed_at=NOW)
    people = [school.by, registrar()]
    batches = [file_of(by, major, backwards=backwards and place == 1)
               for place, (by, major) in enumerate(zip(people, OWN, strict=True))]  # fmt: skip
    for batch in batches:
        actions.start_check(batch=batch, by=batch.uploaded_by, at=school.later())
    assert work(Order(now=school.later())) == 0
    for batch in batches:
        batch.refresh_from_db()
        assert (batch.new, batch.changed, batch.refused) == (35, 15, 0)
        actions.confirm_batch(batch=batch, by=batch.uploaded_by, at=school.later(), digest=batch.digest)
    return batches


def at_work(batches: list[Batch]) -> bool:
    for batch in batches:
        batch.refresh_from_db()
    return any(batch.status == Status.APPLYING for batch in batches)


@pytest.mark.parametrize("backwards", [True, False], ids=["from both ends", "side by side"])
def test_what_both_bring_is_written_once_and_the_other_is_told(school: School, backwards: bool) -> None:
    batches = confirmed_together(school, backwards=backwards)

    for _ in range(5):  # a worker that had to give way comes again
        if not at_work(batches):
            break
        order = school.order(prepare=slow_to_write)
        with Worker(order) as one, Worker(order) as other:
            assert (one.wait(), other.wait()) == (0, 0)

    students = {student.number: student for student in Student.objects.all()}
    assert sorted(students) == sorted([*SHARED, *OWN["软件工程"], *OWN["人工智能"]])
    assert Student.objects.count() == len(students)
    assert sum(batch.written for batch in batches) == len(students)
    written: Counter[str] = Counter()
    for batch, major in zip(batches, OWN, strict=True):
        assert batch.written + batch.left_behind == batch.importable == 50
        here = StagedRow.objects.of(batch, RowStatus.WRITTEN)
        assert here.count() == batch.written
        for row in here:  # whoever is told “imported” finds the own value in the archive, and where it is from
            student = students[row.values["number"]]
            origin = provenance_of(student.provenance, "major")
            assert (student.major, origin) == (major, Origin(batch.number, row.number))
            written[student.number] += 1
        told(school, batch)
    assert set(written.values()) == {1}
    the_log_is_whole(school)
    nothing_is_left(school)


def told(school: School, batch: Batch) -> None:
    """The receipt says how many, the rows say which and why."""
    behind = StagedRow.objects.filter(batch=batch, status=RowStatus.LEFT_BEHIND)
    assert behind.count() == batch.left_behind
    for row in behind:
        assert row.reason == ("changed_since" if row.is_change else "exists_now")
    assert batch.status == (Status.PART_APPLIED if batch.left_behind else Status.APPLIED)
    if batch.left_behind:
        assert str(batch.left_behind) in school.page("receipt", batch)
        rows = school.page("rows", batch, query_params={"status": "left_behind"})
        assert behind.first().values["number"] in rows
