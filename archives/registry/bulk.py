"""Students by the thousand: the same rules as `actions`, a fixed number of queries for each chunk.

The caller (an import batch) holds the transaction and leaves one audit event for the whole batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import BinaryField, DateField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from archives.registry.actions import index_of
from archives.registry.adulthood import Birthday, birthday
from archives.registry.models import IDENTITY_CONTEXT, Student
from campus.bulk import NewUUID, insert_from, update_columns
from campus.encryption.values import encrypt

# What an import may set, and what stands where it says nothing. `number` finds the student and never changes.
DEFAULTS: dict[str, Any] = {
    "name": "",
    "latin_name": "",
    "unit_id": None,
    "major": "",
    "year": None,
    "class_name": "",
    "status": Student.Status.ENROLLED.value,
    "enrolled_on": None,
    "graduated_on": None,
    "birth_date": None,
}


@dataclass(slots=True)
class StudentValues:
    """One checked row: the values it brings, and where each came from.

    Days as dates or ISO text. `identity_number` in `values` is clear text; `sealed_identity` with
    `identity_index` is one that is encrypted already.
    """

    number: str
    values: Mapping[str, Any]
    provenance: Mapping[str, Any] = field(default_factory=dict)
    sealed_identity: bytes | None = None
    identity_index: str = ""

    def __post_init__(self) -> None:
        if clear := self.values.get("identity_number"):
            self.sealed_identity, self.identity_index = encrypt(clear, IDENTITY_CONTEXT), index_of(clear)

    @property
    def brings_identity(self) -> bool:
        """Also one that is taken away: an empty identity number."""
        return self.sealed_identity is not None or "identity_number" in self.values


def create_students(rows: QuerySet[Any], values: Mapping[str, Any], *, at: datetime, min_age: int = 18) -> int:
    """Register one student for each row of a query, in one statement; returns how many.

    `values`: expressions over the query for "number", "provenance", "identity_number" (encrypted), "identity_index" and
    what DEFAULTS names; NULL stands for what a row does not say. The database refuses minors, numbers already taken and
    units that are not there (IntegrityError).
    """
    given = {
        name: values[name] if default is None else Coalesce(values[name], Value(default), output_field=TextField())
        for name, default in DEFAULTS.items()
    }
    nothing = Value(encrypt("", IDENTITY_CONTEXT), BinaryField())
    columns = {
        "public_id": NewUUID(F("pk")),
        "number": values["number"],
        **given,
        "adult_on": Birthday(values["birth_date"], min_age),
        "registered_on": Value(timezone.localdate(at), DateField()),
        "identity_number": Coalesce(values["identity_number"], nothing, output_field=BinaryField()),
        "identity_index": Coalesce(values["identity_index"], Value(""), output_field=TextField()),
        "provenance": values["provenance"],
        "changed_at": Value(at, DateTimeField()),
    }
    return insert_from(Student, rows, columns)


def change_students(students: Mapping[str, Student], rows: Sequence[StudentValues], *, at: datetime,
                    min_age: int = 18) -> int:
    """Set the values that checked rows bring on the students they name; an absent value stays as it is."""
    if not rows:
        return 0
    touched = [name for name in DEFAULTS if any(name in row.values for row in rows)]
    adult_on = _Adulthood(min_age)
    found = [students[row.number] for row in rows]
    columns: dict[str, Sequence[Any]] = {
        name: [row.values.get(name, getattr(student, name)) for row, student in zip(rows, found, strict=True)]
        for name in touched
    }
    if "birth_date" in columns:
        columns["adult_on"] = [adult_on[day] for day in columns["birth_date"]]
    columns["provenance"] = [
        orjson.dumps({**student.provenance, **row.provenance}).decode()
        for row, student in zip(rows, found, strict=True)
    ]
    columns["changed_at"] = [at] * len(rows)
    _change_identities(students, [row for row in rows if row.brings_identity])
    return update_columns(Student, [student.pk for student in found], columns)


def _change_identities(students: Mapping[str, Student], rows: Sequence[StudentValues]) -> None:
    columns: dict[str, Sequence[Any]] = {
        "identity_number": [row.sealed_identity or encrypt("", IDENTITY_CONTEXT) for row in rows],
        "identity_index": [row.identity_index for row in rows],
    }
    update_columns(Student, [students[row.number].pk for row in rows], columns)


class _Adulthood(dict[Any, str]):
    """The day on which somebody comes of age by the day of birth (a date or ISO text): few days, many rows."""

    def __init__(self, min_age: int) -> None:
        super().__init__()
        self._min_age = min_age

    def __missing__(self, born: Any) -> str:
        day = born if isinstance(born, date) else date.fromisoformat(born)
        adult_on = self[born] = birthday(day, self._min_age).isoformat()
        return adult_on
