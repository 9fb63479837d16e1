"""Background work of imports: check a file, write a batch, take it back. Each goes on where it was
stopped.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from archives.catalogue.rules import RuleHistory
from archives.imports import actions, file_keys, mending, replacing, staging
from archives.imports.applying import apply_chunks
from archives.imports.checking import (
    check_columns,
    check_with_answers,
    meet_again,
    names_of,
    read_chunks,
    remember_keys,
)
from archives.imports.digests import CheckDigest, digest
from archives.imports.kept_rows import rows_of
from archives.imports.kinds import KINDS, Kind
from archives.imports.kinds.base import Checking
from archives.imports.models import MENDABLE, Batch, Finding, SourceGone, StagedRow, Status
from archives.imports.sentences import UnreadableFile
from archives.imports.shredding import shred_due
from archives.imports.tidying import let_go, tidy_all
from archives.imports.undoing import undo_chunks
from campus.bulk import commit_without_waiting, refresh_statistics
from campus.jobs.registry import job_kind, scheduled
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


@scheduled("imports.shred", cron="10 4 * * *")
def shred(run: JobRun) -> None:
    """Every night: forget the files and rows of imports whose days are over."""
    shred_due(run.clock(), each=run.heartbeat)


@scheduled("imports.tidy", cron="*/10 * * * *")
def tidy(run: JobRun) -> None:
    """Every ten minutes: what killed processes left lying is put in order or removed."""
    tidy_all(run.clock(), each=run.heartbeat)


@job_kind("imports.mend")
def mend(run: JobRun) -> None:
    """Check many refused rows again after an answer for all of them."""
    batch = Batch.objects.select_related("uploaded_by").get(number=run.job.reference)
    if batch.status in MENDABLE:
        mending.mend_rows(batch, run)


def _run(run: JobRun, status: Status, work: Callable[[Batch, JobRun], None]) -> None:
    batch = Batch.objects.select_related("uploaded_by", "confirmed_by", "released_by", "undo_asked_by").get(
        number=run.job.reference
    )
    if batch.status != status:
        return  # somebody cancelled it, or another run has finished it
    try:
        with collector_at_rest():
            work(batch, run)
    except PASSED_ON:
        raise
    except UnreadableFile as unreadable:
        actions.mark_unreadable(batch=batch, unreadable=unreadable, at=run.clock())
        raise JobFailed(unreadable.message()) from unreadable
    except Exception:
        actions.mark_failed(batch=batch, at=run.clock())
        raise


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Rows are plain values without circles: looking for circles among millions of them takes a third of the time."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def _check(batch: Batch, run: JobRun) -> None:
    kind, spent = KINDS[batch.kind], _stopwatch(run)
    checking = Checking(
        by=batch.uploaded_by,
        on=timezone.localdate(run.clock()),
        rules=RuleHistory.load(),
        date_system=batch.date_system,
        day_first=batch.day_first,
        withheld=frozenset(batch.withheld_rows),
    )
    if not run.checkpoint.get("row"):
        with transaction.atomic():
            staging.forget(batch)
            run.save(done=0, total=batch.data_rows, checkpoint={})
    if kind.remembers_keys:
        remember_keys(kind, batch, checking)
    _check_chunks(kind, batch, checking, run, spent)
    _look_again(kind, batch, checking)
    _forget_under_age(batch)
    refresh_statistics(StagedRow, "batch", "status", "number")
    mending.redo(batch=batch, at=run.clock())
    actions.finish_check(
        batch=batch,
        digest=digest(batch),
        rules_of=checking.on,
        at=run.clock(),
        seconds=spent(),
    )


def _stopwatch(run: JobRun) -> Callable[[], float]:
    """Seconds that were spent on this job, in earlier runs too; not those in which nobody worked on it."""
    started, before = run.clock(), float(run.checkpoint.get("spent", 0))
    return lambda: before + (run.clock() - started).total_seconds()


def _check_chunks(
    kind: Kind, batch: Batch, checking: Checking, run: JobRun, spent: Callable[[], float]
) -> None:
    """Check what was not checked before this run; of the rest only the keys are noted."""
    last_row, so_far = run.checkpoint.get("row", 0), CheckDigest(batch)
    with rows_of(batch, names_of(kind)) as rows:
        chunks = read_chunks(kind, batch, rows, checking)
        for read in chunks:
            row = read.rows.numbers[-1]
            if row <= last_row:
                meet_again(kind, batch, read, checking)
                run.heartbeat()
                continue
            careful, skimmed = check_columns(kind, batch, read, checking)
            with transaction.atomic():
                commit_without_waiting()
                staging.keep(batch, kind, careful, skimmed, so_far, meanwhile=chunks.step)
                run.save(**_progress(run, batch, row, spent()))


def _look_again(kind: Kind, batch: Batch, checking: Checking) -> None:
    """Refuse rows whose key was met again further down, and remember the keys of the whole file."""
    with transaction.atomic():
        if checking.late:
            with rows_of(batch, names_of(kind)) as rows:
                late = check_with_answers(kind, batch, rows.numbered(checking.late), checking)
            replacing.replace(batch, kind, late, {})
        if not batch.refused:  # nothing to mend, no key to protect
            return
        keys = {name: list(found.items()) for name, found in checking.first_rows.items()}
        for name, found in checking.repeated.items():
            keys[name] += [(key, row) for key, rows in found.items() for row in rows[1:]]
        young = _under_age(batch)
        if young:
            keys = {name: [pair for pair in pairs if pair[1] not in young] for name, pairs in keys.items()}
        file_keys.keep(batch, keys)


def _under_age(batch: Batch) -> set[int]:
    """Rows about persons under 18: nothing stays of them but their numbers (rules.md, 1)."""
    return set(Finding.objects.filter(batch=batch, code="under_age").values_list("row", flat=True))


def _forget_under_age(batch: Batch) -> None:
    """In no file either."""
    if young := _under_age(batch):
        with transaction.atomic():
            let_go(batch, SourceGone.UNDER_AGE, rows=young)


def _progress(run: JobRun, batch: Batch, row: int, spent: float) -> dict[str, Any]:
    return {
        "checkpoint": {"row": row, "spent": spent},
        "done": batch.rows,
        "total": max(run.job.total, batch.rows),
    }
