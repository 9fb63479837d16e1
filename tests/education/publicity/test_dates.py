from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.publicity.dates import Days, announced_day, fixed_day, lunar_new_year, whole_month


def one(year, month, day):
    return Days(date(year, month, day), date(year, month, day))


@pytest.mark.parametrize(("year", "month", "day"), [(2026, 2, 17), (2027, 2, 6), (2028, 1, 26)])
def test_the_spring_festival_is_the_first_day_of_the_first_lunar_month(year, month, day):
    assert lunar_new_year(year) == one(year, month, day)


def test_the_eve_is_the_day_before():
    assert lunar_new_year(2026, -1) == one(2026, 2, 16)


@pytest.mark.parametrize(("month", "day"), [(3, 15), (5, 1), (6, 1), (6, 14), (10, 1), (12, 4)])
def test_a_fixed_day_is_the_same_each_year(month, day):
    assert fixed_day(2026, month, day) == one(2026, month, day)
    assert fixed_day(2040, month, day) == one(2040, month, day)


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(ValueError):
        fixed_day(2026, 2, 30)


def test_september_is_the_whole_of_september():
    month = whole_month(2026, 9)
    assert month == Days(date(2026, 9, 1), date(2026, 9, 30))
    assert month.length == 30
    assert month.includes(date(2026, 9, 30))
    assert not month.includes(date(2026, 10, 1))


def test_february_ends_as_the_year_says():
    assert whole_month(2028, 2).last == date(2028, 2, 29)


def test_an_announced_day_is_known_only_for_the_year_of_its_announcement():
    assert announced_day(2018, date(2018, 7, 5)) == one(2018, 7, 5)
    assert announced_day(2019, date(2018, 7, 5)) is None
    assert announced_day(2026, None) is None


@given(st.integers(1950, 2100))
def test_the_lunar_new_year_always_falls_between_20_january_and_21_february(year):
    day = lunar_new_year(year).first
    assert date(year, 1, 20) <= day <= date(year, 2, 21)
