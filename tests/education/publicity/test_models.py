from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from education.publicity.models import KeyDay
from education.publicity.starting_days import STARTING_DAYS

WORDS = {
    "name_zh": "校庆日",
    "name_en": "Founders’ Day",
    "description_zh": "校庆。",
    "description_en": "The school’s day.",
}


def a_day(**values):
    return KeyDay(code="founders", **WORDS, **values)


def days_of(year):
    found = {values["code"]: KeyDay(**values).days_in(year) for values in STARTING_DAYS}
    return {code: (days.first, days.last) if days else None for code, days in found.items()}


def test_the_ten_key_days_of_2026_fall_where_the_rules_say():
    def one(month, day):
        return date(2026, month, day), date(2026, month, day)

    assert days_of(2026) == {
        "spring-festival": one(2, 17),
        "consumer-rights-day": one(3, 15),
        "labour-day": one(5, 1),
        "childrens-day": one(6, 1),
        "credit-record-day": one(6, 14),
        "cyber-honesty-day": None,
        "good-faith-month": (date(2026, 9, 1), date(2026, 9, 30)),
        "national-day": one(10, 1),
        "constitution-day": one(12, 4),
        "legal-publicity-day": one(12, 4),
    }


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"rule": "fixed", "month": 3}, "day"),
        ({"rule": "fixed", "day": 3}, "month"),
        ({"rule": "fixed", "month": 2, "day": 30}, "day"),
        ({"rule": "fixed", "month": 2, "day": 29}, "day"),
        ({"rule": "month"}, "month"),
        ({"rule": "month", "month": 9, "day": 1}, "day"),
        ({"rule": "lunar", "month": 1}, "month"),
        ({"rule": "announced", "day": 1}, "day"),
    ],
)
def test_a_rule_says_which_number_is_missing_or_too_many(values, fault):
    with pytest.raises(ValidationError) as refusal:
        a_day(**values).clean()
    assert list(refusal.value.message_dict) == [fault]


@pytest.mark.parametrize(
    "values",
    [
        {"rule": "fixed", "month": 3},
        {"rule": "month", "month": 9, "day": 1},
        {"rule": "lunar", "month": 1, "day": 1},
        {"rule": "announced", "month": 6, "day": 12},
        {"rule": "fixed", "month": 13, "day": 1},
        {"rule": "fixed", "month": 12, "day": 32},
    ],
)
def test_the_database_refuses_a_rule_without_its_numbers(db, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_day(**values).save()


def test_a_key_day_has_its_name_in_the_readers_language():
    day = a_day(rule="announced")
    assert (day.name, day.description) == ("校庆日", "校庆。")
    with translation.override("en"):
        assert (day.name, str(day)) == ("Founders’ Day", "Founders’ Day")


def test_the_calendar_page_lists_the_days_and_says_what_is_not_announced(client, home):
    words = client.get("/zh-hans/key-days/").content.decode()
    assert words.index("国家宪法日") < words.index("春节") < words.index("国庆节")
    assert "2026年12月4日 星期五" in words
    assert "2027年9月1日至2027年9月30日" in words
    assert "网络诚信宣传日" in words
    assert "未来十二个月内也尚无确认的日期" in words


def test_the_calendar_page_lists_an_announced_day_once_it_is_confirmed(client, home):
    KeyDay.objects.filter(code="cyber-honesty-day").update(confirmed_on=date(2027, 6, 11))
    words = client.get("/en/key-days/").content.decode()
    assert "11 June 2027, Friday" in words
    assert "none has been confirmed" not in words
