"""Who may change the tree of units."""

from __future__ import annotations

from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from campus.organisation.models import Unit

PERMISSION = "organisation.import"


class Actor(Protocol):
    """What this package needs of a user; the User model lives above it."""

    @property
    def pk(self) -> Any: ...

    @property
    def username(self) -> Any: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


def may_change(user: Actor, unit: Unit | None) -> bool:
    """May the person change this unit and add units below it? `None` stands for the top of the tree: nobody.

    Roles live in accounts, above this package: they are asked in Django's way (`has_perm` with the unit).
    """
    if unit is None:
        return False
    return user.has_perm(PERMISSION, unit)


def require_change(user: Actor, unit: Unit | None) -> None:
    """Raise PermissionDenied, with a sentence for the reader, unless `may_change(…)`."""
    if may_change(user, unit):
        return
    if unit is None:
        raise PermissionDenied(
            _("The school at the top of the tree is made when the site is set up. Choose the unit above it.")
        )
    raise PermissionDenied(
        _(
            "You may not change units at or below %(unit)s (%(code)s). A registrar or administrator of "
            "that unit can."
        )
        % {"unit": unit.name, "code": unit.code}
    )
