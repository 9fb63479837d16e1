"""When a person is an adult: nobody under 18 has an archive (State Council General Office No. 98 [2016], II(4))."""

from __future__ import annotations

from datetime import date


def birthday(birth_date: date, years: int) -> date:
    """The day a person born then completes `years`. Born on 29 February: 1 March in other years."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


def is_adult(birth_date: date, on: date, *, min_age: int = 18) -> bool:
    return birthday(birth_date, min_age) <= on
