"""Writing and taking back chunks of students."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from archives.imports.kinds.base import UNDONE, Outcome, Staged, Writing, provenance, provenance_of_new
from archives.imports.models import RowStatus, StagedRow
from archives.registry.bulk import StudentValues, change_students, create_students
from archives.registry.models import Student
from campus.bulk import Among
from campus.encryption.values import decrypt
from campus.organisation.models import Unit

NOT_WRITTEN = frozenset({"number", "unit", "identity_index", "identity_number"})
SEALED_CONTEXT = StagedRow._meta.get_field("sealed").context  # type: ignore[union-attr]


def write_students(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """New students and changes; a row whose ground moved since the check is left behind."""
    outcome = Outcome()
    existing = _students_of(row for row in rows if row.is_change)
    taken: set[str] = set() if writing.is_first_try else _taken(rows)
    holders: dict[str, str] = {} if writing.is_first_try else _holders(rows)
    units = _unit_keys(writing)
    new: list[StudentValues] = []
    changes: list[StudentValues] = []
    for row in rows:
        reason = _why_not(row, existing, taken, holders, units)
        if reason:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, reason)
        elif row.is_change:
            outcome.done.append(row.pk)
            changes.append(_values(row, row.before, units, provenance(writing.batch, row.number, row.before)))
        else:
            outcome.done.append(row.pk)
            new.append(_new_values(row, units, provenance_of_new(writing.batch, row.number)))
    min_age = writing.rules.at("subject.min_age", timezone.localdate(writing.at))["years"]
    create_students(new, at=writing.at, min_age=min_age)
    if changes:
        change_students(existing, changes, at=writing.at, min_age=min_age)
    return outcome


def reverse_students(rows: Sequence[Staged], writing: Writing) -> Outcome:
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
    # Nothing refers to them: Django need not collect what would go with them, and the database would refuse.
    doomed = Student.objects.filter(Among("pk", remove))
    doomed._raw_delete(doomed.db)
    if changes:
        change_students(existing, changes, at=writing.at)
    return outcome


def _students_of(rows: Iterable[Staged]) -> dict[str, Student]:
    """The students that these rows are about, locked: nobody changes them between the comparison and the write."""
    numbers = [row.values["number"] for row in rows]
    if not numbers:
        return {}
    students = Student.objects.filter(Among("number", numbers)).select_related("unit").defer("identity_number")
    return {student.number: student for student in students.select_for_update(of=("self",))}


def _taken(rows: Sequence[Staged]) -> set[str]:
    """Numbers of new students that somebody else has registered since the check."""
    numbers = [row.values["number"] for row in rows if not row.is_change]
    return set(Student.objects.filter(Among("number", numbers)).values_list("number", flat=True)) if numbers else set()


def _holders(rows: Sequence[Staged]) -> dict[str, str]:
    indexes = [row.values["identity_index"] for row in rows if "identity_index" in row.values]
    return Student.objects.holders(indexes)


def _unit_keys(writing: Writing) -> dict[str, int]:
    if "units" not in writing.memory:
        writing.memory["units"] = dict(Unit.objects.values_list("code", "pk"))
    keys: dict[str, int] = writing.memory["units"]
    return keys


def _why_not(
    row: Staged,
    existing: Mapping[str, Student],
    taken: set[str],
    holders: Mapping[str, str],
    units: Mapping[str, int],
) -> str:
    """Why the row may not be written any more; "" if it may."""
    number = row.values["number"]
    index = row.values.get("identity_index", "")
    if not row.is_change and number in taken:
        return "exists_now"
    if row.is_change and number not in existing:
        return "gone"
    if index and holders.get(index, number) != number:
        return "identity_taken"
    if "unit" in row.values and row.values["unit"] not in units:
        return "unit_gone"
    if row.is_change and any(_now(existing[number], name) != before for name, before in row.before.items()):
        return "changed_since"
    return ""


def _now(student: Student, name: str) -> Any:
    if name == "unit":
        return student.unit.code
    value = getattr(student, name)
    return value.isoformat() if isinstance(value, date) else value


def _values(
    row: Staged, names: Mapping[str, Any], units: Mapping[str, int], places: Mapping[str, str]
) -> StudentValues:
    """The values of `names` from a staged row, as the register takes them."""
    values = {name: row.values[name] for name in names if name not in NOT_WRITTEN}
    if "unit" in names:
        values["unit_id"] = units[row.values["unit"]]
    if "identity_index" in names:
        return StudentValues(
            row.values["number"], values, places, row.sealed_identity, row.values["identity_index"]
        )
    return StudentValues(row.values["number"], values, places)


def _new_values(row: Staged, units: Mapping[str, int], places: Mapping[str, str]) -> StudentValues:
    """All values of a row: the register takes of them what it knows, and the sealed identity number."""
    values = row.values
    values.pop("identity_number", None)  # masked: for people to read
    if "unit" in values:
        values["unit_id"] = units[values["unit"]]
    return StudentValues(values["number"], values, places, row.sealed_identity, values.get("identity_index", ""))


def _old_values(row: Staged, units: Mapping[str, int], writing: Writing) -> StudentValues:
    """What stood there before; an identity number is restored from the sealed part."""
    values = {name: value for name, value in row.before.items() if name not in NOT_WRITTEN}
    if "unit" in row.before:
        values["unit_id"] = units[row.before["unit"]]
    if "identity_index" in row.before:
        sealed = json.loads(decrypt(row.sealed_before, SEALED_CONTEXT)) if row.sealed_before else {}
        values["identity_number"] = sealed.get("identity_number_before", "")
    return StudentValues(
        row.values["number"], values, dict.fromkeys(row.before, f"{writing.batch.number}:{UNDONE}")
    )


def _in_use(students: list[int]) -> set[int]:
    """Of these students, those that something else already refers to: records, an account, look-ups,
    codes.
    """
    used = set(Student.objects.filter(Among("pk", students), user__isnull=False).values_list("pk", flat=True))
    for relation in Student._meta.related_objects:
        column = relation.field.attname
        used.update(
            relation.related_model._base_manager.filter(Among(column, students)).values_list(column, flat=True)
        )
    return used
