"""Who may do what, and for which units. All questions about permissions end here.

Roles are the only source: Django's superusers do not exist here (the database refuses them), so nobody passes
beside a role. An inactive account may do nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from campus.accounts.models import RoleAssignment, User, UserQuerySet
from campus.accounts.permission_names import PERMISSIONS, check_name
from campus.accounts.roles import ROLES, roles_with
from campus.organisation.models import Unit, UnitQuerySet

Person = User | AnonymousUser


def units_held(user: Person, permission: str, at: datetime | None = None) -> list[Unit]:
    """The units for which the person holds a role with this permission; each includes what is below it.

    `at` is aware and defaults to now. One query for each user object, however often it is asked.
    """
    check_name(permission)
    if not user.is_active or not isinstance(user, User):
        return []
    moment = at or timezone.now()
    return [
        assignment.unit
        for assignment in user.assignments()
        if assignment.role in ROLES
        and permission in ROLES[assignment.role].may
        and assignment.is_in_effect(moment)
    ]


def may(user: Person, permission: str, unit: Unit | None = None, *, at: datetime | None = None) -> bool:
    """Does the person hold this permission: for this unit, or (without a unit) for any at all?

    Raises UnknownPermission for a name that does not exist.
    """
    check_name(permission)
    held = units_held(user, permission, at)
    if unit is None:
        return bool(held)
    return any(unit.path.startswith(above.path) for above in held)


def may_everywhere(user: Person, permission: str, *, at: datetime | None = None) -> bool:
    """Does the person hold this permission for the whole school?

    Asked for what belongs to no college: the catalogue, background work, events without a unit.
    """
    check_name(permission)
    return any(unit.is_root() for unit in units_held(user, permission, at))


def covered_units(user: Person, permission: str, *, at: datetime | None = None) -> UnitQuerySet:
    """All units for which the person holds this permission, with everything below them."""
    check_name(permission)
    covered: UnitQuerySet = Unit.objects.within(units_held(user, permission, at))
    return covered


def require(user: Person, permission: str, unit: Unit | None = None, *, at: datetime | None = None) -> None:
    """Raise PermissionDenied, with a sentence for the reader, unless `may(…)`."""
    if may(user, permission, unit, at=at):
        return
    if unit is not None and may(user, permission, at=at):
        raise PermissionDenied(
            _(
                "You hold the permission “%(permission)s”, but not for %(unit)s. Ask an administrator of "
                "that unit."
            )
            % {"permission": _describe(permission), "unit": unit.name}
        )
    raise PermissionDenied(missing(permission))


def missing(permission: str) -> str:
    """One sentence: which permission is missing, which roles have it, and who can grant one."""
    roles = _(", ").join(str(role.name) for role in roles_with(permission))
    return _(
        "You need the permission “%(permission)s”. These roles have it: %(roles)s. "
        "An administrator can grant you one."
    ) % {"permission": _describe(permission), "roles": roles}


def _describe(permission: str) -> str:
    return str(PERMISSIONS[permission]).rstrip(".。")


def may_manage(by: Person, user: User, *, at: datetime | None = None) -> bool:
    """May `by` change or close this account?

    They must hold accounts.manage for every unit in which the account holds a role. An account without
    roles (a student's, or one whose roles have ended) belongs to the administrators of the whole school.
    """
    moment = at or timezone.now()
    units = [assignment.unit for assignment in user.assignments() if assignment.is_in_effect(moment)]
    if not units:
        return may_everywhere(by, "accounts.manage", at=moment)
    return all(may(by, "accounts.manage", unit, at=moment) for unit in units)


def is_students_account(user: User) -> bool:
    """Is this account bound to a student? Students live in archives, above this app: only the bond is known here."""
    return hasattr(user, "student")


def require_manage(by: Person, user: User, *, at: datetime | None = None) -> None:
    """Raise PermissionDenied, with a sentence for the reader, unless `may_manage(…)`."""
    require(by, "accounts.manage", at=at)
    if not may_manage(by, user, at=at):
        raise PermissionDenied(
            _(
                "The account %(user)s belongs to other units, or to the administrators of the whole "
                "school. Ask them."
            )
            % {"user": user.username}
        )


def manageable_people(by: Person, *, at: datetime | None = None) -> UserQuerySet:
    """Whom the list of people shows: everybody to administrators of the whole school, to others whoever
    holds a role in their units."""
    moment = at or timezone.now()
    people: UserQuerySet = User.objects.all()
    if may_everywhere(by, "accounts.manage", at=moment):
        return people
    held = units_held(by, "accounts.manage", moment)
    here = RoleAssignment.objects.in_effect(moment).filter(unit__in=Unit.objects.within(held))
    return people.filter(pk__in=here.values("user"))
