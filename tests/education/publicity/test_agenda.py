from datetime import date

import pytest

from education.publicity.agenda import agenda_from, next_entries
from education.publicity.models import KeyDay
from education.publicity.starting_days import STARTING_DAYS


@pytest.fixture(autouse=True)
def _the_ten_days(db):
    for values in STARTING_DAYS:
        KeyDay.objects.create(**values)


def listed(today):
    return [(entry.key_day.code, entry.days.first) for entry in agenda_from(today).entries]


def test_every_day_with_a_date_comes_once_in_twelve_months_and_in_order():
    found = listed(date(2026, 11, 23))
    assert found == [
        ("constitution-day", date(2026, 12, 4)),
        ("legal-publicity-day", date(2026, 12, 4)),
        ("spring-festival", date(2027, 2, 6)),
        ("consumer-rights-day", date(2027, 3, 15)),
        ("labour-day", date(2027, 5, 1)),
        ("childrens-day", date(2027, 6, 1)),
        ("credit-record-day", date(2027, 6, 14)),
        ("good-faith-month", date(2027, 9, 1)),
        ("national-day", date(2027, 10, 1)),
    ]


def test_today_is_listed_and_the_same_day_of_next_year_is_not():
    found = listed(date(2026, 12, 4))
    assert ("constitution-day", date(2026, 12, 4)) in found
    assert ("constitution-day", date(2027, 12, 4)) not in found


def test_a_month_that_has_begun_is_going_on_and_stands_first():
    agenda = agenda_from(date(2026, 9, 20))
    entry = agenda.entries[0]
    assert (entry.key_day.code, entry.is_on, entry.in_days) == ("good-faith-month", True, -19)
    assert agenda.months[0].first == date(2026, 9, 1)


def test_the_last_day_of_a_month_is_still_listed_and_the_next_day_is_not():
    assert listed(date(2026, 9, 30))[0] == ("good-faith-month", date(2026, 9, 1))
    assert listed(date(2026, 10, 1))[0] == ("national-day", date(2026, 10, 1))


def test_an_announced_day_is_unconfirmed_until_a_coming_date_is_known():
    def unconfirmed(today):
        return [day.code for day in agenda_from(today).unconfirmed]

    assert unconfirmed(date(2026, 1, 10)) == ["cyber-honesty-day"]
    KeyDay.objects.filter(code="cyber-honesty-day").update(confirmed_on=date(2026, 6, 12))
    assert unconfirmed(date(2026, 1, 10)) == []
    assert ("cyber-honesty-day", date(2026, 6, 12)) in listed(date(2026, 1, 10))
    assert unconfirmed(date(2026, 6, 13)) == ["cyber-honesty-day"]


def test_29_february_has_a_year_ahead_too():
    assert listed(date(2028, 2, 29))[0] == ("consumer-rights-day", date(2028, 3, 15))


def test_the_front_page_gets_the_nearest_days():
    assert [entry.in_days for entry in next_entries(date(2026, 11, 23), 3)] == [11, 11, 75]


def test_the_agenda_asks_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        agenda_from(date(2026, 11, 23))
