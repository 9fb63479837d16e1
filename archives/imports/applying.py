"""Writing a confirmed batch into the archive, chunk by chunk."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from archives.catalogue.rules import RuleHistory
from archives.imports import actions
from archives.imports.kinds import KINDS, Kind
from archives.imports.kinds.base import Outcome, Writing, staged
from archives.imports.models import GOOD, Batch, StagedRow
from campus.bulk import commit_without_waiting, rows_at_once
from campus.jobs.running import JobRun
from campus.organisation.models import Unit

CHUNK = 10_000  # rows in one transaction, with one checkpoint


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
    while (last := _last_of_chunk(batch)) is not None:
        rows = _waiting(batch).filter(number__lte=last)
        writing.at = run.clock()
        with transaction.atomic():
            commit_without_waiting()
            take_turn()
            outcome = _write(kind, rows, writing)
            set_aside(outcome)
            Batch.objects.filter(pk=batch.pk).update(
                reached=last,
                written=F("written") + outcome.count_done,
                left_behind=F("left_behind") + outcome.count_other,
            )
            done = run.job.done + outcome.count_done + outcome.count_other
            run.save(checkpoint={"row": last}, done=done, total=max(total, done))
    actions.finish_applying(batch=batch, at=run.clock())


def take_turn() -> None:
    """Batches write chunk by chunk in turns: what one has looked at, no other changes before it has written.

    On SQLite all writers do so anyway. The lock is on the school: it keeps nobody from referring to it.
    """
    list(Unit.objects.filter(depth=1).select_for_update(no_key=True).values_list("pk"))


def _write(kind: Kind, rows: QuerySet[StagedRow], writing: Writing) -> Outcome:
    """First in the belief that nothing has changed since the check; where the database refuses that, the second try
    looks which rows must be left behind.
    """
    try:
        with transaction.atomic():
            return kind.write_at_once(rows, writing)
    except IntegrityError:
        with transaction.atomic():
            return kind.write(staged(rows), writing)


def _waiting(batch: Batch) -> QuerySet[StagedRow]:
    return StagedRow.objects.filter(batch=batch, status__in=GOOD, number__gt=batch.reached).order_by("number")


def _last_of_chunk(batch: Batch) -> int | None:
    """The number of the last row that belongs into the next chunk; None where no row is left."""
    batch.refresh_from_db(fields=["reached"])
    first = _waiting(batch).values_list("number", flat=True).first()
    return None if first is None else first + rows_at_once(CHUNK) - 1


def set_aside(outcome: Outcome) -> None:
    """Mark the rows that were not done, with the reason; those that went well follow from the batch."""
    for (status, reason), keys in outcome.other.items():
        StagedRow.objects.filter(pk__in=keys).update(status=status, reason=reason)
