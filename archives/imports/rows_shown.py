"""Rows of a batch as a page shows them: a page at a time, never all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from archives.imports.finding_texts import TEXTS
from archives.imports.findings import expected
from archives.imports.kinds import KINDS
from archives.imports.models import Batch, Finding, RowStatus, Severity, StagedRow
from archives.imports.receipts import reasons

MOST_COLUMNS = 6
UNDER_AGE = "under_age"
SHORT = 16  # characters


@dataclass(frozen=True, slots=True)
class ShownCell:
    label: str
    text: str
    before: str = ""
    is_wrong: bool = False
    is_withheld: bool = False  # something stands in the file, but nothing of the row is kept

    @property
    def is_short(self) -> bool:
        """Stays on one line: numbers, days, names."""
        return len(self.text) <= SHORT and not self.before


class Reason(NamedTuple):
    """What is wrong, and what to do about it where that can be said."""

    text: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    number: int
    cells: list[ShownCell]
    reasons: list[Reason]

    @property
    def names_no_cell(self) -> bool:
        """No cell of the row is marked, so its number must be said by itself on a narrow page."""
        return not any(cell.is_wrong for cell in self.cells)


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
    """One page of staged rows with the reasons beside them. A fixed number of queries, whatever the page holds.

    Without `with_values` only row numbers and causes are given. `fields`: the columns, where they are not
    those by which one recognises a row and those that something is wrong with.
    """
    findings = _findings(batch, rows)
    wrong = [name for row in rows for name in _wrong_fields(findings[row.number])]
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
    kind = KINDS[batch.kind]
    known = {spec.name for spec in kind.fields}
    changing = [name for row in rows for name in row.before if row.status != RowStatus.REFUSED]
    wanted = [*kind.first_fields, *wrong, *changing]
    chosen = [name for name in dict.fromkeys(wanted) if name in known][:MOST_COLUMNS]
    return sorted(chosen, key=lambda name: batch.mapping.get(name, len(batch.headers)))  # as in the file


def _wrong_fields(findings: list[Finding]) -> list[str]:
    """Of one row; of a pair of rows the cell is wrong in both."""
    return [finding.field for finding in findings if finding.severity == Severity.ERROR]


def _shown(
    batch: Batch,
    row: StagedRow,
    fields: list[str],
    findings: list[Finding],
    words: dict[str, dict[str, str]] | None,
) -> ShownRow:
    kind = KINDS[batch.kind]
    wrong = set(_wrong_fields(findings))
    withheld = UNDER_AGE in row.codes and not row.values
    cells = []
    for name in fields:
        named = (words or {}).get(name, {})
        before, value = row.before.get(name), row.values.get(name)
        before = (named.get(before) or kind.show(name, before)) if name in row.before else ""
        text = named.get(value) or kind.show(name, value)
        label = batch.column_of(name) or str(kind.field(name).label)
        cells.append(ShownCell(label, text, before, name in wrong, withheld))
    return ShownRow(row.number, cells, _reasons(row, findings, words is not None))


def _reasons(row: StagedRow, findings: list[Finding], with_values: bool) -> list[Reason]:
    if row.reason:
        return [Reason(reasons().get(row.reason, row.reason))]
    errors = [finding for finding in findings if finding.severity == Severity.ERROR]
    if not with_values or not errors:
        return [Reason(str(TEXTS[code].cause), str(TEXTS[code].fix)) for code in row.codes]
    return [
        Reason(
            f"{TEXTS[finding.code].cause}{_(': ')}{expected(finding)}", str(TEXTS[finding.code].fix)
        )
        for finding in errors
    ]
