"""Background work of imports: check a file, write a batch, take it back. Each goes on where it was
stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from archives.catalogue.rules import RuleHistory
from archives.imports import actions, staging
from archives.imports.applying import apply_chunks
from archives.imports.checking import check_chunk, chunks, find_repeated, open_rows
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import Checking
from archives.imports.models import Batch, Status
from archives.imports.sentences import UnreadableFile
from archives.imports.undoing import undo_chunks
from archives.imports.uploads import local_path
from campus.jobs.registry import job_kind
from campus.jobs.running import Cancelled, JobFailed, JobRun, LeaseLost, Stopping

PASSED_ON = (LeaseLost, Cancelled, Stopping, OperationalError)


@job_kind("imports.check")
def check(run: JobRun) -> None:
    """Read and check every row of the batch's file; nothing of the archive is written."""
    _run(run, Status.CHECKING, _check)


@job_kind("imports.apply")
def apply(run: JobRun) -> None:
    """Write the confirmed rows. A chunk and its checkpoint stand or fall together."""
    _run(run, Status.APPLYING, apply_chunks)


@job_kind("imports.undo")
def undo(run: JobRun) -> None:
    """Take an applied batch back, chunk by chunk."""
    _run(run, Status.UNDOING, undo_chunks)


def _run(run: JobRun, status: Status, work: Callable[[Batch, JobRun], None]) -> None:
    batch = Batch.objects.select_related("uploaded_by", "confirmed_by", "released_by", "undo_asked_by").get(
        number=run.job.reference
    )
    if batch.status != status:
        return  # somebody cancelled it, or another run has finished it
    try:
        work(batch, run)
    except PASSED_ON:
        raise
    except UnreadableFile as unreadable:
        actions.mark_unreadable(batch=batch, unreadable=unreadable, at=run.clock())
        raise JobFailed(unreadable.message()) from unreadable
    except Exception:
        actions.mark_failed(batch=batch, at=run.clock())
        raise


def _check(batch: Batch, run: JobRun) -> None:
    kind = KINDS[batch.kind]
    started = run.clock()
    checking = Checking(
        by=batch.uploaded_by,
        on=timezone.localdate(started),
        rules=RuleHistory.load(),
        date_system=batch.date_system,
        day_first=batch.day_first,
    )
    last_row = run.checkpoint.get("row", 0)
    begun = run.checkpoint.get("begun") or started.isoformat()
    if not last_row:
        with transaction.atomic():
            staging.forget(batch)
            run.save(done=0, total=batch.data_rows, checkpoint={"begun": begun})
    with local_path(batch) as path:
        find_repeated(kind, batch, path, checking, run.heartbeat)
        rows = open_rows(batch, path, [spec.name for spec in kind.fields], start_row=last_row + 1)
        with closing(rows):
            for chunk in chunks(rows):
                checked = check_chunk(kind, batch, chunk, checking)
                with transaction.atomic():
                    staging.keep(batch, kind, checked)
                    run.save(**_progress(run, batch, chunk[-1].number, begun))
    actions.finish_check(
        batch=batch,
        digest=staging.digest(batch),
        rules_of=checking.on,
        at=run.clock(),
        seconds=(run.clock() - datetime.fromisoformat(begun)).total_seconds(),
    )


def _progress(run: JobRun, batch: Batch, row: int, begun: str) -> dict[str, Any]:
    return {
        "checkpoint": {"row": row, "begun": begun},
        "done": batch.rows,
        "total": max(run.job.total, batch.rows),
    }
