"""Wagtail groups that follow the roles, so that Wagtail's own permissions (pages, images) do.

A role held for the whole school has one group ("teacher"); held for a unit it has a group of that unit ("teacher@12",
the unit's id), which holds rights for the pages of that unit only (education/courses/rights.py). The groups hold
nothing of their own: assignments are the truth, `manage.py sync_roles` puts the groups right.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from campus.accounts.models import RoleAssignment, User
from campus.accounts.roles import ROLES, STAFF_ROLES, Role
from campus.organisation.models import Unit

OF_A_UNIT = "@"


def group_name(role: str, unit: Unit | None = None) -> str:
    """What the group of this role is called, for the whole school or for one unit below it."""
    return role if unit is None or unit.is_root() else f"{role}{OF_A_UNIT}{unit.pk}"


def ensure_group(role: type[Role], unit: Unit | None = None) -> Group:
    """The group of this role, made if it does not exist; members of a staff role may enter the Wagtail
    admin."""
    group, _made = Group.objects.get_or_create(name=group_name(role.code, unit))
    if role.is_staff_role:
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
    # The school's own name changes by an action with an event (campus/organisation/school.py), not in Wagtail.
    group.permissions.remove(
        *Permission.objects.filter(content_type__app_label="campus", codename="change_schoolsettings")
    )
    return group


def follow_roles(user: User, at: datetime) -> None:
    """Put the person into the groups of the roles held at this time, and out of those of other roles."""
    in_effect = RoleAssignment.objects.in_effect(at).filter(user=user, role__in=ROLES).select_related("unit")
    held = {group_name(assignment.role, assignment.unit): assignment for assignment in in_effect}
    member = set(user.groups.filter(_follows_roles("name")).values_list("name", flat=True))
    missing = [held[name] for name in sorted(held.keys() - member)]
    user.groups.add(*(ensure_group(ROLES[assignment.role], assignment.unit) for assignment in missing))
    user.groups.remove(*Group.objects.filter(name__in=member - held.keys()))


def sync_groups(at: datetime) -> dict[str, int]:
    """Make every group and put everybody right; returns counts. Changes nothing when run twice."""
    for role in STAFF_ROLES:
        ensure_group(role)
    moved = 0
    holders = RoleAssignment.objects.in_effect(at).values("user")
    members = User.objects.filter(_follows_roles("groups__name"))
    for user in User.objects.filter(pk__in=holders).union(members):
        before = set(user.groups.values_list("name", flat=True))
        follow_roles(user, at)
        moved += before != set(user.groups.values_list("name", flat=True))
    return {"groups": len(STAFF_ROLES), "people_changed": moved}


def _follows_roles(name: str) -> Q:
    return Q(**{f"{name}__in": list(ROLES)}) | Q(**{f"{name}__contains": OF_A_UNIT})
