"""Who may do what with a batch. Each question is about the batch's unit: a college's registrar stays in
the college.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from archives.catalogue.rules import rule
from archives.imports.kinds import KINDS
from archives.imports.models import Batch, Status
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
    """Choose the layout, check, confirm and cancel: the person who uploaded it, while they still import this kind
    there; or a colleague who covers its unit and may import every row of the kind.
    """
    if batch.uploaded_by_id == user.pk and _still_imports(user, batch):
        return True
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
    """Read what stands in the file, and whatever was made of it: headings, cells, examples, changes.

    Whoever prepares the batch; whoever may release it, while it waits for that. Once something of a file of records
    was written, or it was given up, nobody: what a student's archive holds is read there, for a purpose and with a
    trace (rules.md, 6 and 7). Everybody else who sees the batch sees counts, causes and states.
    """
    if KINDS[batch.kind].holds_records and batch.is_out_of_hand:
        return False
    if may_prepare(user, batch):
        return True
    return batch.status == Status.WAITING_RELEASE and may_release(user, batch)


def may_mend_rows(user: User, batch: Batch, *, at: datetime) -> bool:
    """Read the rows that stayed behind, to mend them: whoever prepares the batch, also once the others were written.

    Of a file of records only until `mendable_until`, and never of one that was given up or taken back.
    """
    if not may_prepare(user, batch):
        return False
    if not (KINDS[batch.kind].holds_records and batch.is_out_of_hand):
        return True
    until = mendable_until(batch)
    is_over = batch.status in (Status.CANCELLED, Status.UNDOING, Status.UNDONE)
    return not is_over and until is not None and at < until


def mendable_until(batch: Batch) -> datetime | None:
    """Up to when the rows that stayed behind can be taken away (rule import.error_workbook); None for a batch that
    was never checked.
    """
    since = batch.checked_at or (batch.uploaded_at if batch.refused else None)  # carried over: known from the start
    if since is None:
        return None
    return since + timedelta(days=rule("import.error_workbook", on=timezone.localdate(since))["days"])


def may_see_before(user: User, batch: Batch) -> bool:
    """Read what the register holds now beside what the file would make of it.

    Of records nobody, here: a file is no way into archives. Of others whoever sees the rows and may view those
    units' register anyway.
    """
    permission = KINDS[batch.kind].before_permission
    if not permission or not may_see_rows(user, batch):
        return False
    written = units_for(batch.uploaded_by, batch.kind)
    return not written.exclude(pk__in=covered_units(user, permission).values("pk")).exists()


def may_take_receipt(user: User, batch: Batch) -> bool:
    """Take the receipt and the lists of row numbers away: whoever prepares, releases or undoes batches of the unit."""
    return may_prepare(user, batch) or _covers(user, "imports.release", batch) or may_undo(user, batch)


def may_download(user: User, batch: Batch, what: str, *, at: datetime) -> bool:
    """Take something of a batch away as a file: "errors" the rows to mend, "written" what it wrote, else receipts.

    Of a file of records "written" lists numbers of records; of others it lists what stands in the register.
    """
    if what == "errors":
        return may_mend_rows(user, batch, at=at)
    if what == "written" and not KINDS[batch.kind].holds_records:
        return may_see_rows(user, batch)
    return may_take_receipt(user, batch)


def _still_imports(user: User, batch: Batch) -> bool:
    """The person may still import rows of this kind for units that the batch was made for."""
    units = units_for(user, batch.kind)
    return may_upload(user, batch.kind) and (
        batch.unit is None or units.filter(path__startswith=batch.unit.path).exists()
    )


def _permissions(kind: str) -> list[str]:
    return [name for name in (KINDS[kind].permission, KINDS[kind].lesser_permission) if name]


def _covers(user: User, permission: str, batch: Batch) -> bool:
    """A batch without a unit belongs to nobody but the person who uploaded it."""
    return batch.unit is not None and may(user, permission, batch.unit)
