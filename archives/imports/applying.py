"""Writing a confirmed batch into the archive, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import F

from archives.catalogue.rules import RuleHistory
from archives.imports import actions
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import Outcome, Writing
from archives.imports.models import GOOD, Batch, StagedRow
from campus.jobs.running import JobRun

CHUNK = 2000  # rows in one transaction: small enough that other writers on SQLite are not kept waiting

Write = Callable[[Sequence[StagedRow], Writing], Outcome]


def apply_chunks(batch: Batch, run: JobRun) -> None:
    """Write every staged row; each chunk's rows, their new status and the checkpoint in one transaction."""
    kind = KINDS[batch.kind]
    assert batch.confirmed_by is not None
    writing = Writing(
        batch=batch,
        by=batch.confirmed_by,
        released_by=batch.released_by,
        at=run.clock(),
        rules=RuleHistory.load(),
    )
    total = batch.importable
    while rows := _next_rows(batch):
        writing.at = run.clock()
        with transaction.atomic():
            outcome = _write(kind.write, rows, writing)
            set_aside(outcome)
            Batch.objects.filter(pk=batch.pk).update(
                reached=rows[-1].number,
                written=F("written") + len(outcome.done),
                left_behind=F("left_behind") + sum(map(len, outcome.other.values())),
            )
            done = run.job.done + len(rows)
            run.save(checkpoint={"row": rows[-1].number}, done=done, total=max(total, done))
    actions.finish_applying(batch=batch, at=run.clock())


def _write(write: Write, rows: Sequence[StagedRow], writing: Writing) -> Outcome:
    """Once more where somebody else wrote the same rows in between: the second look leaves those behind."""
    try:
        with transaction.atomic():
            return write(rows, writing)
    except IntegrityError:
        with transaction.atomic():
            return write(rows, writing)


def _next_rows(batch: Batch) -> list[StagedRow]:
    batch.refresh_from_db(fields=["reached"])
    rows = StagedRow.objects.filter(batch=batch, status__in=GOOD, number__gt=batch.reached).order_by("number")
    return list(rows[:CHUNK])


def set_aside(outcome: Outcome) -> None:
    """Mark the rows that were not done, with the reason; those that went well follow from the batch."""
    for (status, reason), keys in outcome.other.items():
        StagedRow.objects.filter(pk__in=keys).update(status=status, reason=reason)
