"""What offices may read of records: the only questions to the database that open the words for somebody else.

Asked by `archives.consultation.actions` for one archive or one record, and by `archives.exports` for a released list.
Whoever asks here has asked for permission and purpose first and leaves the look-up in the same transaction; nobody
else imports this module (tests/conventions/test_words_of_records.py). Never in any answer: what has ended, was
withdrawn or was not confirmed, apart from the one record that somebody handles (`record_to_handle`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archives.catalogue.models import RecordType
from archives.consultation.models import Purpose
from archives.records.models import Record, RecordQuerySet, State
from archives.registry.models import Student
from campus.organisation.models import Unit


def usable_records(student: Student, purpose: Purpose, on: date) -> tuple[Record, ...]:
    """This student's records in force on that day that the purpose may use."""
    found = Record.objects.with_words().usable_for(purpose.code, on).filter(student=student)
    return tuple(found.select_related("record_type__legal_basis"))


def disputed_records(student: Student, purpose: Purpose, on: date) -> tuple[Record, ...]:
    """Disputed records of the kinds this purpose may use, where it shows them at all."""
    if not purpose.shows_disputed:
        return ()
    found = Record.objects.with_words().disputed(on).filter(student=student).select_related("record_type__legal_basis")
    return tuple(record for record in found if purpose.code in record.record_type.allowed_uses)


def says_nothing_more(record: Record, on: date) -> bool:
    """Withdrawn, or ended on its day: shown to no office any more. Only an open dispute still needs its answer."""
    state = record.state(on)
    return state == State.WITHDRAWN or (state == State.EXPIRED and not record.is_disputed)


def record_to_handle(number: str, on: date) -> Record | None:
    """One record with its words, pending and disputed ones included; None where it says nothing more."""
    found = Record.objects.with_words().select_related(
        "student__unit", "record_type__legal_basis", "entered_by", "confirmed_by")
    record = found.get(number=number)
    return None if says_nothing_more(record, on) else record


def records_for_a_list(purpose: Purpose, units: Iterable[Unit], on: date) -> RecordQuerySet:
    """Of all students of these units and those below them: records in force, and where the purpose shows them those
    that are disputed, which the list marks as such."""
    kinds = [pk for pk, uses in RecordType.objects.values_list("pk", "allowed_uses") if purpose.code in uses]
    words = Record.objects.with_words()
    shown = words.shown(on) if purpose.shows_disputed else words.in_force(on)
    return shown.filter(record_type__in=kinds, student__unit__in=Unit.objects.within(list(units)))
