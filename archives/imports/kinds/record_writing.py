"""Writing and taking back chunks of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F
from django.db.models.fields.json import KT
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from archives.catalogue.models import Polarity
from archives.imports.kinds.base import (
    EVERY_FIELD,
    UNDONE,
    Outcome,
    Staged,
    Writing,
    provenance,
    provenance_of_new,
)
from archives.imports.kinds.record_rules import rules_for_writing, whole_entry
from archives.imports.kinds.type_names import TypeNames
from archives.imports.models import RowStatus
from archives.records.bulk import OldValues, RecordValues, change_records, create_records, restore_records
from archives.records.models import Record
from archives.registry.models import Student
from campus.bulk import Among

# What an import may change on a record that is already there. Blank cells leave values as they are.
COMPARED = (
    "decision_number",
    "facts",
    "conduct_on",
    "sanction",
    "sanction_months",
    "basis_clause",
    "decided_on",
    "told_on",
    "served_on",
    "hours",
    "source_office",
)
RECOMPUTED = ("severity", "sanction_months", "starts_on", "display_until", "shown_because")
KEPT = tuple(dict.fromkeys((*COMPARED, *RECOMPUTED)))

Values = Mapping[str, Any]


def identity_of(values: Values, *, is_adverse: bool) -> tuple[str, ...]:
    """What makes a record of a student the same one: its decision, or the deed itself."""
    if is_adverse:
        return ("", values.get("decision_number", ""))
    return (values["record_type"], values.get("conduct_on", ""), values.get("facts", ""))


def known_records(students: Iterable[int]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The records of these students that were not withdrawn, by student and identity."""
    records = _standing(students).values(
        "pk", "student_id", "polarity", "record_type__code", "version", "disputed_at", "settled_at", *KEPT
    )
    return {(record["student_id"], *_identity_in(record)): record for record in records}


def _standing(students: Iterable[int]) -> Any:
    """With words, to compare with; nothing of them is shown."""
    return Record.objects.with_words().filter(Among("student_id", students), withdrawn_at=None).order_by()


def _identity_in(record: Values) -> tuple[str, ...]:
    if record["polarity"] == Polarity.ADVERSE:
        return ("", record["decision_number"])
    return (record["record_type__code"], record["conduct_on"].isoformat(), record["facts"])


def write_records(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """New records, confirmed by whoever released the batch, and changes of existing ones."""
    outcome = Outcome()
    today = timezone.localdate(writing.at)
    types: TypeNames = writing.memory.setdefault("types", TypeNames())
    entry_rules = rules_for_writing(writing.rules, today, writing.memory)
    students = _students_of(rows)
    taken = _taken(students.values()) if any(not row.is_change for row in rows) else set()
    standing = _to_change(rows)
    new: list[RecordValues] = []
    changes: list[RecordValues] = []
    for row in rows:
        student = students.get(row.values["student_number"])
        record = standing.get(row.target or 0) if row.is_change else None
        values = whole_entry({**whole(record), **row.values}) if record is not None else row.values
        record_type = types.by_code(row.values["record_type"], date.fromisoformat(values["conduct_on"]), on=today)
        reason = _why_not(row, student, record, taken) or ("type_gone" if record_type is None else "")
        if record_type is not None and not reason and entry_rules.problems(values, record_type):
            reason = "does_not_hold"
        if reason or student is None or record_type is None:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, reason)
            continue
        outcome.done.append(row.pk)
        if record is None:
            places = provenance_of_new(writing.batch, row.number)
            new.append(RecordValues(student, record_type, values, places))
        else:
            places = {**record["provenance"], **provenance(writing.batch, row.number, row.before)}
            changes.append(RecordValues(student, record_type, values, places, record["pk"], record["version"]))
    create_records(
        new,
        batch_number=writing.batch.number,
        entered_by=writing.by,
        confirmed_by=writing.released_by,
        rules=writing.rules,
        at=writing.at,
    )
    change_records(changes, rules=writing.rules)
    return outcome


