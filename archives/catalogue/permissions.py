"""Who may read and change the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campus.accounts.permissions import may_everywhere

if TYPE_CHECKING:
    from campus.accounts.models import User


def may_change(user: User) -> bool:
    """Make new versions of rules, record types and legal bases: for the whole school, so only for who holds it
    there."""
    return may_everywhere(user, "catalogue.change")
