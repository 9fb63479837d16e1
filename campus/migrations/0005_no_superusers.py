"""Takes away what Django's superusers could do beside all roles, and lets nobody become one again.

Who was a superuser and administers nothing would be locked out: they hold the role of administrator for the school
from now on. Everybody else keeps the roles they hold.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def take_away(apps: Any, schema_editor: Any) -> None:
    User, RoleAssignment, Unit = (apps.get_model("campus", name) for name in ("User", "RoleAssignment", "Unit"))
    top = Unit.objects.filter(depth=1).order_by("path").first()
    for user in User.objects.filter(is_superuser=True):
        held = RoleAssignment.objects.filter(user=user, role="administrator", ended_at=None, unit__depth=1)
        if top is not None and user.is_active and not held.exists():
            RoleAssignment.objects.create(
                user=user, role="administrator", unit=top, granted_by=user, granted_at=timezone.now()
            )
    User.objects.filter(is_superuser=True).update(is_superuser=False)


def leave_the_groups_of_the_whole_school(apps: Any, schema_editor: Any) -> None:
    """A role held for one unit gave rights for all pages; `sync_roles` puts its holder into the group of the unit."""
    Group, RoleAssignment = apps.get_model("auth", "Group"), apps.get_model("campus", "RoleAssignment")
    for role in set(RoleAssignment.objects.values_list("role", flat=True)):
        group = Group.objects.filter(name=role).first()
        if group is not None:
            of_the_school = RoleAssignment.objects.filter(role=role, ended_at=None, unit__depth=1).values("user")
            group.user_set.remove(*group.user_set.exclude(pk__in=of_the_school))


class Migration(migrations.Migration):
    # Changing rows and adding a constraint in one transaction is refused by PostgreSQL while triggers wait.
    atomic = False

    dependencies = [("campus", "0004_audit_counter"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop, atomic=True),
        migrations.RunPython(leave_the_groups_of_the_whole_school, migrations.RunPython.noop, atomic=True),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(condition=Q(is_superuser=False), name="user_is_no_superuser"),
        ),
    ]
