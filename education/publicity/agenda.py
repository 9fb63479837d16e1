"""The key days of the coming twelve months, in order, with those that still wait for an announcement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from education.publicity.dates import Days
from education.publicity.models import KeyDay


@dataclass(frozen=True)
class Entry:
    key_day: KeyDay
    days: Days
    in_days: int

    @property
    def is_on(self) -> bool:
        return self.in_days <= 0


@dataclass(frozen=True)
class Month:
    first: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Agenda:
    months: tuple[Month, ...]
    unconfirmed: tuple[KeyDay, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for month in self.months for entry in month.entries)


def agenda_from(today: date) -> Agenda:
    """Everything that ends today or later and begins before the same day of next year.

    A day that is announced anew each year counts as unconfirmed as long as none of these twelve months holds
    a confirmed date of it: we say so and do not guess.
    """
    key_days = list(KeyDay.objects.all())
    year_on = _a_year_after(today)
    entries = []
    for key_day in key_days:
        for year in (today.year, today.year + 1):
            days = key_day.days_in(year)
            if days and days.last >= today and days.first < year_on:
                entries.append(Entry(key_day, days, (days.first - today).days))
    entries.sort(key=lambda entry: (max(entry.days.first, today), entry.days.last, entry.key_day.code))
    listed = {entry.key_day.pk for entry in entries}
    unconfirmed = [day for day in key_days if day.rule == KeyDay.Rule.ANNOUNCED and day.pk not in listed]
    return Agenda(_by_month(entries, today), tuple(unconfirmed))


def next_entries(today: date, count: int) -> list[Entry]:
    """The nearest key days, for the front page."""
    return list(agenda_from(today).entries[:count])


def _by_month(entries: list[Entry], today: date) -> tuple[Month, ...]:
    months: dict[date, list[Entry]] = {}
    for entry in entries:
        months.setdefault(max(entry.days.first, today).replace(day=1), []).append(entry)
    return tuple(Month(first, tuple(found)) for first, found in sorted(months.items()))


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)
