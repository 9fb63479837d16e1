"""Finding a kind of record by what people write, in the version of the day of the conduct. Read once for
a run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import cast

from archives.catalogue.models import RecordType
from archives.imports.kinds.base import Choice


class TypeNames:
    def __init__(self) -> None:
        self._versions: dict[str, list[RecordType]] = defaultdict(list)  # by code, newest first
        self._codes: dict[str, set[str]] = defaultdict(set)  # what people write, in lower case → codes
        for record_type in all_types("code", "-effective_from"):
            self._versions[record_type.code].append(record_type)
            for name in (record_type.code, record_type.name_zh, record_type.name_en):
                self._codes[name.lower()].add(record_type.code)

    def find(self, text: str, on: date) -> RecordType | None:
        """The enabled type of that code or name that was in force on that day; None without exactly one."""
        codes = self._codes.get(text.lower(), set())
        if len(codes) != 1:
            return None
        for version in self._versions[next(iter(codes))]:
            if version.effective_from <= on:
                return version if version.is_enabled else None
        return None

    def by_code(self, code: str, on: date) -> RecordType | None:
        return self.find(code, on)


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
