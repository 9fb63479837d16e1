from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied

from archives.portal.actions import new_extract_number, print_extract, view_archive, view_look_ups, view_record
from campus.audit.models import AuditEvent
from tests.factories import NOW, adverse_record, student_with_account, user_with


def test_an_extract_number_has_the_day_in_shanghai_and_cannot_be_guessed() -> None:
    late = NOW.replace(hour=17)  # 01:00 the next day in Shanghai

    numbers = {new_extract_number(late) for _time in range(50)}

    assert len(numbers) == 50
    assert all(re.fullmatch(r"X20261124-[2-9A-HJKMNP-Z]{8}", number) for number in numbers)


@pytest.mark.parametrize("letter", "01OIL")
def test_an_extract_number_has_no_letter_that_is_read_wrongly(letter: str) -> None:
    assert letter not in "".join(new_extract_number(NOW).split("-")[1] for _time in range(50))


@pytest.mark.django_db
def test_nobody_else_reads_an_archive_as_if_it_were_their_own() -> None:
    student, officer = student_with_account(), user_with("integrity_officer")
    readings = (
        lambda: view_archive(student=student, by=officer, at=NOW),
        lambda: view_record(student=student, number=adverse_record(student).number, by=officer, at=NOW),
        lambda: view_look_ups(student=student, by=officer, at=NOW),
        lambda: print_extract(student=student, school={}, language="zh-hans", by=officer, at=NOW),
    )
    for reading in readings:
        with pytest.raises(PermissionDenied):
            reading()
    assert AuditEvent.objects.filter(action__startswith="portal.").count() == 0
