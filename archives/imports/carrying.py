"""Rows that stayed behind in an import, taken into one of their own: mended there, confirmed, receipted, undone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.imports import actions, mending, permissions
from archives.imports.models import MENDABLE, Batch, BatchKeys, CellFix, RowStatus, StagedRow, Status
from archives.registry.numbers import next_numbers
from campus.jobs.actions import start_job
from campus.refusals import Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User

LAYOUT = (
    *("sheet", "header_row", "encoding", "delimiter", "date_system", "first_column", "headers", "mapping"),
    *("mapping_from", "day_first", "headers_key", "kind", "unit", "file_name", "fingerprint", "size"),
)


def carry_over(*, batch: Batch, by: User, at: datetime) -> Batch:
    """A new batch with the rows that the import could not take; checked anew against what is there now.

    Where one is open already, that one. Rows of a file of records only for some days (`permissions.mendable_until`).
    The rows of persons under 18 are not among them: nothing of these was kept. Raises Refusal where nothing is left
    to mend.
    """
    actions.require(permissions.may_mend_rows(by, batch, at=at))
    if batch.status not in (Status.APPLIED, Status.PART_APPLIED):
        raise Refusal(_("Rows are carried over once the good ones are imported."))
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch.pk)
        if (already := open_one(batch)) is not None:
            return already
        rows = list(StagedRow.objects.filter(_kept(), batch=batch).order_by("number"))
        if not rows:
            raise Refusal(_("No row of this import is left that could be mended here."))
        carried = _new_batch(batch, len(rows), by, at)
        _copy(batch, carried, rows)
        if len(rows) > mending.AT_ONCE:
            start_job(kind=mending.JOB, reference=carried.number, by=by, at=at)
        else:
            mending.check_again(carried, [row.number for row in rows], at=at)
        actions.leave_trace("imports.carry_over", carried, by, at, rows=len(rows), mends=batch.number)
    carried.refresh_from_db()
    return carried


def open_one(batch: Batch) -> Batch | None:
    """The batch that has these rows already and can still be mended."""
    return batch.mended_by.filter(stored_as="", rows_as="", source_gone="", status__in=MENDABLE).order_by("-pk").first()


def can_be_carried(batch: Batch) -> bool:
    """Whether rows are left of which the cells are known."""
    return bool(batch.refused) and StagedRow.objects.filter(_kept(), batch=batch).exists()


def _kept() -> Q:
    return Q(status=RowStatus.REFUSED) & (~Q(cells={}) | Q(sealed__isnull=False))


def _new_batch(batch: Batch, rows: int, by: User, at: datetime) -> Batch:
    answers = {name: batch.answers[name] for name in ("values", "dates", "place") if name in batch.answers}
    return Batch.objects.create(
        **{name: getattr(batch, name) for name in LAYOUT},
        number=next_numbers("B", timezone.localdate(at).year, digits=4)[0],
        status=Status.CHECKED,
        mends=batch,
        answers=answers,
        rules_of=timezone.localdate(at),
        rows=rows,
        data_rows=rows,
        refused=rows,
        uploaded_at=at,
        uploaded_by=by,
        checked_at=at,
    )


def _copy(batch: Batch, carried: Batch, rows: list[StagedRow]) -> None:
    """Rows, what was typed into them, and the keys of the whole file: another row of it still has its number."""
    for row in rows:
        row.pk, row.batch = None, carried
    StagedRow.objects.bulk_create(rows, batch_size=500)
    numbers = {row.number for row in rows}
    fixes = [fix for fix in CellFix.objects.filter(batch=batch) if fix.row in numbers]
    for fix in fixes:
        fix.pk, fix.batch = None, carried
    CellFix.objects.bulk_create(fixes, batch_size=500)
    keys = list(BatchKeys.objects.filter(batch=batch))
    for key in keys:
        key.pk, key.batch = None, carried
    BatchKeys.objects.bulk_create(keys)
