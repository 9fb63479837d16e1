"""Who may do what with a batch. Each question is about the batch's unit: a college's registrar stays in
the college.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archives.imports.kinds import KINDS
from archives.imports.models import Batch
from campus.accounts.permissions import covered_units, may
from campus.organisation.models import Unit, UnitQuerySet

if TYPE_CHECKING:
    from campus.accounts.models import User


def kinds_for(user: User) -> list[str]:
    """The codes of the kinds this person may import."""
    return [code for code in KINDS if may_upload(user, code)]


def may_upload(user: User, kind: str) -> bool:
    """Start a batch of this kind, for whatever units the person covers."""
    return kind in KINDS and any(may(user, permission) for permission in _permissions(kind))


def units_for(user: User, kind: str) -> UnitQuerySet:
    """The units for which the person may import at least some rows of this kind."""
    primary_keys = set()
    for permission in _permissions(kind):
        primary_keys.update(covered_units(user, permission).values_list("pk", flat=True))
    units: UnitQuerySet = Unit.objects.filter(pk__in=primary_keys)
    return units


def may_prepare(user: User, batch: Batch) -> bool:
    """Choose the layout, check, confirm and cancel: the person who uploaded it, or a colleague who covers
    its unit and may import every row of the kind.
    """
    if batch.uploaded_by_id == user.pk:
        return may_upload(user, batch.kind)
    return _covers(user, KINDS[batch.kind].permission, batch)


def may_release(user: User, batch: Batch) -> bool:
    """Be the second person: holds imports.release for the unit, and neither uploaded nor confirmed the
    batch.
    """
    if user.pk in (batch.uploaded_by_id, batch.confirmed_by_id):
        return False
    return _covers(user, "imports.release", batch)


def may_undo(user: User, batch: Batch) -> bool:
    """Undo a batch: holds imports.undo for the unit, or prepared it and holds imports.undo at all."""
    if batch.uploaded_by_id == user.pk:
        return may(user, "imports.undo")
    return _covers(user, "imports.undo", batch)


def may_continue(user: User, batch: Batch) -> bool:
    """Let a batch that stopped go on: whoever may do what it was doing."""
    return may_undo(user, batch) if batch.undo_asked_at else may_prepare(user, batch)


def may_see_rows(user: User, batch: Batch) -> bool:
    """Read what stands in the rows: whoever prepares or may release the batch. An auditor sees counts and
    causes.
    """
    return may_prepare(user, batch) or _covers(user, "imports.release", batch)


def _permissions(kind: str) -> list[str]:
    return [name for name in (KINDS[kind].permission, KINDS[kind].lesser_permission) if name]


def _covers(user: User, permission: str, batch: Batch) -> bool:
    """A batch without a unit belongs to nobody but the person who uploaded it."""
    return batch.unit is not None and may(user, permission, batch.unit)
