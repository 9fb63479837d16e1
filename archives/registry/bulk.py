"""Students by the thousand: the same rules as `actions`, a fixed number of queries for each chunk.

The caller (an import batch) holds the transaction and leaves one audit event for the whole batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from archives.registry.actions import index_of
from archives.registry.adulthood import birthday
from archives.registry.models import Student

# What an import may set. `number` finds the student and never changes.
FIELDS = ("name", "latin_name", "unit_id", "major", "year", "class_name", "status", "enrolled_on", "graduated_on",
          "birth_date", "identity_number")


@dataclass(slots=True)
class StudentValues:
    """One checked row: the values it brings, and where each came from ({field: {"cell": …}})."""

    number: str
    values: Mapping[str, Any]
    provenance: Mapping[str, Any] = field(default_factory=dict)


def create_students(rows: Sequence[StudentValues], *, at: datetime, min_age: int = 18) -> list[Student]:
    """Insert checked rows. The database refuses minors and numbers already taken (IntegrityError)."""
    today = timezone.localdate(at)
    students = [
        Student(number=row.number, **{name: row.values[name] for name in FIELDS if name in row.values},
                adult_on=birthday(row.values["birth_date"], min_age), registered_on=today,
                identity_index=index_of(row.values.get("identity_number", "")),
                provenance=dict(row.provenance), changed_at=at)
        for row in rows
    ]
    return Student.objects.bulk_create(students, batch_size=1000)


def change_students(students: Mapping[str, Student], rows: Sequence[StudentValues], *, at: datetime,
                    min_age: int = 18) -> list[Student]:
    """Set the values that checked rows bring on the students they name; an absent value stays as it is."""
    changed: list[Student] = []
    touched: set[str] = {"changed_at", "provenance"}
    for row in rows:
        student = students[row.number]
        for name in FIELDS:
            if name in row.values:
                setattr(student, name, row.values[name])
                touched.add(name)
        if "identity_number" in row.values:
            student.identity_index = index_of(row.values["identity_number"])
            touched.add("identity_index")
        if "birth_date" in row.values:
            student.adult_on = birthday(row.values["birth_date"], min_age)
            touched.add("adult_on")
        student.provenance = {**student.provenance, **row.provenance}
        student.changed_at = at
        changed.append(student)
    if changed:
        Student.objects.bulk_update(changed, sorted(touched), batch_size=500)
    return changed
