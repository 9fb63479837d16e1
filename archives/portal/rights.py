"""What a student can do about a record, with the days computed. Calendar days in the school's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from archives.portal.rulebook import RuleBook
from archives.records.models import Record, State
from archives.records.periods import months_after

ANSWERABLE = (State.IN_FORCE, State.DISPUTED)
KEPT = (*ANSWERABLE, State.SCHEDULED, State.EXPIRED)


@dataclass(frozen=True)
class Rights:
    """`appeal_until` is the last day for an appeal (None where there is no decision to appeal against)."""

    may_object: bool
    may_state: bool
    appeal_until: date | None
    appeal_days_left: int
    repair_from: date | None
    answer_days: int
    answer_by: date | None

    @property
    def appeal_open(self) -> bool:
        return self.appeal_until is not None and self.appeal_days_left >= 0


def rights_of(record: Record, *, rules: RuleBook, on: date) -> Rights:
    """The student's rights over one record on that day.

    Appeal: 10 days from service (Order 41, art. 60). Objection and statement: as long as the record is shown or
    kept (征信业管理条例 arts 16, 25; Order 41 has no limit for them). The answer to an objection comes within 20
    days. Repair can be asked for from the shortest display period on (NDRC Order 36). Numbers are those in force
    on the day of the conduct, for the answer those of the day of the objection.
    """
    state = record.state(on)
    answer_days = rules.version("objection.answer", on).value["days"]
    if not record.is_adverse or record.served_on is None:
        return Rights(False, state in KEPT, None, 0, None, answer_days, None)
    appeal_days = rules.version("appeal.file", record.conduct_on).value["days"]
    appeal_until = record.served_on + timedelta(days=appeal_days)
    return Rights(
        may_object=state is State.IN_FORCE,
        may_state=state in KEPT,
        appeal_until=appeal_until if state in (*ANSWERABLE, State.SCHEDULED) else None,
        appeal_days_left=(appeal_until - on).days,
        repair_from=_repair_from(record, rules) if state in ANSWERABLE else None,
        answer_days=answer_days,
        answer_by=_answer_by(record, rules) if state is State.DISPUTED else None,
    )


def _repair_from(record: Record, rules: RuleBook) -> date | None:
    """The first day on which the record can end earlier by repair; None where it ends before that anyway."""
    assert record.served_on is not None
    months = rules.version(f"severity.{record.severity}", record.conduct_on).value["shortest_months"]
    first = months_after(record.served_on, months)
    return first if first < record.display_until else None


def _answer_by(record: Record, rules: RuleBook) -> date:
    assert record.disputed_at is not None
    objected_on = timezone.localdate(record.disputed_at)
    return objected_on + timedelta(days=rules.version("objection.answer", objected_on).value["days"])
