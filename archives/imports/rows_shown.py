"""Rows of a batch as a page shows them: a page at a time, never all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from archives.imports.finding_texts import TEXTS
from archives.imports.findings import expected
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import EVERY_FIELD
from archives.imports.models import IS_WRITTEN, Batch, Finding, RowStatus, Severity, StagedRow
from archives.imports.receipts import reasons
from archives.records.models import Record

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
    record: str = ""  # the number of the record that a written row has become

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

    @property
    def has_records(self) -> bool:
        return any(row.record for row in self.rows)


def shown_rows(
    batch: Batch, rows: Sequence[StagedRow], *, with_values: bool, with_before: bool, fields: Sequence[str] = ()
) -> ShownRows:
    """One page of staged rows with the reasons beside them. A fixed number of queries, whatever the page holds.

    Without `with_values` only row numbers and causes are given, and the numbers of written records; without
    `with_before` not what is stored now. `fields`: the columns, where they are not those by which one recognises
    a row and those that something is wrong with.
    """
    findings = _findings(batch, rows)
    wrong = [name for row in rows for name in _wrong_fields(findings[row.number])]
    words = KINDS[batch.kind].words() if with_values else None
    fields = list(fields or _fields(batch, rows, wrong)) if with_values else []
    numbers = record_numbers(batch, rows)
    return ShownRows(
        [batch.column_of(name) or str(KINDS[batch.kind].field(name).label) for name in fields],
        [
            _shown(batch, row, fields, findings[row.number], words, with_before, numbers.get(row.number, ""))
            for row in rows
        ],
    )


def record_numbers(batch: Batch, rows: Sequence[StagedRow]) -> dict[int, str]:
    """{row: number of the record that it has become or has changed}, of these rows. At most two queries."""
    if not KINDS[batch.kind].holds_records or batch.status not in IS_WRITTEN:
        return {}
    written = [row for row in rows if row.status not in (RowStatus.REFUSED, RowStatus.DROPPED, RowStatus.LEFT_BEHIND)]
    places = {f"{batch.number}:{row.number}": row.number for row in written if not row.is_change}
    made = Record.objects.filter(batch_number=batch.number).annotate(
        place=Cast(KT(f"provenance__{EVERY_FIELD}"), TextField())  # as text: SQLite would look for JSON in each value
    )
    found = {places[place]: number for place, number in made.filter(place__in=places).values_list("place", "number")}
    targets = {row.target: row.number for row in written if row.is_change and row.target}
    changed = Record.objects.filter(pk__in=targets).values_list("pk", "number") if targets else []
    return found | {targets[key]: number for key, number in changed}


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
    with_before: bool,
    record: str,
) -> ShownRow:
    kind = KINDS[batch.kind]
    wrong = set(_wrong_fields(findings))
    withheld = UNDER_AGE in row.codes and not row.values
    cells = []
    for name in fields:
        named = (words or {}).get(name, {})
        before, value = row.before.get(name), row.values.get(name)
        before = (named.get(before) or kind.show(name, before)) if with_before and name in row.before else ""
        text = named.get(value) or kind.show(name, value)
        label = batch.column_of(name) or str(kind.field(name).label)
        cells.append(ShownCell(label, text, before, name in wrong, withheld))
    return ShownRow(row.number, cells, _reasons(row, findings, words is not None), record)


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
