"""Who may do what with records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.permissions import may

if TYPE_CHECKING:
    from campus.accounts.models import User


def may_enter(user: User, student: Student) -> bool:
    """Enter a record by hand; an adverse one still needs a second person."""
    return may(user, "records.enter", student.unit)


def may_confirm(user: User, record: Record) -> bool:
    """A second person confirms an adverse record: never the one who entered it."""
    return record.entered_by_id != user.pk and may(user, "records.confirm", record.student.unit)


def may_withdraw(user: User, record: Record) -> bool:
    return may(user, "records.withdraw", record.student.unit)


def may_settle_dispute(user: User, record: Record) -> bool:
    return may(user, "records.settle_dispute", record.student.unit)


def is_own(user: User, record: Record) -> bool:
    """The record is about this person: may dispute it and write a statement."""
    return record.student.user_id is not None and record.student.user_id == user.pk
