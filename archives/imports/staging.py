"""Keeping what the check found: rows that would be written, rows to mend, findings, and their sums on the
batch.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from archives.imports.canonical import canonical
from archives.imports.cells import pack
from archives.imports.digests import CheckDigest
from archives.imports.findings import Draft
from archives.imports.kinds import Kind
from archives.imports.kinds.base import UNCHANGED, CheckedRow
from archives.imports.kinds.skimming import GoodRow, Skimmed
from archives.imports.models import GOOD, Batch, BatchKeys, Finding, RowStatus, Severity, StagedRow
from archives.registry.models import IDENTITY_CONTEXT
from campus.bulk import PIECE, insert_columns, insert_pieces
from campus.encryption.values import encrypt, encrypt_all

# Errors are kept one by one. Of warnings the first ones of each code are; all are counted.
WARNINGS_KEPT = 500
FOUND_CHARACTERS = 120
STEP = 1_000  # rows to be written for one step of what is done meanwhile: as many as come in one frame
COUNTS = ("rows", "new", "changed", "unchanged", "refused", "adverse")
SEALED_CONTEXT = StagedRow._meta.get_field("sealed").context  # type: ignore[union-attr]


def forget(batch: Batch) -> None:
    """Take away what an earlier check of this batch found."""
    StagedRow.objects.filter(batch=batch).delete()
    Finding.objects.filter(batch=batch).delete()
    BatchKeys.objects.filter(batch=batch).delete()
    Batch.objects.filter(pk=batch.pk).update(
        **dict.fromkeys(COUNTS, 0), dropped=0, summary={}, changes={}, digest="", check_digest=""
    )


def keep(
    batch: Batch,
    kind: Kind,
    rows: Sequence[CheckedRow],
    skimmed: Skimmed,
    digest: CheckDigest,
    *,
    meanwhile: Callable[[], object],
) -> None:
    """Store one checked chunk, inside the caller's transaction. Unchanged rows are only counted.

    `meanwhile` is called now and then while the database takes the rows; it must not ask the database.
    """
    batch.refresh_from_db(fields=["summary", "changes", *COUNTS])
    careful = [staged(batch, kind, row) for row in rows if row.status != UNCHANGED]
    digest.add(careful, skimmed.good)
    _insert_rows(batch, careful, skimmed.good, meanwhile)
    _insert_findings(batch, rows, skimmed)
    add_changes(batch.changes, kind, rows)
    for good in skimmed.good:
        if good.is_change:
            _add_change(batch.changes, good.number, good.before, orjson.loads(good.values))
    counts = Counter(row.status for row in rows)
    changes = sum(good.is_change for good in skimmed.good)
    batch.rows += len(rows) + len(skimmed.good) + len(skimmed.unchanged)
    batch.new += counts[RowStatus.NEW] + len(skimmed.good) - changes
    batch.changed += counts[RowStatus.CHANGED] + changes
    batch.unchanged += counts[UNCHANGED] + len(skimmed.unchanged)
    batch.refused += counts[RowStatus.REFUSED]
    batch.adverse += sum(row.is_adverse and row.status in GOOD for row in rows)
    batch.adverse += sum(good.is_adverse for good in skimmed.good)
    batch.check_digest = digest.told()
    batch.save(update_fields=["summary", "changes", "check_digest", *COUNTS])


def staged(batch: Batch, kind: Kind, row: CheckedRow) -> StagedRow:
    """A checked row as it is kept: what would be written, or of a refused one what a person needs to mend it."""
    refused = row.status == RowStatus.REFUSED
    cells, secret = pack(row.cells, kind.sealed_fields) if refused or row.is_mended else ({}, {})
    sealed = {} if refused else {name: text for name, text in row.sealed.items() if name != "identity_number"}
    return StagedRow(
        batch=batch,
        number=row.number,
        status=row.status,
        is_change=row.status == RowStatus.CHANGED,
        is_adverse=row.is_adverse,
        values=row.found if refused else row.values,
        sealed=json.dumps({**({"cells": secret} if secret else {}), **sealed}) if secret or sealed else None,
        identity_number=None if refused else row.sealed.get("identity_number"),
        before={} if refused else row.before,
        undo={} if refused else row.undo,
        target=row.target,
        codes=sorted({draft.code for draft in row.drafts if draft.severity == Severity.ERROR} | set(row.twin_codes)),
        cells=cells,
    )


def _insert_rows(
    batch: Batch, careful: Sequence[StagedRow], good: Sequence[GoodRow], meanwhile: Callable[[], object]
) -> None:
    insert_columns(StagedRow, _columns(careful))
    for is_change in (False, True):
        plain = [row for row in good if row.is_change == is_change]
        insert_pieces(StagedRow, _pieces_of_good(batch, plain, meanwhile))


def _pieces_of_good(
    batch: Batch, rows: Sequence[GoodRow], meanwhile: Callable[[], object]
) -> Iterator[dict[str, Sequence[Any]]]:
    for start in range(0, len(rows), PIECE):
        yield _columns_of_good(batch, rows[start : start + PIECE])
        if start % STEP == 0:
            meanwhile()


def _columns(rows: Sequence[StagedRow]) -> dict[str, Sequence[Any]]:
    plain = ("batch_id", "number", "status", "is_change", "is_adverse", "target")
    as_json = ("values", "before", "undo", "codes", "cells")
    sealed = {"sealed": SEALED_CONTEXT, "identity_number": IDENTITY_CONTEXT}
    columns: dict[str, Sequence[Any]] = {name: [getattr(row, name) for row in rows] for name in plain}
    for name in as_json:
        columns[name] = [canonical(getattr(row, name)).decode() for row in rows]
    for name, context in sealed.items():
        columns[name] = [encrypt(text, context) if (text := getattr(row, name)) else None for row in rows]
    return columns


def _columns_of_good(batch: Batch, rows: Sequence[GoodRow]) -> dict[str, Sequence[Any]]:
    """All of them new, or all of them changes. What they do not say the database fills in."""
    is_change = rows[0].is_change
    identities = iter(encrypt_all([row.identity for row in rows if row.identity], IDENTITY_CONTEXT))
    columns: dict[str, Sequence[Any]] = {
        "batch_id": [batch.pk] * len(rows),
        "number": [row.number for row in rows],
        "status": [CHANGED if is_change else NEW] * len(rows),
        "is_adverse": [row.is_adverse for row in rows],
        "values": [row.values.decode() for row in rows],
        "identity_number": [next(identities) if row.identity else None for row in rows],
    }
    if is_change:
        columns["is_change"] = [True] * len(rows)
        columns["before"] = [canonical(row.before).decode() for row in rows]
        columns["target"] = [row.target for row in rows]
    return columns


NEW, CHANGED = str(RowStatus.NEW.value), str(RowStatus.CHANGED.value)


def _insert_findings(batch: Batch, rows: Sequence[CheckedRow], skimmed: Skimmed) -> None:
    # Of rows that can be checked again all are kept, so that they can be taken back one by one.
    again = {row.number for row in rows if row.is_mended or row.status == RowStatus.REFUSED}
    found = _drafts(rows, skimmed)
    kept = [(number, draft) for number, draft in found if _count(batch.summary, number, draft) or number in again]
    if not kept:
        return
    drafts = [draft for _, draft in kept]
    insert_columns(
        Finding,
        {
            "batch_id": [batch.pk] * len(kept),
            "row": [number for number, _ in kept],
            "other_row": [draft.other_row for draft in drafts],
            "field": [draft.field for draft in drafts],
            "code": [draft.code for draft in drafts],
            "severity": [str(draft.severity) for draft in drafts],
            "value": [draft.value[:FOUND_CHARACTERS] for draft in drafts],
            "params": [orjson.dumps(draft.params, default=str).decode() for draft in drafts],
        },
    )


def finding(batch: Batch, row: CheckedRow, draft: Draft) -> Finding:
    """A draft as it is kept."""
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


def _drafts(rows: Iterable[CheckedRow], skimmed: Skimmed) -> Iterator[tuple[int, Draft]]:
    yield from ((row.number, draft) for row in rows for draft in row.drafts)
    yield from ((row.number, draft) for row in skimmed.good for draft in row.drafts)
    yield from ((number, draft) for number, drafts in skimmed.unchanged for draft in drafts)


def is_kept(summary: dict[str, Any], row: CheckedRow, draft: Draft) -> bool:
    """Count the finding in its group; say whether it is also kept by itself."""
    return _count(summary, row.number, draft)


def _count(summary: dict[str, Any], number: int, draft: Draft) -> bool:
    group = summary.get(draft.code)
    if group is None:
        group = summary[draft.code] = {
            "count": 0,
            "severity": str(draft.severity),
            "field": draft.field,
            "row": number,
            "value": draft.value[:FOUND_CHARACTERS],
            "params": draft.params,
        }
    group["count"] += 1
    return draft.severity == Severity.ERROR or group["count"] <= WARNINGS_KEPT


def add_changes(changes: dict[str, Any], kind: Kind, rows: Sequence[CheckedRow]) -> None:
    """What would change, by field: how many rows, and one example."""
    for row in rows:
        if row.status == RowStatus.CHANGED:
            _add_change(changes, row.number, row.before, row.values)


def _add_change(changes: dict[str, Any], number: int, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Identity numbers only by count."""
    for name, old in before.items():
        change = changes.get(name)
        if change is None:
            hidden = name == "identity_index"
            change = changes[name] = {
                "rows": 0,
                "row": number,
                "before": "" if hidden else old,
                "after": "" if hidden else values.get(name),
            }
        change["rows"] += 1
