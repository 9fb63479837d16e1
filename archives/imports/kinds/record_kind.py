"""What lists of records and lists of good deeds have in common: from a row about a student to a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from import_export.resources import ModelResource

from archives.catalogue.models import RecordType
from archives.imports.kinds.base import UNCHANGED, CheckedRow, Checking, Kind, Outcome, Staged, Writing
from archives.imports.kinds.record_rules import check_papers
from archives.imports.kinds.record_skimming import Reading, RecordSkimmer
from archives.imports.kinds.record_writing import (
    COMPARED,
    identity_of,
    known_records,
    reverse_records,
    whole,
    write_records,
)
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.skimming import Skimmer
from archives.imports.kinds.student_rules import withhold
from archives.imports.kinds.students import person_name
from archives.imports.kinds.type_names import TypeNames, type_names
from archives.imports.kinds.unit_names import covered_keys
from archives.imports.models import Batch, RowStatus, StagedRow
from archives.imports.resources import RecordResource
from archives.records.models import Record
from archives.registry.models import Student
from campus.bulk import Among

MOST_HOURS = Decimal("99999")


class RecordKind(Kind):
    """A kind whose rows become records of registered students."""

    permission = "records.import"
    lesser_permission = "records.import_good"  # adverse rows of such a person are refused
    reasons = {"type_gone": _("The kind of record is no longer in use.")}
    lists_written = True
    takes_adverse: ClassVar[bool]
    readings: ClassVar[Mapping[str, Reading]]  # how each field is read, by itself
    needed: ClassVar[tuple[tuple[str, str], ...]]  # fields that may not be empty, and the finding if they are

    def read(self, reader: RowReader) -> None:
        for reading in self.readings.values():
            reading(reader)
        for name, code in self.needed:
            if not reader.has(name):
                reader.row.add(code, name)

    def complete(self, values: dict[str, Any]) -> bool:
        """Whether a row that was read cell by cell has all it needs and nothing to be said about it as a whole.

        For the quick way; completes the values as `read` does.
        """
        return all(values.get(name) for name, _code in self.needed)

    def is_plain(self, values: Mapping[str, Any], record_type: RecordType) -> bool:
        """Whether there is nothing to be said about the row together with its kind of record. For the quick way."""
        return True

    def skimmer(self, checking: Checking) -> Skimmer:
        return RecordSkimmer(self, checking)

    def look_up(self, rows: Sequence[CheckedRow], checking: Checking) -> dict[str, Any]:
        numbers = {row.values["student_number"] for row in rows if "student_number" in row.values}
        students = {
            student[0]: student[1:]
            for student in Student.objects.filter(Among("number", numbers)).values_list(
                "number", "name", "unit_id", "adult_on", "pk"
            )
        }
        return {"students": students, "records": known_records([student[3] for student in students.values()])}

    def compare(self, row: CheckedRow, known: dict[str, Any], checking: Checking) -> None:
        row.status = RowStatus.NEW
        record_type = self.find_type(row, checking)
        self._find_student(row, known, checking, record_type)
        if record_type is None or row.withheld:
            return
        row.values["record_type"] = record_type.code
        row.is_adverse = record_type.is_adverse
        check_papers(row, record_type, checking)
        student = known["students"].get(row.values.get("student_number"))
        if student is not None:
            record = known["records"].get((student[3], *identity_of(row.values, is_adverse=row.is_adverse)))
            if record is not None:
                self._compare_with(row, record)

    def _find_student(
        self, row: CheckedRow, known: dict[str, Any], checking: Checking, record_type: RecordType | None
    ) -> None:
        """The student must be in a unit for which the importer may enter this kind of record."""
        number = row.values.get("student_number")
        if number is None:
            return
        student = known["students"].get(number)
        if student is None:
            row.add("student_unknown", "student_number", number)
            return
        name, unit, adult_on, _pk = student
        units = checking.remember("units", lambda: covered_keys(checking.by, self.permission))
        for_good = checking.remember("for_good", lambda: covered_keys(checking.by, self.lesser_permission))
        if unit not in units and unit not in for_good:
            row.add("outside_your_units", "student_number", number)
        elif record_type is not None and record_type.is_adverse and unit not in units:
            row.add("adverse_not_yours", "record_type", row.values["record_type"])
        elif row.values.get("name") and person_name(row.values["name"]) != person_name(name):
            row.add("name_mismatch", "name", row.values["name"])
        elif adult_on > checking.on:
            withhold(row, "student_number")

    def find_type(self, row: CheckedRow, checking: Checking) -> RecordType | None:
        """The kind of record that the row names, as it was in force on the day of the conduct."""
        written, conduct_on = row.values.get("record_type"), row.values.get("conduct_on")
        if not written or not conduct_on:
            return None
        types: TypeNames = checking.remember("types", TypeNames)
        found = types.find(written, date.fromisoformat(conduct_on))
        if found is None:
            row.add("type_not_in_catalogue", "record_type", written)
        return found

    def _compare_with(self, row: CheckedRow, record: dict[str, Any]) -> None:
        row.target = record["pk"]
        if record["record_type__code"] != row.values["record_type"]:
            row.add("decision_of_another_kind", "decision_number", record["decision_number"])
        now = whole(record)
        row.before = {
            name: now[name] for name in COMPARED if name in row.values and row.values[name] != now[name]
        }
        if row.before and record["disputed_at"] is not None and record["settled_at"] is None:
            row.add("record_is_disputed", "decision_number", record["decision_number"])
        row.status = RowStatus.CHANGED if row.before else UNCHANGED
        if row.before:  # beside what is shown: what undoing puts back
            row.undo = {"version": record["version"], "whole": now}

    def write(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        return write_records(rows, writing)

    def reverse(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        return reverse_records(rows, writing)

    def written(self, batch: Batch) -> tuple[type[ModelResource], QuerySet[Any]]:
        changed = StagedRow.objects.of(batch, RowStatus.WRITTEN).filter(is_change=True).values("target")
        made = When(batch_number=batch.number, then=Value(str(RowStatus.NEW.label)))
        state = Case(made, default=Value(str(RowStatus.CHANGED.label)), output_field=CharField())
        records = Record.objects.filter(Q(batch_number=batch.number) | Q(pk__in=changed))
        return RecordResource, records.annotate(made=state)

    def words(self) -> dict[str, dict[str, str]]:
        return {"record_type": type_names()}


def read_student(reader: RowReader) -> str:
    """The number of the student, as text."""
    found = reader.identifier("student_number", damaged="student_number_damaged", invalid="student_number_invalid")
    if not found and not any(draft.field == "student_number" for draft in reader.row.drafts):
        reader.row.add("student_number_missing", "student_number")
    return found


def text(name: str, most: int) -> Reading:
    """A field of plain text."""
    return lambda reader: reader.text(name, most=most)


def day(name: str) -> Reading:
    """A day that has come."""
    return lambda reader: reader.date(name, may_be_future=False)


def hours(reader: RowReader) -> Decimal | None:
    """Hours of service, with or without their unit."""
    return reader.decimal("hours", most=MOST_HOURS, units=("个小时", "小时", "学时", "hours", "h"))
