"""Finding a kind of record by what people write, in the version of the day of the conduct. Read once for
a run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import cast

from archives.catalogue.kinds import KindHistory, KindNotApplied
from archives.catalogue.models import RecordType
from archives.imports.kinds.base import Choice


class TypeNames:
    def __init__(self) -> None:
        versions = list(all_types("code"))
        self._kinds = KindHistory.of(versions)
        self._codes: dict[str, set[str]] = defaultdict(set)  # what people write, in lower case → codes
        for record_type in versions:
            for name in (record_type.code, record_type.name_zh, record_type.name_en):
                self._codes[name.lower()].add(record_type.code)

    def find(self, text: str, conduct_on: date, *, on: date) -> RecordType | None:
        """The version of the kind of that code or name that is applied to conduct of that day; None without one.

        `on`: the day of the entry. Raises KindNotApplied where the kind is younger than the conduct.
        """
        codes = self._codes.get(text.lower(), set())
        if len(codes) != 1:
            return None
        try:
            return self._kinds.applied(next(iter(codes)), conduct_on=conduct_on, on=on)
        except KindNotApplied as refused:
            if refused.first is None:  # out of use, then or today: as if it were not in the catalogue
                return None
            raise

    def by_code(self, code: str, conduct_on: date, *, on: date) -> RecordType | None:
        """The same by its code; None also where none of its versions is applied."""
        try:
            return self._kinds.applied(code, conduct_on=conduct_on, on=on)
        except KindNotApplied:
            return None


def type_names() -> dict[str, str]:
    """The names of all types by code, in the reader's language; of each the newest version."""
    return {record_type.code: record_type.name for record_type in all_types("effective_from")}


def type_choices(on: date, *, with_adverse: bool) -> list[Choice]:
    """The kinds of records in use on that day, as people write them."""
    types = cast("Iterable[RecordType]", RecordType.objects.in_force(on).enabled().order_by("polarity", "code"))
    return [
        Choice(record_type.code, record_type.name_zh, record_type.name_en)
        for record_type in types
        if with_adverse or not record_type.is_adverse
    ]


def all_types(*order: str) -> Iterable[RecordType]:
    return cast("Iterable[RecordType]", RecordType.objects.order_by(*order))
