"""Taking an applied batch back: reversed, kept because somebody touched it since, or no longer there."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from archives.catalogue.rules import RuleHistory
from archives.imports import actions
from archives.imports.applying import CHUNK, set_aside, take_turn
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import Outcome, Writing, staged
from archives.imports.models import Batch, RowStatus, StagedRow
from campus.bulk import commit_without_waiting, rows_at_once
from campus.jobs.running import JobRun


def undo_chunks(batch: Batch, run: JobRun) -> None:
    """Reverse every written row, last rows first; each chunk and its checkpoint in one transaction."""
    kind = KINDS[batch.kind]
    assert batch.undo_asked_by is not None
    writing = Writing(
        batch=batch, by=batch.undo_asked_by, released_by=None, at=run.clock(), rules=RuleHistory.load()
    )
    while rows := staged(StagedRow.objects.of(batch, RowStatus.WRITTEN).order_by("-number")[: rows_at_once(CHUNK)]):
        writing.at = run.clock()
        with transaction.atomic():
            commit_without_waiting()
            take_turn()
            outcome = kind.reverse(rows, writing)
            set_aside(outcome)
            batch.undone_from = rows[-1].number
            Batch.objects.filter(pk=batch.pk).update(
                undone_from=batch.undone_from,
                reversed=F("reversed") + len(outcome.done),
                kept=F("kept") + _count(outcome, RowStatus.KEPT),
                errored=F("errored") + _count(outcome, RowStatus.ERRORED),
            )
            done = run.job.done + len(rows)
            run.save(checkpoint={"row": rows[-1].number}, done=done, total=max(batch.written, done))
    actions.finish_undoing(batch=batch, at=run.clock())


def _count(outcome: Outcome, wanted: str) -> int:
    return sum(len(keys) for (status, _reason), keys in outcome.other.items() if status == wanted)
