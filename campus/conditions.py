"""What CHECK constraints ask, spelled for both engines."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F

# Everything that prints as nothing: ASCII and Latin blanks, the ideographic space, those of zero and of fixed width.
BLANKS = (
    "\t\n\x0b\x0c\r \x85\xa0\u00ad\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u2800\u3000\u3164\ufeff\uffa0"
)


class HasWords(models.Func):
    """True when something is left of the field after all blanks are taken from its beginning."""

    # Written out and no parameter: SQLite and PostgreSQL keep a constraint as text.
    template = f"LTRIM(%(expressions)s, '{BLANKS}') <> ''"
    output_field = models.BooleanField()
    conditional = True

    def __init__(self, name: str) -> None:
        super().__init__(F(name))


class SchoolDay(models.Func):
    """The calendar day in China of a time."""

    output_field = models.DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        moment, params = compiler.compile(self.source_expressions[0])
        return f"({moment} AT TIME ZONE 'Asia/Shanghai')::date", tuple(params)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        moment, params = compiler.compile(self.source_expressions[0])
        return f"date({moment}, '+8 hours')", tuple(params)


class YearsAfter(models.Func):
    """The same day that many years later."""

    output_field = models.DateField()

    def __init__(self, day: Any, years: int) -> None:
        self.years = int(years)
        super().__init__(day)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        return f"({day} + interval '{self.years} years')::date", tuple(params)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        return f"date({day}, '+{self.years} years')", tuple(params)
