"""A student's own archive as one page shows it: read in a fixed number of queries, however much there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from archives.consultation.models import LookUp
from archives.portal.rights import Rights, rights_of
from archives.portal.rulebook import RuleBook
from archives.portal.words import Lane, Tag, lane_of, lanes, state_tag, uses_in_words, why_until
from archives.records.models import CONFIRMED, Record, RecordQuerySet, State
from archives.registry.models import Student

NEWEST_LOOK_UPS = 3
SHOWN = (State.IN_FORCE, State.DISPUTED)
ENDED = (State.EXPIRED, State.WITHDRAWN)


@dataclass(frozen=True)
class Entry:
    """One record with all that its owner is told about it."""

    record: Record
    state: State
    tag: Tag
    lane: Lane
    rights: Rights
    why_until: str
    uses: str

    @property
    def is_withdrawn(self) -> bool:
        """Only that it was withdrawn, when and why is told then; it is no fact any more."""
        return self.state is State.WITHDRAWN

    @property
    def has_ended(self) -> bool:
        """Used for nothing any more, found by no office, and in no extract: only its owner still reads it here."""
        return self.state is State.EXPIRED

    @property
    def is_past(self) -> bool:
        """No part of the archive any more, for whichever reason."""
        return self.state in ENDED

    @property
    def title(self) -> str:
        if self.is_withdrawn:
            return _("Withdrawn record")
        return self.record.record_type.name

    @property
    def needs_answer(self) -> bool:
        """An adverse record that can be appealed and to which the student has not said anything."""
        return (self.state is State.IN_FORCE and self.rights.appeal_open and not self.record.statement
                and self.record.disputed_at is None)


@dataclass(frozen=True)
class Archive:
    student: Student
    on: date
    entries: tuple[Entry, ...]
    look_ups: tuple[LookUp, ...]
    look_up_count: int

    def of_state(self, *states: State) -> list[Entry]:
        return [entry for entry in self.entries if entry.state in states]

    @cached_property
    def kept(self) -> list[Entry]:
        """What is in the archive: shown, disputed, or still to be shown."""
        return [entry for entry in self.entries if not entry.is_past]

    @cached_property
    def past(self) -> list[Entry]:
        """What has ended or was withdrawn: no part of the archive any more."""
        return self.of_state(*ENDED)

    @cached_property
    def shown(self) -> list[Entry]:
        """In force or disputed: what belongs to the archive on that day."""
        return self.of_state(*SHOWN)


def own_records(student: Student) -> RecordQuerySet:
    """What the student may read, in its words: all that is or was in the archive. For its owner only.

    Never what a second person has not confirmed, not even once it is withdrawn: it never was part of the archive.
    """
    return Record.objects.with_words().filter(CONFIRMED, student=student).select_related("record_type__legal_basis")


def read_archive(student: Student, *, on: date, newest: int = NEWEST_LOOK_UPS) -> Archive:
    """Everything the archive holds for its owner on that day, with the newest look-ups. Four queries at most."""
    records = list(own_records(student))
    rules = rules_of(records)
    kinds = {lane.key: lane for lane in lanes()}
    look_ups = LookUp.objects.of(student)
    return Archive(
        student=student, on=on, entries=tuple(_entry(record, rules, kinds, on) for record in records),
        look_ups=tuple(look_ups[:newest]), look_up_count=look_ups.count())


def read_entry(student: Student, number: str, *, on: date) -> Entry | None:
    """One record of this student by its number; None where the student has no such record."""
    record = own_records(student).filter(number=number).first()
    if record is None:
        return None
    return _entry(record, rules_of([record]), {lane.key: lane for lane in lanes()}, on)


def rules_of(records: Sequence[Record]) -> RuleBook:
    keys = {record.shown_because for record in records}
    keys |= {f"severity.{record.severity}" for record in records if record.severity}
    return RuleBook.load(keys)


def _entry(record: Record, rules: RuleBook, kinds: dict[str, Lane], on: date) -> Entry:
    return Entry(
        record=record, state=record.state(on), tag=state_tag(record, on), lane=kinds[lane_of(record)],
        rights=rights_of(record, rules=rules, on=on), why_until=why_until(record, rules),
        uses=uses_in_words(record, on))
