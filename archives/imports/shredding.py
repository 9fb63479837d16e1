"""Forgetting what an import no longer needs: the uploaded file and everything that stood in its rows.

What stays is the receipt: fingerprint, counts, who did what and when, row numbers and causes. The file is deleted
from storage; it is not overwritten first, because on today's disks and on remote storage that proves nothing. Copies
in backups go when the backups do.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archives.catalogue.rules import rule
from archives.imports.models import Batch, BatchKeys, CellFix, Finding, SourceGone, StagedRow, Status
from archives.imports.tidying import let_go
from archives.imports.uploads import discard
from campus.audit.actions import record_event
from campus.jobs.models import Job

LYING = ~Q(stored_as="") | ~Q(rows_as="")
AT_ONCE = (Status.CANCELLED, Status.UNREADABLE)
WRITTEN = (Status.APPLIED, Status.PART_APPLIED)
# Nothing of it is written, and nobody works on it.
LEFT_LYING = (Status.UPLOADED, Status.CHECKED, Status.WAITING_RELEASE, Status.RELEASE_REFUSED, Status.FAILED)
EMPTIED: dict[str, Any] = {
    "values": {},
    "before": {},
    "undo": {},
    "cells": {},
    "sealed": None,
    "identity_number": None,
    "digest": None,
}


def days_kept(at: datetime) -> int:
    """How long a file is kept after its import has ended: never less than it can be undone."""
    day = timezone.localdate(at)
    kept, undo = (int(rule(key, on=day)["days"]) for key in ("import.source_kept", "import.undo_window"))
    return max(kept, undo)


def shred_batch(*, batch: Batch, at: datetime) -> bool:
    """Forget file and rows of one batch that has ended. False where somebody else did already.

    The file goes once the rest stands; one that cannot be deleted is tried again every night.
    """
    with transaction.atomic():
        if not Batch.objects.filter(pk=batch.pk, shredded_at=None).update(shredded_at=at):
            return False
        transaction.on_commit(lambda: _delete_file(batch.pk))
        StagedRow.objects.filter(batch=batch).update(**EMPTIED)
        for model in (Finding, CellFix, BatchKeys):
            model.objects.filter(batch=batch).delete()
        fresh = Batch.objects.get(pk=batch.pk)
        for group in fresh.summary.values():
            group["value"], group["params"] = "", {}
        for change in fresh.changes.values():
            change["before"] = change["after"] = ""
        Batch.objects.filter(pk=batch.pk).update(summary=fresh.summary, changes=fresh.changes)
    batch.refresh_from_db()
    return True


def shred_due(at: datetime, *, each: Any = lambda: None) -> dict[str, int]:
    """Forget every import whose days are over. Returns how many of which sort; leaves one event where there were any.

    An import that nobody finished in that time is given up first: its rows can no longer be confirmed.
    """
    counts = {"ended": 0, "given_up": 0}
    limit = at - timedelta(days=days_kept(at))
    for batch in _ended(limit).iterator(chunk_size=100):
        counts["ended"] += shred_batch(batch=batch, at=at)
        each()
    for batch in _left_lying(limit).iterator(chunk_size=100):
        if Batch.objects.filter(pk=batch.pk, status=batch.status).update(status=Status.CANCELLED):
            counts["given_up"] += shred_batch(batch=batch, at=at)
        each()
    for pk in Batch.objects.filter(LYING, shredded_at__isnull=False).values_list("pk", flat=True):
        _delete_file(pk)
    _lay_aside(at, each)
    if any(counts.values()):
        with transaction.atomic():
            record_event(action="imports.shred", by=None, at=at, details={**counts, "days": days_kept(at)})
    return counts


def _delete_file(pk: int) -> None:
    batch = Batch.objects.get(pk=pk)
    discard(batch.stored_as, batch.rows_as)
    Batch.objects.filter(pk=pk).update(stored_as="", rows_as="", to_tidy=False)


def _lay_aside(at: datetime, each: Any) -> None:
    """Of a batch that nobody worked on for some days the file goes, and with it the columns that are imported as
    nothing; its rows can still be confirmed.
    """
    limit = at - timedelta(days=int(rule("import.unused_columns", on=timezone.localdate(at))["days"]))
    for batch in _left_lying(limit).filter(LYING).exclude(source_gone=SourceGone.LAID_ASIDE).iterator(chunk_size=100):
        with transaction.atomic():
            let_go(batch, SourceGone.LAID_ASIDE)
        each()


def _ended(limit: datetime) -> Any:
    over = Q(status__in=AT_ONCE) | Q(status__in=WRITTEN, applied_at__lt=limit)
    return Batch.objects.filter(over | Q(status=Status.UNDONE, undone_at__lt=limit), shredded_at=None)


def _left_lying(limit: datetime) -> Any:
    """Nothing was done with it since the limit: no upload, check, mended cell, confirmation or answer."""
    busy = Job.objects.unfinished().filter(kind__startswith="imports.").values("reference")
    since = Q(checked_at__gte=limit) | Q(confirmed_at__gte=limit) | Q(release_refused_at__gte=limit)
    lying = Batch.objects.filter(
        status__in=LEFT_LYING, shredded_at=None, uploaded_at__lt=limit, written=0, left_behind=0
    )
    return (
        lying.exclude(since)
        .exclude(number__in=busy)
        .exclude(pk__in=CellFix.objects.filter(fixed_at__gte=limit).values("batch"))
    )