def reverse_records(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """Withdraw the records that the batch made and give changed ones their old values.

    Records are withdrawn, not deleted: who looked meanwhile must still be explained to the student. What a
    person has touched since (statement, dispute, settlement, withdrawal, correction) stays as it is.
    """
    outcome = Outcome()
    made = writing.memory.setdefault("made", _made_by(writing))
    standing = _to_change(rows)
    keys = [made[row.number] for row in rows if not row.is_change and row.number in made]
    versions = dict(Record.objects.filter(Among("pk", keys)).select_for_update().values_list("pk", "version"))
    withdrawn: list[int] = []
    restored: list[OldValues] = []
    for row in rows:
        key = (row.target if row.is_change else made.get(row.number)) or 0
        record = standing.get(key)
        version = record["version"] if record is not None else versions.get(key)
        if version is None:
            outcome.set_aside(row, RowStatus.ERRORED, "gone")
        elif version != (row.undo.get("version", 0) + 1 if row.is_change else 1):
            outcome.set_aside(row, RowStatus.KEPT, "changed_since")
        elif record is not None:
            places = {**record["provenance"], **dict.fromkeys(row.before, f"{writing.batch.number}:{UNDONE}")}
            restored.append(OldValues(key, version, row.undo["whole"], places))
            outcome.done.append(row.pk)
        else:
            withdrawn.append(key)
            outcome.done.append(row.pk)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Import batch %(number)s was undone.") % {"number": writing.batch.number}
    Record.objects.filter(Among("pk", withdrawn)).update(
        withdrawn_at=writing.at, withdrawn_by=writing.by, withdrawn_reason=reason, version=F("version") + 1
    )
    restore_records(restored)
    return outcome


def _students_of(rows: Sequence[Staged]) -> dict[str, int]:
    numbers = {row.values["student_number"] for row in rows}
    return dict(Student.objects.filter(Among("number", numbers)).values_list("number", "pk"))


def _taken(students: Iterable[int]) -> set[tuple[Any, ...]]:
    """(student, identity) of the records that are there, whoever entered them."""
    names = ("student_id", "polarity", "record_type__code", "conduct_on", "facts", "decision_number")
    return {(record["student_id"], *_identity_in(record)) for record in _standing(students).values(*names)}


def _to_change(rows: Sequence[Staged]) -> dict[int, dict[str, Any]]:
    """The records that these rows would change or give back, locked until that is written."""
    keys = [row.target for row in rows if row.is_change and row.target]
    if not keys:
        return {}
    names = ("pk", "version", "provenance", "withdrawn_at", "disputed_at", "settled_at")
    found = Record.objects.with_words().filter(Among("pk", keys)).select_for_update().values(*names, *KEPT)
    return {record["pk"]: record for record in found}


def _made_by(writing: Writing) -> dict[int, int]:
    """{row: primary key} of the records that the batch made; read once for a run."""
    found = Record.objects.filter(batch_number=writing.batch.number).annotate(place=KT(f"provenance__{EVERY_FIELD}"))
    rows = found.order_by().values_list("pk", "place").iterator(chunk_size=10_000)
    return {int(place.rpartition(":")[2]): key for key, place in rows}


def _why_not(row: Staged, student: int | None, record: Values | None, taken: set[tuple[Any, ...]]) -> str:
    """Why the row may not be written any more; "" if it may."""
    if student is None:
        return "student_gone"
    if not row.is_change:
        return "exists_now" if (student, *identity_of(row.values, is_adverse=row.is_adverse)) in taken else ""
    if record is None or record["withdrawn_at"] is not None:
        return "gone"
    now = whole(record)
    moved = any(now.get(name) != before for name, before in row.before.items() if name in COMPARED)
    disputed = record["disputed_at"] is not None and record["settled_at"] is None
    return "changed_since" if moved or disputed else ""


def whole(record: Values) -> dict[str, Any]:
    """Everything an import may touch on a record, as it stands in JSON: to compare, and for undoing."""
    return {name: _in_json(record[name]) for name in KEPT}


def _in_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
