"""Writing and taking back chunks of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from archives.catalogue.models import Polarity
from archives.imports.kinds.base import Outcome, Writing
from archives.imports.kinds.type_names import TypeNames
from archives.imports.models import RowStatus, StagedRow
from archives.records.bulk import create_records
from archives.records.entry import Entry, build_record
from archives.records.models import Record
from archives.registry.models import Student

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
DAYS = frozenset({"conduct_on", "decided_on", "told_on", "served_on"})
RECOMPUTED = ("severity", "sanction_months", "starts_on", "display_until", "shown_because")
KEPT = tuple(dict.fromkeys((*COMPARED, *RECOMPUTED)))


def identity_of(values: Mapping[str, Any], *, is_adverse: bool) -> tuple[str, ...]:
    """What makes a record of a student the same one: its decision, or the deed itself."""
    if is_adverse:
        return ("", values.get("decision_number", ""))
    return (values["record_type"], values.get("conduct_on", ""), values.get("facts", ""))


def known_records(students: Iterable[int]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The records of these students that were not withdrawn, by student and identity."""
    records = Record.objects.filter(student__in=list(students), withdrawn_at=None).values(
        "pk", "student_id", "polarity", "record_type__code", "version", "disputed_at", "settled_at", *KEPT
    )
    return {(record["student_id"], *_identity_in(record)): record for record in records}


def _identity_in(record: Mapping[str, Any]) -> tuple[str, ...]:
    if record["polarity"] == Polarity.ADVERSE:
        return ("", record["decision_number"])
    return (record["record_type__code"], record["conduct_on"].isoformat(), record["facts"])


def write_records(rows: Sequence[StagedRow], writing: Writing) -> Outcome:
    """New records, confirmed by whoever released the batch, and changes of existing ones."""
    outcome = Outcome()
    types: TypeNames = writing.memory.setdefault("types", TypeNames())
    students = _students_of(rows)
    known = known_records(student.pk for student in students.values())
    changing = Record.objects.in_bulk([row.target for row in rows if row.is_change and row.target])
    entries: list[Entry] = []
    changed: list[Record] = []
    for row in rows:
        student = students.get(row.values["student_number"])
        record = changing.get(row.target or 0) if row.is_change else None
        reason = _why_not(row, student, record, known)
        if reason or student is None:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, reason)
            continue
        values = {**whole(_values_of(record)), **row.values} if record is not None else row.values
        entry = _entry(row, values, student, types, writing)
        if entry is None:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, "type_gone")
            continue
        outcome.done.append(row.pk)
        if record is None:
            entries.append(entry)
        else:
            changed.append(_change(record, entry, writing))
    create_records(
        entries, entered_by=writing.by, confirmed_by=writing.released_by, rules=writing.rules, at=writing.at
    )
    _save(changed)
    return outcome


def reverse_records(rows: Sequence[StagedRow], writing: Writing) -> Outcome:
    """Withdraw the records that the batch made and give changed ones their old values.

    Records are withdrawn, not deleted: who looked meanwhile must still be explained to the student. What a
    person has touched since (statement, dispute, settlement, withdrawal, correction) stays as it is.
    """
    outcome = Outcome()
    by_row = {
        record.provenance.get("row"): record
        for record in Record.objects.filter(
            batch_number=writing.batch.number, provenance__row__in=[row.number for row in rows]
        )
    }
    by_key = Record.objects.in_bulk([row.target for row in rows if row.is_change and row.target])
    withdrawn: list[int] = []
    restored: list[Record] = []
    for row in rows:
        record = by_key.get(row.target or 0) if row.is_change else by_row.get(row.number)
        if record is None:
            outcome.set_aside(row, RowStatus.ERRORED, "gone")
        elif record.version != (row.undo.get("version", 0) + 1 if row.is_change else 1):
            outcome.set_aside(row, RowStatus.KEPT, "changed_since")
        elif row.is_change:
            restored.append(_restore(record, row.undo["whole"]))
            outcome.done.append(row.pk)
        else:
            withdrawn.append(record.pk)
            outcome.done.append(row.pk)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Import batch %(number)s was undone.") % {"number": writing.batch.number}
    Record.objects.filter(pk__in=withdrawn).update(
        withdrawn_at=writing.at, withdrawn_by=writing.by, withdrawn_reason=reason, version=F("version") + 1
    )
    _save(restored)
    return outcome


def _students_of(rows: Sequence[StagedRow]) -> dict[str, Student]:
    numbers = {row.values["student_number"] for row in rows}
    return {
        student.number: student
        for student in Student.objects.filter(number__in=numbers).defer("identity_number", "provenance")
    }


def _why_not(
    row: StagedRow,
    student: Student | None,
    record: Record | None,
    known: Mapping[tuple[Any, ...], Mapping[str, Any]],
) -> str:
    if student is None:
        return "student_gone"
    if not row.is_change:
        return "exists_now" if (student.pk, *identity_of(row.values, is_adverse=row.is_adverse)) in known else ""
    if record is None or record.withdrawn_at is not None:
        return "gone"
    now = whole(_values_of(record))
    moved = any(now.get(name) != before for name, before in row.before.items() if name in COMPARED)
    return "changed_since" if moved or record.is_disputed else ""


def _entry(
    row: StagedRow, values: Mapping[str, Any], student: Student, types: TypeNames, writing: Writing
) -> Entry | None:
    conduct_on = date.fromisoformat(values["conduct_on"])
    record_type = types.by_code(row.values["record_type"], conduct_on)
    if record_type is None:
        return None
    batch = writing.batch
    return Entry(
        student=student,
        record_type=record_type,
        facts=values["facts"],
        conduct_on=conduct_on,
        sanction=values.get("sanction") or "",
        sanction_months=values.get("sanction_months"),
        basis_clause=values.get("basis_clause") or "",
        decision_number=values.get("decision_number") or "",
        decided_on=_day(values.get("decided_on")),
        told_on=_day(values.get("told_on")),
        served_on=_day(values.get("served_on")),
        hours=Decimal(values["hours"]) if values.get("hours") else None,
        source_office=values.get("source_office") or "",
        provenance={
            "batch": batch.number,
            "file": batch.fingerprint,
            "sheet": batch.sheet,
            "row": row.number,
        },
        batch_number=batch.number,
    )


def _change(record: Record, entry: Entry, writing: Writing) -> Record:
    """The record with the row's values; severity and period by the rules of the day of the conduct."""
    fresh = build_record(entry, number=record.number, rules=writing.rules, by=writing.by, at=writing.at)
    for name in KEPT:
        setattr(record, name, getattr(fresh, name))
    record.provenance = {
        **record.provenance,
        "changed_by": writing.batch.number,
        "changed_row": entry.provenance["row"],
    }
    record.version += 1
    return record


def _restore(record: Record, before: Mapping[str, Any]) -> Record:
    for name, value in before.items():
        setattr(record, name, _day(value) if name in DAYS | {"starts_on", "display_until"} else value)
    record.version += 1
    return record


def _save(records: list[Record]) -> None:
    if records:
        Record.objects.bulk_update(
            records, [*KEPT, "provenance", "version"], batch_size=500
        )


def whole(record: Mapping[str, Any]) -> dict[str, Any]:
    """Everything an import may touch on a record, as it stands in JSON: to compare, and for undoing."""
    return {name: _in_json(record[name]) for name in KEPT}


def _values_of(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in KEPT}


def _in_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
