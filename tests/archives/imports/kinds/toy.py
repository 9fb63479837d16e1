"""A kind that no engine has heard of: how students like to be called. It stands for those that come later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from archives.imports.finding_texts import error
from archives.imports.kinds import Choice, Kind
from archives.imports.kinds.base import UNCHANGED, CheckedRow, Checking, Outcome, Writing
from archives.imports.kinds.rows import RowReader
from archives.imports.matching import FieldSpec
from archives.imports.models import RowStatus, StagedRow
from archives.registry.models import Student

POLITE = {"佳宁": "佳宁", "小陈": "小陈", "lin": "小林"}


class Nicknames(Kind):
    code = "nicknames"
    name = "Nicknames"
    about = "How students like to be called."
    permission = "students.import"
    fields = (
        FieldSpec("number", "student number", ("学号",), required=True, kind="identifier"),
        FieldSpec("latin_name", "nickname", ("昵称", "nickname"), required=True, kind="choice"),
    )
    first_fields = ("number", "latin_name")
    findings = {"nickname_missing": error("Nickname is missing", "The cell is empty.", "Ask.")}
    reasons = {"too_late": "They have left."}

    @property
    def key_fields(self) -> tuple[str, ...]:
        return ("number",)

    def keys(self, cells: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        if cells.get("number"):
            yield "number", str(cells["number"]), str(cells["number"])

    def read(self, reader: RowReader) -> None:
        reader.identifier("number", damaged="student_number_damaged", invalid="student_number_invalid")
        if not reader.choice("latin_name", POLITE) and not reader.has("latin_name"):
            reader.row.add("nickname_missing", "latin_name")

    def look_up(self, rows: Sequence[CheckedRow], checking: Checking) -> dict[str, Student]:
        numbers = [row.values.get("number") for row in rows]
        return {student.number: student for student in Student.objects.filter(number__in=numbers)}

    def compare(self, row: CheckedRow, known: dict[str, Student], checking: Checking) -> None:
        student = known.get(row.values.get("number", ""))
        if student is None:
            row.add("student_unknown", "number", row.found.get("number", ""))
        elif row.values.get("latin_name") == student.latin_name:
            row.status = UNCHANGED
        else:
            row.status, row.target, row.before = RowStatus.CHANGED, student.pk, {"latin_name": student.latin_name}

    def write(self, rows: Sequence[StagedRow], writing: Writing) -> Outcome:
        outcome = Outcome()
        for row in rows:
            student = Student.objects.get(pk=row.target)
            if student.status == "withdrawn":
                outcome.set_aside(row, RowStatus.LEFT_BEHIND, "too_late")
            else:
                Student.objects.filter(pk=row.target).update(latin_name=row.values["latin_name"])
                outcome.done.append(row.pk)
        return outcome

    def reverse(self, rows: Sequence[StagedRow], writing: Writing) -> Outcome:
        outcome = Outcome()
        for row in rows:
            Student.objects.filter(pk=row.target).update(latin_name=row.before["latin_name"])
            outcome.done.append(row.pk)
        return outcome

    def choices(self, field: str, *, by: Any, on: date) -> list[Choice]:
        return [Choice(value, value, word) for word, value in POLITE.items()] if field == "latin_name" else []
