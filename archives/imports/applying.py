"""Writing a confirmed batch into the archive, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import BinaryField, ExpressionWrapper, F, QuerySet, TextField
from django.db.models.functions import Cast
from orjson import loads

from archives.catalogue.rules import RuleHistory
from archives.imports import actions
from archives.imports.kept_rows import forget_rows
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import Outcome, Staged, Writing
from archives.imports.models import GOOD, Batch, StagedRow
from campus.bulk import commit_without_waiting
from campus.jobs.running import JobRun
from campus.organisation.models import Unit

CHUNK = 5000  # rows in one transaction: small enough that other writers on SQLite are not kept waiting

Write = Callable[[Sequence[Staged], Writing], Outcome]


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
            commit_without_waiting()
            take_turn()
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
    forget_rows(batch)


def take_turn() -> None:
    """Batches write chunk by chunk in turns: what one has looked at, no other changes before it has written.

    On SQLite all writers do so anyway. The lock is on the school: it keeps nobody from referring to it.
    """
    list(Unit.objects.filter(depth=1).select_for_update(no_key=True).values_list("pk"))


def _write(write: Write, rows: Sequence[Staged], writing: Writing) -> Outcome:
    """First in the belief that nobody has taken a number since the check; where somebody has, the database says
    so, and the second try looks which rows must be left behind.
    """
    writing.is_first_try = True
    try:
        with transaction.atomic():
            return write(rows, writing)
    except IntegrityError:
        writing.is_first_try = False
        with transaction.atomic():
            return write(rows, writing)


def _next_rows(batch: Batch) -> list[Staged]:
    batch.refresh_from_db(fields=["reached"])
    rows = StagedRow.objects.filter(batch=batch, status__in=GOOD, number__gt=batch.reached).order_by("number")
    return staged(rows[:CHUNK])


def staged(rows: QuerySet[StagedRow]) -> list[Staged]:
    """The rows as the kinds take them. What is encrypted stays so: writing it is copying it."""
    as_text = [Cast(name, TextField()) for name in ("values", "before", "undo")]
    as_bytes = [ExpressionWrapper(F(name), output_field=BinaryField()) for name in ("identity_number", "sealed")]
    found = rows.values_list("pk", "number", "is_change", "is_adverse", *as_text, "target", *as_bytes)
    return [
        Staged(pk, number, is_change, is_adverse, loads(values), _loaded(before), _loaded(undo), target, *sealed)
        for pk, number, is_change, is_adverse, values, before, undo, target, *sealed in found
    ]


def _loaded(text: str) -> dict[str, Any]:
    return loads(text) if text != "{}" else {}


def set_aside(outcome: Outcome) -> None:
    """Mark the rows that were not done, with the reason; those that went well follow from the batch."""
    for (status, reason), keys in outcome.other.items():
        StagedRow.objects.filter(pk__in=keys).update(status=status, reason=reason)
