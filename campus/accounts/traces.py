"""Audit events of sign-in, sign-out, passwords and second factors, which people do to their own account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from campus.accounts.models import User
from campus.audit.actions import record_event
from campus.encryption.index import blind_index

FAILED_CONTEXT = "accounts.failed_sign_in"
View = Callable[..., HttpResponseBase]


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


def traced_second_factor(view: View) -> View:
    """Wraps a view of allauth that adds or removes second factors: its change and the event in one
    transaction."""

    @wraps(view)
    @transaction.atomic
    def traced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        before = _factors(request.user)
        response = view(request, *args, **kwargs)
        after = _factors(request.user)
        if before != after:
            trace(
                "accounts.change_second_factor",
                by=request.user,
                at=timezone.now(),
                details={
                    "added": sorted(kind for _pk, kind in after - before),
                    "removed": sorted(kind for _pk, kind in before - after),
                },
            )
        return response

    return traced


def _factors(user: User) -> set[tuple[int, str]]:
    return set(Authenticator.objects.filter(user=user).values_list("pk", "type"))
