"""Who may look into whose archive, for which purpose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from archives.consultation.models import LookUp, Purpose
from archives.registry.models import Student
from campus.accounts.models import RoleAssignment, User
from campus.accounts.permissions import may
from campus.accounts.roles import ROLES

LOOK_UP = "archive.look_up"
REVIEW = "lookups.review"


def role_for(user: User, student: Student, purpose: Purpose, *, at: datetime) -> str:
    """The code of the role under which this person may look for this purpose; "" where there is none.

    The role must be one that the purpose names, allow look-ups, be in effect at that (aware) time, and cover the
    student's unit. A superuser needs such a role too: a purpose belongs to an office, not to an administrator.
    """
    if not user.is_active:
        return ""
    return role_covering(assignments_for(user, purpose, at=at), student.unit.path)


def assignments_for(user: User, purpose: Purpose, *, at: datetime) -> list[RoleAssignment]:
    """The person's roles that may look for this purpose, each with the unit that it covers."""
    asking = [code for code in purpose.roles if code in ROLES and LOOK_UP in ROLES[code].may]
    return list(RoleAssignment.objects.in_effect(at).filter(user=user, role__in=asking).select_related("unit"))


def role_covering(assignments: Iterable[RoleAssignment], path: str) -> str:
    """The first of these roles that covers the unit with this path; "" where none does."""
    covering = (assignment.role for assignment in assignments if path.startswith(assignment.unit.path))
    return next(covering, "")


def may_look_up(user: User, student: Student, purpose: Purpose, *, at: datetime) -> bool:
    """May this person look into this student's archive for this purpose at this (aware) time?"""
    return purpose.is_enabled and bool(role_for(user, student, purpose, at=at))


def purposes_of(user: User, *, at: datetime) -> list[Purpose]:
    """The enabled purposes that one of the person's roles may ask for, whatever the unit."""
    roles = set(RoleAssignment.objects.in_effect(at).filter(user=user).values_list("role", flat=True))
    allowed = {code for code in roles if code in ROLES and LOOK_UP in ROLES[code].may}
    return [purpose for purpose in Purpose.objects.enabled().select_related("legal_basis")
            if allowed.intersection(purpose.roles)]


def may_review(user: User, look_up: LookUp) -> bool:
    """May this person read who looked, and why?"""
    return may(user, REVIEW, look_up.student.unit)
