"""The school's own name, office and hours: what every page and paper says about it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campus.audit.actions import record_event
from campus.organisation.models import SchoolSettings, Unit
from campus.organisation.permissions import Actor
from campus.refusals import Refusal

PERMISSION = "school.change"
CHANGEABLE = ("name_zh", "name_en", "office_zh", "office_en", "hours_zh", "hours_en", "phone", "email")


def may_change_school(by: Actor) -> bool:
    """It stands on everybody's pages: only who holds the permission for the whole school may change it."""
    top = Unit.get_first_root_node()
    return top is not None and by.has_perm(PERMISSION, top)


@transaction.atomic
def change_school(*, by: Actor, at: datetime, **changes: str) -> SchoolSettings:
    """Change what is said about the school, at an aware time; what stays as it is makes no event.

    Raises PermissionDenied, or Refusal (`field` says where) for what cannot stand there.
    """
    if not may_change_school(by):
        raise PermissionDenied(
            _("The school's name stands on all pages. Only an administrator of the whole school may change it.")
        )
    unknown = changes.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"change_school cannot change {sorted(unknown)}")
    shown = SchoolSettings.objects.select_for_update().get(pk=SchoolSettings.load().pk)
    before = {name: getattr(shown, name) for name, value in changes.items() if getattr(shown, name) != value.strip()}
    if not before:
        return shown
    for name in before:
        setattr(shown, name, changes[name].strip())
    try:
        shown.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refusal(messages[0], field=field) from None
    shown.save(update_fields=list(before))
    record_event(
        action="organisation.change_school",
        by=by,
        at=at,
        target=shown,
        details={"before": before, "after": {name: getattr(shown, name) for name in before}},
    )
    return shown
