"""Checked rows put in place of the same rows of an earlier check, with all counts and sums of the batch put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from archives.imports import staging
from archives.imports.digests import row_digest
from archives.imports.kinds import Kind
from archives.imports.kinds.base import UNCHANGED, CheckedRow
from archives.imports.models import GOOD, Batch, Finding, RowStatus, StagedRow

COUNTED = {
    RowStatus.NEW: "new",
    RowStatus.CHANGED: "changed",
    RowStatus.REFUSED: "refused",
    RowStatus.DROPPED: "dropped",
    UNCHANGED: "unchanged",
}
SUMS = ("summary", "changes", "new", "changed", "unchanged", "refused", "dropped", "adverse", "answers")


def replace(batch: Batch, kind: Kind, rows: Sequence[CheckedRow], dropped: Mapping[int, str]) -> None:
    """Put these rows in place of their earlier selves, inside the caller's transaction, which holds the batch.

    `dropped`: row number → code, of rows that are left out from now on. The batch's digest is not touched.
    """
    numbers = [row.number for row in rows] + list(dropped)
    before = list(StagedRow.objects.filter(batch=batch, number__in=numbers))
    batch.refresh_from_db(fields=SUMS)
    _count(batch, before, -1)
    _take_back_changes(batch, before)
    _take_back_findings(batch, numbers)
    StagedRow.objects.filter(batch=batch, number__in=[row.number for row in rows]).delete()
    for code in set(dropped.values()):
        of_code = [number for number, found in dropped.items() if found == code]
        StagedRow.objects.filter(batch=batch, number__in=of_code).update(status=RowStatus.DROPPED, reason=code)
    fresh = [staging.staged(batch, kind, row) for row in rows if row.status != UNCHANGED]
    for new in fresh:
        new.digest = row_digest(new) if new.status in GOOD else None
    StagedRow.objects.bulk_create(fresh, batch_size=500)
    for row in rows:
        for draft in row.drafts:
            staging.is_kept(batch.summary, row, draft)
    # All are kept, also more warnings than of a whole file: so they can be taken back one by one.
    findings = [staging.finding(batch, row, draft) for row in rows for draft in row.drafts]
    Finding.objects.bulk_create(findings, batch_size=500)
    staging.add_changes(batch.changes, kind, rows)
    _count(batch, fresh, 1)
    # What was not staged was only counted, as unchanged.
    batch.unchanged += sum(row.status == UNCHANGED for row in rows) - (len(numbers) - len(before))
    batch.dropped += len(dropped)
    _renew_examples(batch)
    _count_mended(batch, before, rows)
    batch.save(update_fields=SUMS)


def drop(batch: Batch, kind: Kind, numbers: Sequence[int], code: str) -> None:
    """Leave rows out, inside the caller's transaction, which holds the batch."""
    replace(batch, kind, [], dict.fromkeys(numbers, code))


def _count(batch: Batch, rows: Sequence[StagedRow], sign: int) -> None:
    for status, many in Counter(row.status for row in rows).items():
        name = COUNTED[RowStatus(status)]
        setattr(batch, name, getattr(batch, name) + sign * many)
    batch.adverse += sign * sum(row.is_adverse and row.status in GOOD for row in rows)


def _take_back_changes(batch: Batch, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        if row.status != RowStatus.CHANGED:
            continue
        for name in row.before:
            change = batch.changes.get(name)
            if change is None:
                continue
            change["rows"] -= 1
            if not change["rows"]:
                del batch.changes[name]
            elif change["row"] == row.number:
                change["row"] = None


def _take_back_findings(batch: Batch, numbers: Sequence[int]) -> None:
    found = Finding.objects.filter(batch=batch, row__in=numbers)
    for code, row in found.values_list("code", "row"):
        group = batch.summary.get(code)
        if group is None:
            continue
        group["count"] -= 1
        if not group["count"]:
            del batch.summary[code]
        elif group["row"] == row:
            group["row"] = None
    found.delete()


def _renew_examples(batch: Batch) -> None:
    """The example of a group must be one of its rows."""
    for code, group in batch.summary.items():
        if group["row"] is None and (found := Finding.objects.filter(batch=batch, code=code).first()):
            group.update(row=found.row, field=found.field, value=found.value, params=found.params)
    for name, change in batch.changes.items():
        if change["row"] is not None:
            continue
        row = StagedRow.objects.filter(batch=batch, status=RowStatus.CHANGED, before__has_key=name).first()
        if row is not None:
            shown: dict[str, Any] = {"before": row.before[name], "after": row.values.get(name)}
            change.update(row=row.number, **({} if name == "identity_index" else shown))


def _count_mended(batch: Batch, before: Sequence[StagedRow], rows: Sequence[CheckedRow]) -> None:
    """How many rows somebody has put right here; a row that is wrong again counts no longer."""
    was_refused = {row.number for row in before if row.status == RowStatus.REFUSED}
    now_refused = {row.number for row in rows if row.status == RowStatus.REFUSED}
    numbers = {row.number for row in rows}
    gained = len(was_refused & numbers - now_refused) - len(now_refused - was_refused)
    mended = max(batch.answers.get("mended", 0) + gained, 0)
    if mended or "mended" in batch.answers:
        batch.answers["mended"] = mended
