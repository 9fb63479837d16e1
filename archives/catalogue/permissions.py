"""Who may read and change the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campus.accounts.permissions import may

if TYPE_CHECKING:
    from campus.accounts.models import User


def may_change(user: User) -> bool:
    """Make new versions of rules, record types and legal bases."""
    return may(user, "catalogue.change")
