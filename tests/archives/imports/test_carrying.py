"""Rows that stayed behind become an import of their own."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from archives.imports import actions, mending
from archives.imports.carrying import carry_over
from archives.imports.models import Batch, StagedRow, Status
from archives.registry.models import Student
from campus.audit.models import AuditEvent
from campus.refusals import Refusal
from tests.archives.imports.factories import applied, colleges, registrar, run_job, student_row, students
from tests.factories import NOW, StudentFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    colleges()
    return registrar()


def fix(batch: Batch, row: int, **values: str) -> mending.Mended:
    return mending.fix_cells(batch=batch, row=row, values=values, by=batch.uploaded_by, at=NOW)


def test_the_rows_are_mended_confirmed_and_undone_on_their_own(officer):
    first = applied(students(officer, student_row("2024000001", name=""), student_row("2024000002")))
    carried = carry_over(batch=first, by=officer, at=NOW)
    assert (carried.mends, carried.rows, carried.refused, carried.stored_as) == (first, 1, 1, "")
    assert carried.summary["name_missing"]["count"] == 1
    fix(carried, 2, name="赵一鸣")
    assert applied(carried).written == 1
    run_job(actions.undo_batch(batch=carried, by=officer, at=NOW))
    assert list(Student.objects.values_list("number", flat=True)) == ["2024000002"]
    first.refresh_from_db()
    assert (first.refused, StagedRow.objects.filter(batch=first).count()) == (1, 2)  # its receipt stays true


def test_the_receipt_offers_only_those_that_nobody_has_brought_back(officer):
    client = Client()
    client.force_login(officer)
    rows = [student_row(f"202400000{n}", name="" if n < 3 else "陈佳宁") for n in (1, 2, 3)]
    first = applied(students(officer, *rows))
    receipt = reverse("imports:receipt", args=[first.number])
    assert "2 行" in heading(client.get(receipt))
    carried = carry_over(batch=first, by=officer, at=NOW)
    fix(carried, 2, name="赵一鸣")
    applied(carried)
    assert "1 行" in heading(client.get(receipt))
    fix(carry_over(batch=first, by=officer, at=NOW), 3, name="钱一鸣")
    applied(Batch.objects.latest("pk"))
    assert heading(client.get(receipt)) == ""


def heading(page) -> str:
    found = re.search(r'<h2 id="carry-over">(.*?)</h2>', page.content.decode())
    return found[1] if found else ""


def test_they_are_checked_against_what_is_there_now(officer):
    first = applied(students(officer, student_row("2024000001", unit="CS-X"), student_row("2024000002")))
    StudentFactory(number="2024000001", major="软件工程", year=2024)
    mended = carry_over(batch=first, by=officer, at=NOW)
    fix(mended, 2, unit="计算机学院")
    assert (mended.new, mended.unchanged, mended.refused) == (0, 1, 0)


def test_a_number_of_an_imported_row_of_the_same_file_may_not_be_typed(officer):
    first = applied(students(officer, student_row(""), student_row("2024000002")))
    carried = carry_over(batch=first, by=officer, at=NOW)
    assert not fix(carried, 2, number="2024000002").is_good
    assert "typed_key_taken" in carried.summary


def test_they_are_carried_once_while_that_import_is_open(officer):
    first = applied(students(officer, student_row("2024000001", name=""), student_row("2024000002")))
    carried = carry_over(batch=first, by=officer, at=NOW)
    assert carry_over(batch=first, by=officer, at=NOW) == carried
    actions.cancel_batch(batch=carried, by=officer, at=NOW)
    assert carry_over(batch=first, by=officer, at=NOW) != carried


def test_rows_of_persons_under_eighteen_are_not_carried(officer):
    first = applied(students(officer, student_row("2024000001", birth_date="2015-03-14"), student_row("2024000002")))
    with pytest.raises(Refusal):
        carry_over(batch=first, by=officer, at=NOW)
    assert not Batch.objects.filter(mends=first).exists()


def test_nothing_is_carried_before_the_import_or_by_a_stranger(officer):
    batch = students(officer, student_row("2024000001", name=""), student_row("2024000002"))
    with pytest.raises(Refusal):
        carry_over(batch=batch, by=officer, at=NOW)
    applied(batch)
    with pytest.raises(PermissionDenied):
        carry_over(batch=batch, by=user_with("auditor"), at=NOW)


def test_a_carried_import_has_no_file_to_check_again_and_leaves_a_trace(officer):
    first = applied(students(officer, student_row("2024000001", name=""), student_row("2024000002")))
    carried = carry_over(batch=first, by=officer, at=NOW)
    with pytest.raises(Refusal):
        actions.start_check(batch=carried, by=officer, at=NOW)
    assert carried.status == Status.CHECKED
    assert AuditEvent.objects.get(action="imports.carry_over").details["mends"] == first.number


def test_many_rows_are_checked_in_the_background(officer, monkeypatch):
    rows = [student_row(f"202400000{n}", unit="CS-X") for n in range(3)]
    first = applied(students(officer, *rows, student_row("2024000009")))
    monkeypatch.setattr(mending, "AT_ONCE", 2)
    carried = carry_over(batch=first, by=officer, at=NOW)
    assert mending.job_of(carried) is not None
