"""One Wagtail group for each role, so that Wagtail's own permissions (pages, images) follow the roles.

The groups hold nothing of their own: assignments are the truth, `manage.py sync_roles` puts the groups right.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group, Permission

from campus.accounts.models import RoleAssignment, User
from campus.accounts.roles import ROLES, STAFF_ROLES, Administrator, Role


def ensure_group(role: type[Role]) -> Group:
    """The group of this role, made if it does not exist; members of a staff role may enter the Wagtail
    admin."""
    group, _made = Group.objects.get_or_create(name=role.code)
    if role.is_staff_role:
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
    if role is Administrator:
        # The school's own name and office stand in Wagtail's settings.
        group.permissions.add(
            Permission.objects.get(content_type__app_label="campus", codename="change_schoolsettings")
        )
    return group


def follow_roles(user: User, at: datetime) -> None:
    """Put the person into the groups of the roles held at this time, and out of those of other roles."""
    held = set(
        RoleAssignment.objects.in_effect(at).filter(user=user, role__in=ROLES).values_list("role", flat=True)
    )
    member = set(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
    user.groups.add(*(ensure_group(ROLES[code]) for code in sorted(held - member)))
    user.groups.remove(*Group.objects.filter(name__in=member - held))


def sync_groups(at: datetime) -> dict[str, int]:
    """Make every group and put everybody right; returns counts. Changes nothing when run twice."""
    for role in STAFF_ROLES:
        ensure_group(role)
    moved = 0
    holders = RoleAssignment.objects.in_effect(at).values("user")
    for user in User.objects.filter(pk__in=holders).union(User.objects.filter(groups__name__in=ROLES)):
        before = set(user.groups.values_list("name", flat=True))
        follow_roles(user, at)
        moved += before != set(user.groups.values_list("name", flat=True))
    return {"groups": len(STAFF_ROLES), "people_changed": moved}
