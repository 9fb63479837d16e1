"""Honesty records from a spreadsheet: decisions with all their papers, and good deeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from archives.imports import values as read
from archives.imports.kinds import register
from archives.imports.kinds.base import Choice
from archives.imports.kinds.guides import RECORDS
from archives.imports.kinds.record_fields import RECORD_FIELDS, SANCTION_WORDS, SANCTIONS
from archives.imports.kinds.record_kind import RecordKind, day, hours, read_student, text
from archives.imports.kinds.record_texts import RECORD_FINDINGS
from archives.imports.kinds.type_names import type_choices
from archives.records.models import Record
from campus.accounts.permissions import may

if TYPE_CHECKING:
    from campus.accounts.models import User


@register
class Records(RecordKind):
    code = "records"
    name = _("Honesty records")
    about = _(
        "Decisions with number, notice and proof of service, and good deeds. Adverse records need a second "
        "person."
    )
    fields = RECORD_FIELDS
    findings = RECORD_FINDINGS
    first_fields = ("student_number", "name", "record_type")
    guide = RECORDS
    not_kept = (
        "序号",
        "性别",
        "学院",
        "院系",
        "专业",
        "班级",
        "年级",
        "备注",
        "no.",
        "gender",
        "college",
        "class",
    )
    takes_adverse = True
    readings = {
        "student_number": read_student,
        "name": text("name", 80),
        "record_type": text("record_type", 120),
        "facts": text("facts"),
        "decision_number": text("decision_number"),
        "basis_clause": text("basis_clause"),
        "source_office": text("source_office"),
        **{name: day(name) for name in ("conduct_on", "decided_on", "told_on", "served_on")},
        "sanction": lambda reader: reader.choice("sanction", SANCTION_WORDS, code="sanction_unknown"),
        "sanction_months": lambda reader: reader.integer("sanction_months", least=0, most=999, parse=read_months),
        "hours": hours,
    }
    needed = (
        ("name", "cross_check_missing"),
        ("record_type", "type_missing"),
        ("facts", "facts_missing"),
        ("conduct_on", "conduct_date_missing"),
    )

    @property
    def key_fields(self) -> tuple[str, ...]:
        return ("student_number", "decision_number", "decided_on", "record_type", "conduct_on", "facts")

    def keys(self, cells: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        number = read.read_identifier(cells.get("student_number"))
        if number.status != "ok":
            return
        decision = read.clean_text(cells.get("decision_number")).text
        if decision and cells.get("decided_on"):
            yield "decision_number", f"{number.text}\n{decision}", decision
            return
        deed = [read.clean_text(cells.get(name)).text for name in ("record_type", "facts")]
        if all(deed):
            yield "facts", "\n".join([number.text, str(cells.get("conduct_on")), *deed]), deed[1]

    def choices(self, field: str, *, by: User, on: date) -> list[Choice]:
        if field == "record_type":
            return type_choices(on, with_adverse=may(by, self.permission))
        return list(SANCTIONS) if field == "sanction" else []

    def show(self, field: str, value: Any) -> str:
        if field == "sanction" and value in Record.Sanction.values:
            return str(Record.Sanction(value).label)
        return super().show(field, value)


def read_months(cell: object) -> read.NumberResult:
    """6, 6个月 or 6 months."""
    return read.parse_integer(cell, units=("个月", "月", "months"))
