"""From what was decided to the row that is kept: one way, for one record by hand and for thousands by import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from archives.catalogue.models import RecordType
from archives.records.models import Record
from archives.records.periods import Rules, adverse_period, good_period, sanction_months, severity_of
from archives.registry.models import Student
from campus.refusals import Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an office says happened. Days are calendar days in the school's time zone."""

    student: Student
    record_type: RecordType
    facts: str
    conduct_on: date
    sanction: str = ""
    sanction_months: int | None = None
    severity: str = ""
    basis_clause: str = ""
    decision_number: str = ""
    decided_on: date | None = None
    told_on: date | None = None
    served_on: date | None = None
    hours: Decimal | None = None
    source_office: str = ""
    provenance: dict[str, Any] = field(default_factory=dict)
    batch_number: str = ""


def refuse_incomplete(entry: Entry) -> None:
    """An adverse record needs its decision, notice before it and service after it (rules.md, 2); else Refusal."""
    if not entry.facts.strip():
        raise Refusal(_("Say what happened: a record without facts cannot be answered."), field="facts")
    if not entry.record_type.is_adverse:
        if entry.record_type.needs_proof and not entry.decision_number:
            raise Refusal(_("The number of the paper that verifies the deed is missing. This kind of record needs "
                            "one."), field="decision_number")
        return
    needed = {
        "decision_number": (entry.decision_number, _("The decision number is missing. No adverse record without it.")),
        "decided_on": (entry.decided_on, _("The day of the decision is missing.")),
        "told_on": (entry.told_on, _("The day on which the student was told of facts, reasons, basis and the right "
                                     "to a defence is missing. It must come before the decision.")),
        "served_on": (entry.served_on,
                      _("The day of service is missing. A decision that was not served has no effect.")),
        "basis_clause": (entry.basis_clause, _("The clause applied is missing. No clause, no record.")),
    }
    for name, (value, sentence) in needed.items():
        if not value:
            raise Refusal(sentence, field=name)
    _refuse_wrong_order(entry)


def _refuse_wrong_order(entry: Entry) -> None:
    assert entry.told_on is not None
    assert entry.decided_on is not None
    assert entry.served_on is not None
    if entry.told_on < entry.conduct_on:
        raise Refusal(_("The student cannot have been told before the conduct. Check both days."), field="told_on")
    if entry.told_on > entry.decided_on:
        raise Refusal(_("The student was told after the decision. The right to a defence comes first "
                        "(Order 41, art. 55)."), field="told_on")
    if entry.served_on < entry.decided_on:
        raise Refusal(_("The decision cannot have been served before it was made. Check both days."),
                      field="served_on")


class Shown(NamedTuple):
    """How a record is kept: by the rules of the day of the conduct."""

    severity: str
    sanction_months: int | None
    starts_on: date
    display_until: date
    shown_because: str


def shown_as(record_type: RecordType, *, sanction: str, months: int | None, severity: str, conduct_on: date,
             served_on: date | None, rules: Rules) -> Shown:
    """Severity, months of the sanction and display period of a record; `severity`: as decided, or ""."""
    if not record_type.is_adverse:
        period = good_period(starts_on=conduct_on, rules=rules)
        return Shown("", None, period.starts_on, period.until, period.because)
    assert served_on is not None
    severity = severity or severity_of(sanction=sanction, default=record_type.default_severity,
                                       allowed=record_type.severities, conduct_on=conduct_on, rules=rules)
    period = adverse_period(severity=severity, conduct_on=conduct_on, served_on=served_on, rules=rules)
    months = sanction_months(sanction, months, conduct_on=conduct_on, rules=rules)
    return Shown(severity, months, period.starts_on, period.until, period.because)


def build_record(entry: Entry, *, number: str, rules: Rules, by: User, at: datetime) -> Record:
    """The unsaved row of one record. `bulk.create_records` makes the same of thousands."""
    record_type = entry.record_type
    shown = shown_as(record_type, sanction=entry.sanction, months=entry.sanction_months, severity=entry.severity,
                     conduct_on=entry.conduct_on, served_on=entry.served_on, rules=rules)
    return Record(
        number=number, student=entry.student, record_type=record_type, polarity=record_type.polarity,
        facts=entry.facts.strip(), conduct_on=entry.conduct_on, basis_clause=entry.basis_clause,
        sanction=entry.sanction if record_type.is_adverse else "",
        decision_number=entry.decision_number, decided_on=entry.decided_on, told_on=entry.told_on,
        served_on=entry.served_on, hours=entry.hours,
        source_office=entry.source_office or record_type.source_office_zh,
        provenance=entry.provenance, batch_number=entry.batch_number, entered_at=at, entered_by=by,
        **shown._asdict(),
    )
