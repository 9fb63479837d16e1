"""Writing and taking back chunks of students."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from archives.imports.kinds.base import Outcome, Writing, provenance
from archives.imports.models import RowStatus, StagedRow
from archives.registry.bulk import StudentValues, change_students, create_students
from archives.registry.models import Student
from campus.organisation.models import Unit

DAYS = frozenset({"birth_date", "enrolled_on", "graduated_on"})
NOT_WRITTEN = frozenset({"number", "unit", "identity_index", "identity_number"})


def write_students(rows: Sequence[StagedRow], writing: Writing) -> Outcome:
    """New students and changes; a row whose ground moved since the check is left behind."""
    outcome = Outcome()
    existing = _students_of(rows)
    holders = dict(
        Student.objects.filter(
            identity_index__in=[
                row.values["identity_index"] for row in rows if "identity_index" in row.values
            ]
        ).values_list("identity_index", "number")
    )
    units = _unit_keys(writing)
    new: list[StudentValues] = []
    changes: list[StudentValues] = []
    for row in rows:
        reason = _why_not(row, existing.get(row.values["number"]), holders, units)
        if reason:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, reason)
            continue
        outcome.done.append(row.pk)
        names = row.before if row.is_change else row.values
        (changes if row.is_change else new).append(_values(row, names, units, writing))
    min_age = writing.rules.at("subject.min_age", timezone.localdate(writing.at))["years"]
    create_students(new, at=writing.at, min_age=min_age)
    change_students(existing, changes, at=writing.at, min_age=min_age)
    return outcome


def reverse_students(rows: Sequence[StagedRow], writing: Writing) -> Outcome:
    """Remove students that the batch made, give changed ones their old values; what was touched since
    stays.
    """
    outcome = Outcome()
    existing = _students_of(rows)
    made = [
        existing[row.values["number"]].pk
        for row in rows
        if not row.is_change and row.values["number"] in existing
    ]
    in_use = _in_use(made)
    remove: list[int] = []
    changes: list[StudentValues] = []
    units = _unit_keys(writing)
    for row in rows:
        student = existing.get(row.values["number"])
        if student is None:
            outcome.set_aside(row, RowStatus.ERRORED, "gone")
        elif writing.batch.applied_at is None or student.changed_at > writing.batch.applied_at:
            outcome.set_aside(row, RowStatus.KEPT, "changed_since")
        elif row.is_change:
            changes.append(_old_values(row, units, writing))
            outcome.done.append(row.pk)
        elif student.pk in in_use:
            outcome.set_aside(row, RowStatus.KEPT, "in_use")
        else:
            remove.append(student.pk)
            outcome.done.append(row.pk)
    Student.objects.filter(pk__in=remove).delete()
    change_students(existing, changes, at=writing.at)
    return outcome


def _students_of(rows: Sequence[StagedRow]) -> dict[str, Student]:
    numbers = [row.values["number"] for row in rows]
    return {
        student.number: student
        for student in Student.objects.filter(number__in=numbers).select_related("unit")
    }


def _unit_keys(writing: Writing) -> dict[str, int]:
    if "units" not in writing.memory:
        writing.memory["units"] = dict(Unit.objects.values_list("code", "pk"))
    keys: dict[str, int] = writing.memory["units"]
    return keys


def _why_not(row: StagedRow, student: Student | None, holders: dict[str, str], units: dict[str, int]) -> str:
    """Why the row may not be written any more; "" if it may."""
    if row.is_change == (student is None):
        return "gone" if student is None else "exists_now"
    index = row.values.get("identity_index", "")
    if index and holders.get(index, row.values["number"]) != row.values["number"]:
        return "identity_taken"
    if "unit" in row.values and row.values["unit"] not in units:
        return "unit_gone"
    if student is not None and any(_now(student, name) != before for name, before in row.before.items()):
        return "changed_since"
    return ""


def _now(student: Student, name: str) -> Any:
    if name == "unit":
        return student.unit.code
    value = getattr(student, name)
    return value.isoformat() if isinstance(value, date) else value


def _values(row: StagedRow, names: Any, units: dict[str, int], writing: Writing) -> StudentValues:
    """The values of `names` from a staged row, as the register takes them."""
    values = {name: _typed(name, row.values[name]) for name in names if name not in NOT_WRITTEN}
    written = list(values)
    if "unit" in names:
        values["unit_id"] = units[row.values["unit"]]
        written.append("unit")
    if "identity_index" in names and row.sealed:
        values["identity_number"] = json.loads(row.sealed)["identity_number"]
        written.append("identity_number")
    return StudentValues(row.values["number"], values, provenance(writing.batch, row.number, written))


def _old_values(row: StagedRow, units: dict[str, int], writing: Writing) -> StudentValues:
    """What stood there before; an identity number is restored from the sealed part."""
    values = {name: _typed(name, value) for name, value in row.before.items() if name not in NOT_WRITTEN}
    if "unit" in row.before:
        values["unit_id"] = units[row.before["unit"]]
    if "identity_index" in row.before:
        values["identity_number"] = json.loads(row.sealed).get("identity_number_before", "")
    fields = [*values]
    return StudentValues(
        row.values["number"],
        values,
        {name: {"batch": writing.batch.number, "undone": True} for name in fields},
    )


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DAYS and value else value


def _in_use(students: list[int]) -> set[int]:
    """Of these students, those that something else already refers to: records, an account, look-ups,
    codes.
    """
    used = set(Student.objects.filter(pk__in=students, user__isnull=False).values_list("pk", flat=True))
    for relation in Student._meta.related_objects:
        column = relation.field.attname
        used.update(
            relation.related_model._base_manager.filter(**{f"{column}__in": students}).values_list(
                column, flat=True
            )
        )
    return used
