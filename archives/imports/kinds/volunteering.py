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
from archives.imports.kinds.record_kind import RecordKind
from archives.imports.kinds.rows import RowReader
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
    texts = (
        ("name", 80),
        ("record_type", 120),
        ("facts", 1900),  # the period is written behind it
        ("source_office", 120),
        ("decision_number", 80),
    )
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
        days = _read_days(reader)
        hours = reader.decimal("hours", most=Decimal("99999"), units=("小时", "学时", "个小时", "时", "hours", "h"))
        most = days * HOURS_IN_A_DAY
        if hours is not None and days and not 0 < hours <= most:
            row.add("hours_out_of_range", "hours", row.found["hours"], days=days, most=most)
        if not reader.has("record_type"):
            if reader.has("hours"):
                row.values["record_type"] = VOLUNTARY_SERVICE
            else:
                row.add("type_missing", "record_type")

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


def _read_days(reader: RowReader) -> int:
    """First and last day, from two columns or from one; how many days that is, 0 where they do not hold."""
    row, written = reader.row, reader.cells.get("conduct_on")
    period = split_days(written) if isinstance(written, str) else None
    if period:
        row.found.setdefault("ended_on", period[1])
        reader.cells = {**reader.cells, "conduct_on": period[0], "ended_on": period[1]}
    first = reader.date("conduct_on", may_be_future=False)
    last = reader.date("ended_on", may_be_future=False) or first
    if first is None or last is None or any(draft.field == "ended_on" for draft in row.drafts):
        return 0
    if last < first:
        row.add("deed_ends_before_it_begins", "ended_on", last.isoformat(), first=first.isoformat())
        return 0
    if last > first and row.values.get("facts"):
        row.values["facts"] = f"{row.values['facts']}（{first} 至 {last}）"
    return (last - first).days + 1
