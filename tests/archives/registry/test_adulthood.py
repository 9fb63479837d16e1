from datetime import date

import pytest

from archives.registry.adulthood import birthday, is_adult


@pytest.mark.parametrize(("born", "adult_on"), [
    (date(2008, 11, 23), date(2026, 11, 23)),
    (date(2008, 2, 29), date(2026, 3, 1)),
    (date(2004, 2, 29), date(2022, 3, 1)),
])
def test_the_eighteenth_birthday(born, adult_on):
    assert birthday(born, 18) == adult_on


def test_adult_on_the_birthday_and_not_the_day_before():
    assert is_adult(date(2008, 11, 23), date(2026, 11, 23))
    assert not is_adult(date(2008, 11, 23), date(2026, 11, 22))
