"""On which days a key day falls in a year: pure computation, no clock, no database.

Calendar days have no time zone; the lunar calendar is that of China (UTC+8).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lunar_python import Lunar


class Rule(StrEnum):
    FIXED = "fixed"
    LUNAR = "lunar"
    MONTH = "month"
    ANNOUNCED = "announced"


@dataclass(frozen=True, order=True)
class Days:
    """First and last day, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def includes(self, day: date) -> bool:
        return self.first <= day <= self.last


def fixed_day(year: int, month: int, day: int) -> Days:
    """The same month and day each year. Raises ValueError for a day that month does not have."""
    found = date(year, month, day)
    return Days(found, found)


def lunar_new_year(year: int, offset: int = 0) -> Days:
    """The first day of the first lunar month, or `offset` days after it (-1 is the eve)."""
    solar = Lunar.fromYmd(year, 1, 1).getSolar()
    found = date(solar.getYear(), solar.getMonth(), solar.getDay()) + timedelta(days=offset)
    return Days(found, found)


def whole_month(year: int, month: int) -> Days:
    return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def announced_day(year: int, confirmed: date | None) -> Days | None:
    """The day that was confirmed for this year; None while nobody has announced or confirmed it."""
    if confirmed is None or confirmed.year != year:
        return None
    return Days(confirmed, confirmed)
