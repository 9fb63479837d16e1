"""Rows of a batch as a page shows them: a page at a time, never all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from archives.imports.finding_texts import TEXTS
from archives.imports.findings import expected
from archives.imports.kinds import KINDS
from archives.imports.models import Batch, Finding, RowStatus, Severity, StagedRow
from archives.imports.receipts import reasons

MOST_COLUMNS = 6
SHORT = 16  # characters
# What a second person compares with the decision.
RELEASED_FIELDS = {
    "records": (
        "student_number",
        "name",
        "record_type",
        "facts",
        "sanction",
        "decision_number",
        "told_on",
        "decided_on",
        "served_on",
    )
}
FIRST_FIELDS = {
    "students": ("number", "name", "unit"),
    "records": ("student_number", "name", "record_type"),
    "units": ("code", "name_zh", "parent"),
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    label: str
    text: str
    before: str = ""
    is_wrong: bool = False

    @property
    def is_short(self) -> bool:
        """Stays on one line: numbers, days, names."""
        return len(self.text) <= SHORT and not self.before


@dataclass(frozen=True, slots=True)
class ShownRow:
    number: int
    cells: list[ShownCell]
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class ShownRows:
    headings: list[str]
    rows: list[ShownRow]

    @property
    def has_reasons(self) -> bool:
        return any(row.reasons for row in self.rows)


def shown_rows(
    batch: Batch, rows: Sequence[StagedRow], *, with_values: bool, fields: Sequence[str] = ()
) -> ShownRows:
    """One page of staged rows with the reasons beside them. One query, whatever the page holds.

    Without `with_values` only row numbers and causes are given. `fields`: the columns, where they are not
    those by which one recognises a row and those that something is wrong with.
    """
    findings = _findings(batch, rows)
    wrong = [
        finding.field
        for row in rows
        for finding in findings[row.number]
        if finding.row == row.number and finding.severity == Severity.ERROR
    ]
    words = KINDS[batch.kind].words() if with_values else None
    fields = list(fields or _fields(batch, rows, wrong)) if with_values else []
    return ShownRows(
        [batch.column_of(name) or str(KINDS[batch.kind].field(name).label) for name in fields],
        [_shown(batch, row, fields, findings[row.number], words) for row in rows],
    )


def _findings(batch: Batch, rows: Sequence[StagedRow]) -> dict[int, list[Finding]]:
    numbers = [row.number for row in rows]
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(Q(row__in=numbers) | Q(other_row__in=numbers), batch=batch):
        found[finding.row].append(finding)
        if finding.other_row:
            found[finding.other_row].append(finding)
    return found


def _fields(batch: Batch, rows: Sequence[StagedRow], wrong: list[str]) -> list[str]:
    """The fields by which one recognises a row, and those that something is wrong with or that change."""
    known = {spec.name for spec in KINDS[batch.kind].fields}
    changing = [name for row in rows for name in row.before if row.status != RowStatus.REFUSED]
    wanted = [*FIRST_FIELDS.get(batch.kind, ()), *wrong, *changing]
    return [name for name in dict.fromkeys(wanted) if name in known][:MOST_COLUMNS]


def _shown(
    batch: Batch,
    row: StagedRow,
    fields: list[str],
    findings: list[Finding],
    words: dict[str, dict[str, str]] | None,
) -> ShownRow:
    kind = KINDS[batch.kind]
    wrong = {
        finding.field
        for finding in findings
        if finding.row == row.number and finding.severity == Severity.ERROR
    }
    cells = []
    for name in fields:
        before = kind.show(name, row.before[name]) if name in row.before else ""
        value = row.values.get(name)
        text = (words or {}).get(name, {}).get(value) or kind.show(name, value)
        cells.append(ShownCell(batch.column_of(name), text, before, name in wrong))
    return ShownRow(row.number, cells, _reasons(row, findings, words is not None))


def _reasons(row: StagedRow, findings: list[Finding], with_values: bool) -> list[str]:
    if row.reason:
        return [reasons().get(row.reason, row.reason)]
    if not with_values:
        return [str(TEXTS[code].cause) for code in row.codes]
    said: dict[str, Any] = {
        f"{finding.code}{finding.pk}": f"{TEXTS[finding.code].cause}{_(': ')}{expected(finding)}"
        for finding in findings
        if finding.severity == Severity.ERROR
    }
    return list(said.values()) or [str(TEXTS[code].cause) for code in row.codes]
