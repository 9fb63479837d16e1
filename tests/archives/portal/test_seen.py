from __future__ import annotations

import pytest

from archives.consultation.models import LookUp
from archives.portal.archive import own_records
from archives.portal.seen import Seen, seen_in, titles_of
from tests.archives.portal.factories import withdrawn
from tests.factories import TODAY, adverse_record, good_record, student_with_account

pytestmark = pytest.mark.django_db


def test_records_are_named_by_kind_and_sorted_by_number() -> None:
    student = student_with_account()
    good, bad = good_record(student), withdrawn(adverse_record(student))
    look = LookUp(seen={"records": [bad.number, "R2026-999999"], "disputed": [good.number]})

    found = seen_in(look, titles_of(own_records(student), on=TODAY))

    assert found == sorted([
        Seen(good.number, good.record_type.name, True), Seen(bad.number, "已撤回的记录", False),
        Seen("R2026-999999", "", False)], key=lambda seen: seen.number)
