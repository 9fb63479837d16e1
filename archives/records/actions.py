"""What can be done with a record: enter, confirm, withdraw, dispute, settle, state."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.catalogue.kinds import KindHistory
from archives.catalogue.rules import RuleHistory
from archives.records import permissions
from archives.records.entry import Entry, build_record, examined
from archives.records.models import Record, State
from archives.records.sentences import EntryRefused
from archives.registry.numbers import next_numbers
from campus.audit.actions import record_event
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User

LONGEST_STATEMENT = 4000  # characters; a statement travels with every extract and must stay readable


def enter_record(*, entry: Entry, by: User, at: datetime) -> Record:
    """Enter one record by hand. An adverse one counts only after `confirm_record` by a second person.

    Of its kind the version of the day of the conduct is applied. Raises PermissionDenied, EntryRefused (with
    everything that is wrong: see `entry.py`), Conflict (the same decision is already recorded for this student).
    """
    if not permissions.may_enter(by, entry.student):
        raise PermissionDenied(_("Your role may not enter records of this kind for students of this unit."))
    rules = RuleHistory.load()
    entry, problems = examined(entry, kinds=KindHistory.load(), rules=rules, on=timezone.localdate(at))
    if problems:
        raise EntryRefused(problems)
    try:
        with transaction.atomic():
            number = next_numbers("R", timezone.localdate(at).year)[0]
            record = build_record(entry, number=number, rules=rules, by=by, at=at)
            record.save(force_insert=True)
            _leave_trace("records.enter_record", record, by, at)
    except IntegrityError as error:
        raise Conflict(_("This decision is already recorded for this student."), field="decision_number") from error
    return record


def confirm_record(*, record: Record, by: User, at: datetime) -> Record:
    """A second person, having compared the decision, puts an adverse record in force."""
    if record.entered_by_id == by.pk:
        raise PermissionDenied(_("You entered this record yourself. A second person must confirm it."))
    if not permissions.may_confirm(by, record):
        raise PermissionDenied(_("Your role may not confirm records of this unit."))
    if not record.is_adverse:
        raise Refusal(_("Only adverse records need a second person."))
    return _change("records.confirm_record", record, by, at, from_states=(State.PENDING,),
                   values={"confirmed_at": at, "confirmed_by": by})


def withdraw_record(*, record: Record, reason: str, by: User, at: datetime) -> Record:
    """Take a record out of the archive for good: entered wrongly, or the decision was overturned."""
    if not permissions.may_withdraw(by, record):
        raise PermissionDenied(_("Your role may not withdraw records of this unit."))
    if not reason.strip():
        raise Refusal(_("Give the reason: the student reads it."), field="reason")
    return _change("records.withdraw_record", record, by, at,
                   from_states=(State.PENDING, State.SCHEDULED, State.IN_FORCE, State.DISPUTED, State.EXPIRED),
                   values={"withdrawn_at": at, "withdrawn_by": by, "withdrawn_reason": reason.strip()})


def dispute_record(*, record: Record, reason: str, by: User, at: datetime) -> Record:
    """The student objects: the record carries the mark at once and is used for nothing until it is settled.

    Shenzhen social credit regulation, art. 50. One open dispute at a time.
    """
    if not permissions.is_own(by, record):
        raise PermissionDenied(_("Only the student whom the record is about can dispute it."))
    if not record.is_adverse:
        raise Refusal(_("Only adverse records are disputed. If a good record is wrong, tell the office it comes from."))
    if not reason.strip():
        raise Refusal(_("Say what is wrong: one sentence is enough."), field="reason")
    return _change("records.dispute_record", record, by, at, from_states=(State.IN_FORCE,),
                   values={"disputed_at": at, "disputed_by": by, "dispute_reason": reason.strip(),
                           "settled_at": None, "settled_by": None, "settled_answer": "",
                           "earlier_disputes": disputes_so_far(record)})


def disputes_so_far(record: Record) -> list[dict[str, str]]:
    """The settled disputes of this record, oldest first: a new one overwrites nothing.

    Read anew, because the record at hand may be without its words; whoever came in between changed the version.
    """
    record = Record.objects.with_words().get(pk=record.pk)
    if record.disputed_at is None or record.settled_at is None:
        return list(record.earlier_disputes)
    return [*record.earlier_disputes,
            {"disputed_at": record.disputed_at.isoformat(), "reason": record.dispute_reason,
             "settled_at": record.settled_at.isoformat(), "answer": record.settled_answer}]


def settle_dispute(*, record: Record, answer: str, by: User, at: datetime) -> Record:
    """An officer answers the dispute in writing and the mark ends. To uphold it, withdraw the record."""
    if not permissions.may_settle_dispute(by, record):
        raise PermissionDenied(_("Your role may not settle disputes of this unit."))
    if not answer.strip():
        raise Refusal(_("Write the answer: the student reads it."), field="answer")
    if not record.is_disputed:
        raise Conflict(_("This record is not disputed, or somebody settled it a moment ago."))
    return _change("records.settle_dispute", record, by, at, from_states=(State.DISPUTED, State.EXPIRED),
                   values={"settled_at": at, "settled_by": by, "settled_answer": answer.strip()})


def add_statement(*, record: Record, text: str, by: User, at: datetime) -> Record:
    """The student's own words, at any time while the record is kept; they travel with it.

    Regulation on the Credit Reporting Industry, art. 16.
    """
    if not permissions.is_own(by, record):
        raise PermissionDenied(_("Only the student whom the record is about can write its statement."))
    text = text.strip()
    if not text:
        raise Refusal(_("Write your statement first."), field="text")
    if len(text) > LONGEST_STATEMENT:
        raise Refusal(_("Your statement has %(found)d characters; there is room for %(most)d.")
                      % {"found": len(text), "most": LONGEST_STATEMENT}, field="text")
    return _change("records.add_statement", record, by, at,
                   from_states=(State.SCHEDULED, State.IN_FORCE, State.DISPUTED, State.EXPIRED),
                   values={"statement": text, "statement_at": at})


def _change(action: str, record: Record, by: User, at: datetime, *, from_states: tuple[State, ...],
            values: dict[str, Any]) -> Record:
    """Change the row if it still is as `record` shows it (compare and swap); else Conflict."""
    if record.state(timezone.localdate(at)) not in from_states:
        raise Conflict(_("This record is no longer in a state in which this can be done. Look at it again."))
    with transaction.atomic():
        won = Record.objects.filter(pk=record.pk, version=record.version).update(**values, version=F("version") + 1)
        if not won:
            raise Conflict(_("Somebody else changed this record a moment ago. Look at it again before you go on."))
        _leave_trace(action, record, by, at)
    record.refresh_from_db()
    return record


def _leave_trace(action: str, record: Record, by: User, at: datetime) -> None:
    """Which record, of whom; neither its kind nor its decision: more people read the log than may read the record."""
    record_event(action=action, by=by, at=at, target=record, student=str(record.student.public_id),
                 unit=record.student.unit.code)
