"""Of a kind of record the version of the day of the conduct is applied, or none."""

from datetime import date, timedelta

import pytest

from archives.catalogue.kinds import KindHistory, KindNotApplied
from archives.catalogue.models import RecordType

FIRST, SECOND, TODAY = date(2024, 9, 1), date(2026, 6, 1), date(2026, 11, 23)


def version(effective_from: date, *, is_enabled: bool = True, code: str = "NEW") -> RecordType:
    return RecordType(code=code, effective_from=effective_from, is_enabled=is_enabled)


def test_the_version_in_force_on_the_day_of_the_conduct_is_applied():
    old, new = version(FIRST), version(SECOND)
    kinds = KindHistory.of([new, old])
    assert kinds.applied("NEW", conduct_on=SECOND - timedelta(days=1), on=TODAY) is old
    assert kinds.applied("NEW", conduct_on=SECOND, on=TODAY) is new


def test_a_kind_is_not_applied_to_earlier_conduct_and_says_from_when_it_is():
    with pytest.raises(KindNotApplied) as refused:
        KindHistory.of([version(FIRST)]).applied("NEW", conduct_on=FIRST - timedelta(days=1), on=TODAY)
    assert refused.value.first == FIRST


@pytest.mark.parametrize(("then", "now"), [(False, True), (True, False), (False, False)])
def test_a_kind_must_have_been_in_use_then_and_be_in_use_now(then, now):
    kinds = KindHistory.of([version(FIRST, is_enabled=then), version(SECOND, is_enabled=now)])
    with pytest.raises(KindNotApplied) as refused:
        kinds.applied("NEW", conduct_on=FIRST, on=TODAY)
    assert refused.value.first is None


def test_a_version_of_tomorrow_counts_for_nothing_today():
    kinds = KindHistory.of([version(FIRST), version(TODAY + timedelta(days=1), is_enabled=False)])
    assert kinds.applied("NEW", conduct_on=FIRST, on=TODAY).effective_from == FIRST


def test_an_unknown_code_is_applied_to_nothing():
    with pytest.raises(KindNotApplied):
        KindHistory.of([]).applied("NEW", conduct_on=FIRST, on=TODAY)
