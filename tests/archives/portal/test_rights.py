from __future__ import annotations

from datetime import date, timedelta

import pytest

from archives.catalogue.models import RuleVersion
from archives.portal.archive import read_entry
from archives.portal.rights import Rights
from archives.records.models import Record
from tests.archives.portal.factories import changed, disputed, withdrawn
from tests.factories import NOW, TODAY, UserFactory, adverse_record, good_record, student_with_account

pytestmark = pytest.mark.django_db


def rights(record: Record, on: date = TODAY) -> Rights:
    entry = read_entry(record.student, record.number, on=on)
    assert entry is not None
    return entry.rights


@pytest.fixture
def record() -> Record:
    """Conduct 2026-05-10, served 2026-06-04, general: shown until 2027-06-04."""
    return adverse_record(student_with_account())


def test_an_appeal_is_open_for_ten_days_from_service(record: Record) -> None:
    on_the_last_day, after = rights(record, date(2026, 6, 14)), rights(record, date(2026, 6, 15))

    assert (on_the_last_day.appeal_until, on_the_last_day.appeal_days_left) == (date(2026, 6, 14), 0)
    assert on_the_last_day.appeal_open
    assert after.appeal_until == date(2026, 6, 14)
    assert not after.appeal_open


def test_the_number_of_days_is_that_of_the_day_of_the_conduct(record: Record) -> None:
    for number, (day, days) in enumerate([(date(2026, 5, 1), 15), (date(2026, 5, 11), 3)]):
        RuleVersion.objects.create(key="appeal.file", effective_from=day, value={"days": days}, sure="-",
                                   source_zh=str(number), source_en=str(number))

    assert rights(record).appeal_until == date(2026, 6, 19)


def test_one_may_object_at_any_time_while_it_is_shown(record: Record) -> None:
    last_day = record.display_until - timedelta(days=1)

    assert rights(record).may_object
    assert rights(record, last_day).may_object
    assert not rights(record, record.display_until).may_object


def test_one_objection_is_open_at_a_time_and_is_answered_within_twenty_days(record: Record) -> None:
    disputed(record)

    own = rights(record)

    assert not own.may_object
    assert own.answer_by == date(2026, 12, 13)
    assert own.answer_days == 20


def test_after_the_answer_one_may_object_again(record: Record) -> None:
    disputed(record, settled_at=NOW, settled_by=UserFactory(), settled_answer="已核对原件")

    assert rights(record).may_object
    assert rights(record).answer_by is None


def test_a_statement_may_be_added_as_long_as_the_record_is_kept(record: Record) -> None:
    assert rights(record).may_state
    assert rights(record, record.display_until).may_state
    withdrawn(record)
    assert not rights(record).may_state


def test_repair_can_be_asked_for_from_the_shortest_period_on(record: Record) -> None:
    assert rights(record).repair_from == date(2026, 9, 4)


def test_no_repair_is_offered_for_what_ends_before(record: Record) -> None:
    changed(record, display_until=date(2026, 9, 1))

    assert rights(record, date(2026, 8, 1)).repair_from is None


def test_a_good_record_is_not_disputed_but_can_be_commented_on() -> None:
    own = rights(good_record(student_with_account()))

    assert (own.may_object, own.may_state, own.appeal_until, own.repair_from) == (False, True, None, None)
    assert not own.appeal_open
