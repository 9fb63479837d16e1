"""From what was decided to the row that is kept: one way, for one record by hand and for thousands by import.

The whole validation of an entry stands here, as two lists of rules: about its texts and about its days and numbers.
The action refuses what they find (`examined`), the importer turns the same codes into findings; nobody asks a second
time in words of their own. Pure: days in, problems out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from archives.catalogue.kinds import KindHistory, KindNotApplied
from archives.catalogue.models import RecordType, Severity
from archives.catalogue.rules import UnknownRule
from archives.records.blanks import is_blank, visible
from archives.records.models import Record
from archives.records.periods import Rules, adverse_period, good_period, sanction_months, severity_of
from archives.registry.models import Student

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


class Said(NamedTuple):
    """What an entry says, whoever brings it. Texts are "" and the rest None where it says nothing."""

    facts: str = ""
    conduct_on: date | None = None
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


class Problem(NamedTuple):
    """What is wrong: in which field, by which rule (`sentences.SENTENCES`, the importer's findings), with what numbers.

    `about`: all fields that the rule looked at. Where one of them could not be read at all, nothing is known.
    """

    field: str
    code: str
    params: dict[str, Any]
    about: tuple[str, ...]


Found = Iterator[Problem]
LONGEST = {"facts": 2000, "decision_number": 80, "basis_clause": 240, "source_office": 120}  # characters
DAYS = ("conduct_on", "told_on", "decided_on", "served_on")
SHORTEST_MONTHS, LONGEST_MONTHS = 6, 12  # Order 41, art. 57; the database holds the same
MOST_HOURS = Decimal("99999")
# What an adverse record must have besides its facts (rules.md, 2; Order 41, arts 53 and 55), and what is said if not.
PAPERS = {"decision_number": "decision_number_missing", "basis_clause": "clause_missing"}
DAYS_OF_PAPERS = {
    "decided_on": "decision_date_missing", "told_on": "notice_missing", "served_on": "service_missing",
}
SEVERITIES = list(Severity.values)  # from mild to harsh


def _problem(field: str, code: str, *about: str, **params: Any) -> Problem:
    return Problem(field, code, params, (field, *about))


def needed_texts(kind: RecordType) -> dict[str, str]:
    """The texts without which there is no record of this kind, and the code of what is said if one is missing."""
    if kind.is_adverse:
        return {"facts": "facts_missing", **PAPERS}
    return {"facts": "facts_missing", **({"decision_number": "proof_missing"} if kind.needs_proof else {})}


def idle_texts(said: Said, kind: RecordType) -> list[str]:
    """Texts that need not be there and say nothing (“无”, “—”): they are kept as empty."""
    needed = needed_texts(kind)
    return [name for name in LONGEST if name not in needed and (text := getattr(said, name)) and is_blank(text)]


def problems_of_texts(said: Said, kind: RecordType) -> list[Problem]:
    """Texts that are missing, that say nothing or that the column cannot hold."""
    found = []
    for name, missing in needed_texts(kind).items():
        text = getattr(said, name)
        if not text or not visible(text):
            found.append(_problem(name, missing))
        elif is_blank(text):
            found.append(_problem(name, "placeholder", value=text))
    for name, most in LONGEST.items():
        if len(text := getattr(said, name)) > most:
            found.append(_problem(name, "text_too_long", found=len(text), most=most))
    return found


def _days_are_there(said: Said, kind: RecordType, on: date) -> Found:
    if said.conduct_on is None:
        yield _problem("conduct_on", "conduct_date_missing")
    if kind.is_adverse:
        for name, code in DAYS_OF_PAPERS.items():
            if getattr(said, name) is None:
                yield _problem(name, code)


def _no_day_lies_ahead(said: Said, kind: RecordType, on: date) -> Found:
    """What has not happened cannot be recorded; a decision of tomorrow could still not be made."""
    for name in DAYS:
        day = getattr(said, name)
        if day is not None and day > on:
            yield _problem(name, "date_in_future")


def _days_are_in_order(said: Said, kind: RecordType, on: date) -> Found:
    """Conduct, notice, decision, service (Order 41, art. 55): nobody is heard after the decision."""
    if not kind.is_adverse:
        return
    conduct, told, decided, served = said.conduct_on, said.told_on, said.decided_on, said.served_on
    if told and conduct and told < conduct:
        yield _problem("told_on", "notice_before_conduct", "conduct_on", value=told, conduct=conduct)
    if told and decided and told > decided:
        yield _problem("told_on", "notice_after_decision", "decided_on", value=told, decided=decided)
    if served and decided and served < decided:
        yield _problem("served_on", "served_before_decision", "decided_on", value=served, decided=decided)


def _sanction_fits(said: Said, kind: RecordType, on: date) -> Found:
    """Sanctions of Order 41, art. 51, on adverse records only; a period where the sanction has one (art. 57)."""
    if said.sanction and not kind.is_adverse:
        yield _problem("sanction", "good_record_with_sanction")
    elif said.sanction and said.sanction not in Record.Sanction.values:
        yield _problem("sanction", "sanction_unknown", value=said.sanction, choices=list(Record.Sanction.values))
    months = said.sanction_months
    if months is None or (said.sanction and not kind.is_adverse):
        return
    if said.sanction in ("", "expulsion") or not SHORTEST_MONTHS <= months <= LONGEST_MONTHS:
        yield _problem("sanction_months", "sanction_months_out_of_range", "sanction", value=str(months))


def _hours_fit(said: Said, kind: RecordType, on: date) -> Found:
    """Hours are of good deeds: voluntary service, a course. More than none, to a tenth."""
    hours = said.hours
    if hours is None:
        return
    if kind.is_adverse:
        yield _problem("hours", "hours_of_adverse_record")
    elif not hours.is_finite() or not 0 < hours <= MOST_HOURS or hours != round(hours, 1):
        yield _problem("hours", "hours_not_positive", most=str(MOST_HOURS))


RULES_OF_NUMBERS: tuple[Callable[[Said, RecordType, date], Found], ...] = (
    _days_are_there, _no_day_lies_ahead, _days_are_in_order, _sanction_fits, _hours_fit,
)


def problems_of_numbers(said: Said, kind: RecordType, *, on: date, rules: Rules) -> list[Problem]:
    """Days, sanction, severity and hours that cannot be so; `on`: the day of the entry.

    What depends on the rules of the day of the conduct is asked last, of an entry that holds otherwise.
    """
    found = [problem for rule in RULES_OF_NUMBERS for problem in rule(said, kind, on)]
    if found or said.conduct_on is None:
        return found
    try:
        found += _severity_fits(said, kind, rules)
        if not found:
            _shown(said, kind, rules)
    except UnknownRule as unknown:
        found.append(_problem("conduct_on", "rules_missing", first=unknown.first))
    return found


def _severity_fits(said: Said, kind: RecordType, rules: Rules) -> Found:
    """A severity that was decided must be one of the kind's, and not harsher than the sanction goes with."""
    assert said.conduct_on is not None
    if not said.severity:
        return
    if not kind.is_adverse:
        yield _problem("severity", "severity_of_good_record")
    elif said.severity not in (kind.severities or SEVERITIES):
        yield _problem("severity", "severity_not_of_kind")
    elif said.sanction:
        most = severity_of(sanction=said.sanction, default=kind.default_severity,
                           allowed=kind.severities or SEVERITIES, conduct_on=said.conduct_on, rules=rules)
        if SEVERITIES.index(said.severity) > SEVERITIES.index(most):
            yield _problem("severity", "severity_beyond_sanction", "sanction", most=Severity(most).label)


def problems_of(said: Said, kind: RecordType, *, on: date, rules: Rules) -> list[Problem]:
    """All that is wrong with an entry of this version of a kind, made on the day `on`. [] : it may be kept."""
    return [*problems_of_texts(said, kind), *problems_of_numbers(said, kind, on=on, rules=rules)]


def examined(entry: Entry, *, kinds: KindHistory, rules: Rules, on: date) -> tuple[Entry, list[Problem]]:
    """The entry as it would be kept, with the version of its kind of the day of the conduct, and what is wrong with it.

    The person must be an adult on the day of the entry (rules.md, 1).
    """
    found = []
    try:
        kind = kinds.applied(entry.record_type.code, conduct_on=entry.conduct_on, on=on)
    except KindNotApplied as refused:
        kind = entry.record_type
        code = "kind_not_yet_in_force" if refused.first else "kind_not_in_use"
        field = "conduct_on" if refused.first and entry.conduct_on <= on else "record_type"
        found.append(_problem(field, code, first=refused.first))
    if entry.student.adult_on > on:
        found.append(_problem("student_number", "under_age"))
    texts = {name: visible(getattr(entry, name)) for name in LONGEST}
    said = Said(**{name: texts.get(name, getattr(entry, name)) for name in Said._fields})
    found += problems_of(said, kind, on=on, rules=rules)
    kept: dict[str, Any] = {**texts, **dict.fromkeys(idle_texts(said, kind), "")}
    return replace(entry, record_type=kind, **kept), found


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


def _shown(said: Said, kind: RecordType, rules: Rules) -> Shown:
    assert said.conduct_on is not None
    return shown_as(kind, sanction=said.sanction, months=said.sanction_months, severity=said.severity,
                    conduct_on=said.conduct_on, served_on=said.served_on, rules=rules)


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
