"""Who may do what with students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archives.registry.models import Student
from campus.accounts.permissions import may
from campus.organisation.models import Unit

if TYPE_CHECKING:
    from campus.accounts.models import User


def may_register(user: User, unit: Unit) -> bool:
    """Enter or change students of this unit."""
    return may(user, "students.import", unit)


def may_issue_code(user: User, student: Student) -> bool:
    """Hand out the one-time code that opens the student's own account."""
    return may(user, "students.issue_code", student.unit)


def may_import(user: User) -> bool:
    """Bring in students from a spreadsheet, for at least one unit."""
    return may(user, "students.import")
