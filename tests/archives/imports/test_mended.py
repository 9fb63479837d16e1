"""What a page says about the rows to mend of a batch: see also test_error_workbook.py for there and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archives.imports.mended import rows_to_mend
from archives.imports.models import Batch, Status
from tests.archives.imports.factories import colleges, registrar, student_row, students
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch() -> Batch:
    colleges()
    return students(registrar(), student_row("2024000001"), student_row("2024000002", unit="哲学院"))


def test_they_are_available_for_the_days_of_the_rule(batch) -> None:
    found = rows_to_mend(batch, at=NOW)
    assert (found.until, found.is_available, found.back) == (NOW + timedelta(days=7), True, ())
    assert not rows_to_mend(batch, at=NOW + timedelta(days=7)).is_available


def test_of_a_shredded_batch_nothing_is_available(batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(shredded_at=NOW)
    batch.refresh_from_db()
    assert not rows_to_mend(batch, at=NOW).is_available


def test_a_batch_without_bad_rows_has_nothing_to_hand_out() -> None:
    colleges()
    assert not rows_to_mend(students(registrar(), student_row("2024000001")), at=NOW).is_available


@pytest.mark.parametrize(("status", "mended"), [(Status.CHECKED, 3), (Status.APPLIED, 2), (Status.CANCELLED, None)])
def test_what_came_back_is_counted_by_what_became_of_it(batch, status, mended) -> None:
    back = students(batch.uploaded_by, student_row("2024000009"))
    values = {"confirmed_at": NOW, "confirmed_by": batch.uploaded_by} if status == Status.APPLIED else {}
    Batch.objects.filter(pk=back.pk).update(
        mends=batch, status=status, new=2, unchanged=1, written=1, changed=0, **values)
    found = rows_to_mend(batch, at=NOW)
    assert [one.mended for one in found.back] == ([] if mended is None else [mended])
    assert found.mended == (mended if status == Status.APPLIED else 0)


def test_of_a_person_under_18_nothing_is_handed_out_and_the_count_says_so() -> None:
    colleges()
    young = student_row("2026030001", birth_date="2015-01-01")
    nameless = student_row("2026030002", name="")
    assert rows_to_mend(students(registrar(), young, nameless), at=NOW).rows == 1
    assert rows_to_mend(students(registrar(), young), at=NOW).rows == 0


def test_while_rows_are_checked_the_page_counts_those_of_the_file() -> None:
    batch = Batch(status=Status.CHECKING, rows=5_000, data_rows=100_000, encoding="utf-8-sig")
    assert (batch.rows_shown, batch.encoding_shown) == (100_000, "UTF-8")
    batch.status = Status.CHECKED
    assert batch.rows_shown == 5_000
