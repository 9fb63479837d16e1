from datetime import date

import pytest
from django.db.models import DateField, Value

from archives.registry.adulthood import Birthday, birthday, is_adult
from campus.organisation.models import Unit
from tests.factories import school


@pytest.mark.parametrize(("born", "adult_on"), [
    (date(2008, 11, 23), date(2026, 11, 23)),
    (date(2008, 2, 29), date(2026, 3, 1)),
    (date(2004, 2, 29), date(2022, 3, 1)),
    (date(9990, 1, 1), date(9999, 12, 31)),
])
def test_the_eighteenth_birthday(born, adult_on):
    assert birthday(born, 18) == adult_on


def test_adult_on_the_birthday_and_not_the_day_before():
    assert is_adult(date(2008, 11, 23), date(2026, 11, 23))
    assert not is_adult(date(2008, 11, 23), date(2026, 11, 22))


@pytest.mark.django_db
@pytest.mark.parametrize("years", [16, 18, 20])
def test_the_database_finds_the_same_day(years):
    school()
    days = [date(year, *day) for year in (1899, 1900, 1940, 1999, 2000, 2003, 2004, 2008)
            for day in ((1, 1), (1, 31), (2, 28), (3, 1), (3, 31), (6, 15), (12, 31))]  # fmt: skip
    days += [date(1904, 2, 29), date(2000, 2, 29), date(2004, 2, 29), date(2008, 2, 29)]
    found = Unit.objects.values_list(*(Birthday(Value(day, DateField()), years) for day in days)).first()
    assert dict(zip(days, found, strict=True)) == {day: birthday(day, years) for day in days}
