"""When a person is an adult: nobody under 18 has an archive (State Council General Office No. 98 [2016], II(4))."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, Func


def birthday(birth_date: date, years: int) -> date:
    """The day a person born then completes `years`. Born on 29 February: 1 March in other years.

    Beyond the year 9999, where the calendar ends, its last day: nobody who is that young comes of age.
    """
    if birth_date.year + years > date.max.year:
        return date.max
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


class Birthday(Func):
    """The same day, as the database finds it."""

    output_field = DateField()

    def __init__(self, birth_date: Any, years: int) -> None:
        self.years = int(years)
        super().__init__(birth_date)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        born, params = compiler.compile(self.source_expressions[0])
        month = f"(date_trunc('month', {born}::timestamp) + interval '{self.years} years')::date"
        return f"({month} + extract(day FROM {born})::int - 1)", (*params, *params)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        born, params = compiler.compile(self.source_expressions[0])
        return f"date({born}, '+{self.years} years')", tuple(params)


def is_adult(birth_date: date, on: date, *, min_age: int = 18) -> bool:
    return birthday(birth_date, min_age) <= on
