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
