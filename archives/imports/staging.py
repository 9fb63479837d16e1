"""Keeping what the check found: rows that would be written, rows to mend, findings, and their sums on the
batch.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import rfc8785

from archives.imports.findings import Draft
from archives.imports.kinds import Kind
from archives.imports.kinds.base import UNCHANGED, CheckedRow
from archives.imports.models import Batch, Finding, RowStatus, Severity, StagedRow

# Errors are kept one by one. Of warnings the first ones of each code are; all are counted.
WARNINGS_KEPT = 500
FOUND_CHARACTERS = 120


def forget(batch: Batch) -> None:
    """Take away what an earlier check of this batch found."""
    StagedRow.objects.filter(batch=batch).delete()
    Finding.objects.filter(batch=batch).delete()
    Batch.objects.filter(pk=batch.pk).update(
        rows=0, new=0, changed=0, unchanged=0, refused=0, adverse=0, summary={}, changes={}, digest=""
    )


def keep(batch: Batch, kind: Kind, rows: Sequence[CheckedRow]) -> None:
    """Store one checked chunk, inside the caller's transaction. Unchanged rows are only counted."""
    StagedRow.objects.bulk_create(
        [_staged(batch, row) for row in rows if row.status != UNCHANGED], batch_size=500
    )
    batch.refresh_from_db(
        fields=["summary", "changes", "rows", "new", "changed", "unchanged", "refused", "adverse"]
    )
    findings = [
        _finding(batch, row, draft)
        for row in rows
        for draft in row.drafts
        if _is_kept(batch.summary, row, draft)
    ]
    Finding.objects.bulk_create(findings, batch_size=500)
    _add_changes(batch.changes, kind, rows)
    counts = Counter(row.status for row in rows)
    batch.rows += len(rows)
    batch.new += counts[RowStatus.NEW]
    batch.changed += counts[RowStatus.CHANGED]
    batch.unchanged += counts[UNCHANGED]
    batch.refused += counts[RowStatus.REFUSED]
    batch.adverse += sum(row.is_adverse and row.status in (RowStatus.NEW, RowStatus.CHANGED) for row in rows)
    batch.save(
        update_fields=["summary", "changes", "rows", "new", "changed", "unchanged", "refused", "adverse"]
    )


def _staged(batch: Batch, row: CheckedRow) -> StagedRow:
    refused = row.status == RowStatus.REFUSED
    sealed = "" if refused or not row.sealed else json.dumps(row.sealed)
    return StagedRow(
        batch=batch,
        number=row.number,
        status=row.status,
        is_change=row.status == RowStatus.CHANGED,
        is_adverse=row.is_adverse,
        values=row.found if refused else row.values,
        sealed=sealed,
        before={} if refused else row.before,
        undo={} if refused else row.undo,
        target=row.target,
        codes=sorted(
            {draft.code for draft in row.drafts if draft.severity == Severity.ERROR} | set(row.twin_codes)
        ),
    )


def _is_kept(summary: dict[str, Any], row: CheckedRow, draft: Draft) -> bool:
    """Count the finding in its group; say whether it is also kept by itself."""
    group = summary.setdefault(
        draft.code,
        {
            "count": 0,
            "severity": draft.severity,
            "field": draft.field,
            "row": row.number,
            "value": draft.value[:FOUND_CHARACTERS],
            "params": draft.params,
        },
    )
    group["count"] += 1
    return draft.severity == Severity.ERROR or group["count"] <= WARNINGS_KEPT


def _finding(batch: Batch, row: CheckedRow, draft: Draft) -> Finding:
    return Finding(
        batch=batch,
        row=row.number,
        other_row=draft.other_row,
        field=draft.field,
        code=draft.code,
        severity=draft.severity,
        value=draft.value[:FOUND_CHARACTERS],
        params=draft.params,
    )


def _add_changes(changes: dict[str, Any], kind: Kind, rows: Sequence[CheckedRow]) -> None:
    """What would change, by field: how many rows, and one example. Identity numbers only by count."""
    for row in rows:
        if row.status != RowStatus.CHANGED:
            continue
        for name, before in row.before.items():
            change = changes.setdefault(
                name, {"rows": 0, "row": row.number, "before": before, "after": row.values.get(name)}
            )
            if name == "identity_index":
                change["before"] = change["after"] = ""
            change["rows"] += 1


def digest(batch: Batch) -> str:
    """SHA-256 over the rows that would be written, in order, as canonical JSON: what a person confirms."""
    running = hashlib.sha256()
    rows = (
        StagedRow.objects.filter(batch=batch)
        .exclude(status=RowStatus.REFUSED)
        .order_by("number")
        .values_list("number", "is_change", "values", "before")
    )
    for number, is_change, values, before in rows.iterator(chunk_size=2000):
        running.update(rfc8785.dumps([number, is_change, values, before]))
        running.update(b"\n")
    return running.hexdigest()
