"""Writing and taking back chunks of students."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    BinaryField,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    SmallIntegerField,
    Subquery,
)
from django.db.models.fields.json import KT
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Cast
from django.utils import timezone

from archives.imports.kinds.base import UNDONE, Outcome, Staged, Writing, provenance, provenance_made, staged
from archives.imports.models import RowStatus, StagedRow
from archives.registry.bulk import StudentValues, change_students, create_students
from archives.registry.models import Student
from campus.bulk import Among
from campus.encryption.values import decrypt
from campus.organisation.models import Unit

TEXTS = ("number", "name", "latin_name", "major", "class_name", "status", "identity_index")
DAYS = ("enrolled_on", "graduated_on", "birth_date")
NOT_WRITTEN = frozenset({"number", "unit", "identity_index", "identity_number"})
SEALED_CONTEXT = StagedRow._meta.get_field("sealed").context  # type: ignore[union-attr]


def write_students_at_once(rows: QuerySet[StagedRow], writing: Writing) -> Outcome:
    """New students without looking at them, changes as `write_students`."""
    registered = _register(rows.filter(is_change=False), writing)
    outcome = write_students(staged(rows.filter(is_change=True)), writing)
    outcome.unseen = registered
    return outcome


def write_students(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """New students and changes; a row whose ground moved since the check is left behind."""
    if not rows:
        return Outcome()
    outcome = Outcome()
    existing = _students_of(row for row in rows if row.is_change)
    taken, holders, units = _taken(rows), _holders(rows), _unit_keys(writing)
    new: list[int] = []
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
            new.append(row.pk)
    if new:
        _register(StagedRow.objects.filter(Among("pk", new)).order_by("number"), writing)
    change_students(existing, changes, at=writing.at, min_age=_min_age(writing))
    return outcome


def _register(rows: QuerySet[StagedRow], writing: Writing) -> int:
    """The database makes the students out of the staged rows: all values are there, ready and checked."""
    said = {name: KT(f"values__{name}") for name in (*TEXTS, *DAYS, "year")}
    units = Unit.objects.filter(code=OuterRef("unit_code")).order_by().values("pk")
    return create_students(
        rows.annotate(unit_code=KT("values__unit")),
        {
            **said,
            **{name: Cast(said[name], DateField()) for name in DAYS},
            "year": Cast(said["year"], SmallIntegerField()),
            "unit_id": Subquery(units),
            "identity_number": ExpressionWrapper(F("identity_number"), output_field=BinaryField()),
            "provenance": provenance_made(writing.batch),
        },
        at=writing.at,
        min_age=_min_age(writing),
    )


def _min_age(writing: Writing) -> int:
    return int(writing.rules.at("subject.min_age", timezone.localdate(writing.at))["years"])


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
    # Hidden ones too: nothing leads back from a student to the records (archives/records/words.py).
    for relation in Student._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        column = relation.field.attname
        used.update(
            relation.related_model._base_manager.filter(Among(column, students)).values_list(column, flat=True)
        )
    return used
