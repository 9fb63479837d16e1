"""Voluntary service with its hours and other good deeds, as the youth league and colleges list them.

Good records only. The row needs no decision; where the catalogue asks for a paper that verifies the deed, it needs
that paper's number. A kind that is not said is voluntary service where the row has hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from archives.catalogue.models import RecordType
from archives.imports import values as read
from archives.imports.kinds import register
from archives.imports.kinds.base import CheckedRow, Checking, Choice
from archives.imports.kinds.deed_days import split_days
from archives.imports.kinds.deed_texts import DEED_FINDINGS, DEED_GUIDE
from archives.imports.kinds.record_fields import DEED_FIELDS
from archives.imports.kinds.record_kind import RecordKind, hours, read_student, text
from archives.imports.kinds.record_skimming import DaysMemo, DeedSkimmer
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.skimming import Skimmer
from archives.imports.kinds.type_names import type_choices

if TYPE_CHECKING:
    from campus.accounts.models import User

VOLUNTARY_SERVICE = "VOLUNTEER"  # of the starting catalogue
HOURS_IN_A_DAY = 24


@register
class Volunteering(RecordKind):
    code = "volunteering"
    name = _("Voluntary service and good deeds")
    about = _(
        "Service with its hours, kept promises and other good deeds. No decision is needed; adverse records are "
        "refused."
    )
    fields = DEED_FIELDS
    findings = DEED_FINDINGS
    first_fields = ("student_number", "name", "facts", "hours")
    guide = DEED_GUIDE
    not_kept = ("序号", "性别", "学院", "院系", "专业", "班级", "年级", "备注", "no.", "gender", "college", "class")
    takes_adverse = False
    readings = {
        "student_number": read_student,
        "name": text("name", 80),
        "record_type": text("record_type", 120),
        "facts": text("facts", 1900),  # the period is written behind it
        "source_office": text("source_office"),
        "decision_number": text("decision_number"),
        "hours": hours,
    }
    needed = (
        ("name", "cross_check_missing"),
        ("facts", "deed_missing"),
        ("conduct_on", "deed_date_missing"),
    )

    @property
    def key_fields(self) -> tuple[str, ...]:
        return ("student_number", "record_type", "facts", "conduct_on", "ended_on")

    def keys(self, cells: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        number = read.read_identifier(cells.get("student_number"))
        facts = read.clean_text(cells.get("facts")).text
        if number.status == "ok" and facts:
            rest = (str(cells.get(name) or "") for name in ("record_type", "conduct_on", "ended_on"))
            yield "facts", "\n".join([number.text, facts, *rest]), facts

    def read(self, reader: RowReader) -> None:
        super().read(reader)
        row = reader.row
        days, hours = read_days(reader), row.values.get("hours")
        row.values.update(_with_period(row.values))
        if hours and days and not _fit(hours, days):
            most = days * HOURS_IN_A_DAY
            row.add("hours_out_of_range", "hours", row.found["hours"], days=days, most=most)
        if not reader.has("record_type"):
            if reader.has("hours"):
                row.values["record_type"] = VOLUNTARY_SERVICE
            else:
                row.add("type_missing", "record_type")

    def complete(self, values: dict[str, Any]) -> bool:
        values["conduct_on"], last, days = values.pop("days")
        if last:
            values["ended_on"] = last
        values.update(_with_period(values))
        hours = values.get("hours")
        if hours:
            values.setdefault("record_type", VOLUNTARY_SERVICE)
        return super().complete(values) and "record_type" in values and (hours is None or _fit(hours, days))

    def is_plain(self, values: Mapping[str, Any], record_type: RecordType) -> bool:
        return "hours" in values or record_type.code != VOLUNTARY_SERVICE

    def skimmer(self, checking: Checking) -> Skimmer:
        return DeedSkimmer(self, checking, DaysMemo(checking, read_days))

    def find_type(self, row: CheckedRow, checking: Checking) -> RecordType | None:
        """A kind of the catalogue, and a good one."""
        found = super().find_type(row, checking)
        if found is not None and found.is_adverse:
            row.add("adverse_among_deeds", "record_type", row.values["record_type"])
            return None
        if found is not None and found.code == VOLUNTARY_SERVICE and "hours" not in row.found:
            row.add("service_without_hours", "hours")
        return found

    def choices(self, field: str, *, by: User, on: date) -> list[Choice]:
        return type_choices(on, with_adverse=False) if field == "record_type" else []


def read_days(reader: RowReader) -> int:
    """First and last day, from two columns or from one; how many days that is, 0 where they do not hold."""
    row, written = reader.row, reader.cells.get("conduct_on")
    period = split_days(written) if isinstance(written, str) else None
    if period:
        row.found.setdefault("ended_on", period[1])
        reader.cells = {**reader.cells, "conduct_on": period[0], "ended_on": period[1]}
    first = reader.date("conduct_on")
    last = reader.date("ended_on", may_be_future=False) or first
    if first is None or last is None or any(draft.field == "ended_on" for draft in row.drafts):
        return 0
    if last < first:
        row.add("deed_ends_before_it_begins", "ended_on", last.isoformat(), first=first.isoformat())
        return 0
    return (last - first).days + 1


def _with_period(values: Mapping[str, Any]) -> dict[str, str]:
    """The deed with its period in words, where it took more than a day: a record keeps one day."""
    facts, first, last = values.get("facts"), values.get("conduct_on"), values.get("ended_on")
    return {"facts": f"{facts}（{first} 至 {last}）"} if facts and first and last and last > first else {}


def _fit(hours: str, days: int) -> bool:
    return 0 < Decimal(hours) <= days * HOURS_IN_A_DAY
