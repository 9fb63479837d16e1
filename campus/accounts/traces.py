"""Audit events of sign-in, sign-out and passwords, which people do to their own account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from campus.accounts.models import User
from campus.audit.actions import record_event
from campus.encryption.index import blind_index

FAILED_CONTEXT = "accounts.failed_sign_in"


def trace(action: str, *, by: User, at: datetime, details: dict[str, Any] | None = None) -> None:
    """An event of a person about their own account. Must run in a transaction."""
    record_event(action=action, by=by, at=at, target=by, details=details)


@transaction.atomic
def trace_failed_sign_in(*, tried: str, by: User | AnonymousUser, at: datetime) -> None:
    """A failed sign-in. Keeps a keyed hash of the name that was tried: equal attempts can be counted, but the
    name (often a password, typed into the wrong box) cannot be read."""
    record_event(
        action="accounts.failed_sign_in",
        by=by if isinstance(by, User) else None,
        at=at,
        details={"name_hash": blind_index(FAILED_CONTEXT, tried.strip().lower())},
    )


@transaction.atomic
def trace_failed_second_factor(*, user: User, at: datetime) -> None:
    """A right password followed by a wrong code: the password may be known to somebody else."""
    trace("accounts.failed_second_factor", by=user, at=at)
