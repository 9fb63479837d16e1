"""Traces of a list: one for each student, all or none."""

from __future__ import annotations

import pytest

from archives.consultation.bulk import Look, note_look_ups
from archives.consultation.models import LookUp, Purpose
from tests.factories import NOW, StudentFactory, user_with

pytestmark = pytest.mark.django_db


def test_each_student_gets_a_trace_of_what_was_seen_of_the_own_archive() -> None:
    one, other = StudentFactory(), StudentFactory()
    looks = [Look(one.pk, "integrity_officer", ["R1"], []), Look(other.pk, "integrity_officer", [], ["R2"])]
    purpose = Purpose.objects.get(code="case_handling")
    made = note_look_ups(looks=looks, purpose=purpose, case_number="案7", reason="集中复核",
                         by=user_with("integrity_officer"), at=NOW)
    assert made == 2
    seen = {look.student_id: look.seen for look in LookUp.objects.all()}
    assert seen == {
        one.pk: {"sections": ["records"], "records": ["R1"], "disputed": []},
        other.pk: {"sections": ["records"], "records": [], "disputed": ["R2"]},
    }
