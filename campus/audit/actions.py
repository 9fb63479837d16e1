"""Writing audit events. Called by every action, inside its own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction

from campus.audit.chain import canonical
from campus.audit.models import AuditEvent


class Actor(Protocol):
    """What the log needs to know of a user. The log does not know the User model itself."""

    @property
    def pk(self) -> Any: ...

    @property
    def username(self) -> Any: ...


class OutsideTransaction(RuntimeError):
    """The event would stand even if the action fell. A mistake in the code, not of a person."""


def record_event(
    *,
    action: str,
    by: Actor | None,
    at: datetime,
    target: models.Model | tuple[str, str] | None = None,
    student: str = "",
    unit: str = "",
    purpose: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write one event into the transaction of the action, so that both stand or fall together.

    `by` is the acting user, None for the system; `at` is aware; `target` is a saved object or a pair
    (kind, id). `details` holds ids, codes and counts: no names, no texts. Raises OutsideTransaction outside
    `transaction.atomic`, ValueError for a naive time, an unsaved target or details that JSON cannot hold.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"record_event({action!r}) must run inside transaction.atomic().")
    if at.tzinfo is None:
        raise ValueError(f"record_event({action!r}) needs an aware time.")
    details = details or {}
    canonical(details)  # what cannot be sealed later must fail now, with the action
    target_type, target_id = _target(target)
    return AuditEvent.objects.create(
        occurred_at=at,
        actor_id=str(by.pk) if by and by.pk is not None else "",
        actor_name=str(by.username) if by and by.pk is not None else "",
        action=action,
        target_type=target_type,
        target_id=target_id,
        student=str(student),
        unit=str(unit),
        purpose=str(purpose),
        details=details,
    )


def _target(target: models.Model | tuple[str, str] | None) -> tuple[str, str]:
    if target is None:
        return "", ""
    if isinstance(target, tuple):
        return str(target[0]), str(target[1])
    if target.pk is None:
        raise ValueError("The target of an audit event must be saved first.")
    return target._meta.label, str(target.pk)
