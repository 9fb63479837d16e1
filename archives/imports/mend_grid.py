"""The rows to mend as the page shows them: a window of a few rows, with a place to type in each wrong cell."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from archives.imports.cells import unpack
from archives.imports.finding_texts import TEXTS
from archives.imports.findings import expected
from archives.imports.kinds import KINDS, Choice
from archives.imports.kinds.base import mask
from archives.imports.kinds.rows import in_words
from archives.imports.models import Batch, CellFix, Finding, RowStatus, Severity, StagedRow
from archives.imports.models.rows import StagedRowQuerySet
from archives.imports.rechecking import OPEN

if TYPE_CHECKING:
    from campus.accounts.models import User

ROWS = 15
MOST_SHOWN_AGAIN = 30  # rows that were mended a moment ago
MOST_CHOICES = 300
SHORT = 12  # characters


class Reason(NamedTuple):
    """What is wrong with a row. `id`: an input says that it is described by this."""

    id: str
    text: str


@dataclass(slots=True)
class GridCell:
    """A cell. `is_open`: something can be typed into it; `was`: what the file has, once that was typed over."""

    field: str
    label: str
    text: str = ""
    is_wrong: bool = False
    is_open: bool = False
    is_sealed: bool = False
    was: str | None = None
    reasons: list[str] = dataclasses.field(default_factory=list)
    has_choices: bool = False

    @property
    def described_by(self) -> str:
        return " ".join(self.reasons)

    @property
    def name(self) -> str:
        return f"cell-{self.field}"

    @property
    def is_short(self) -> bool:
        """Stays on one line: numbers, days, names."""
        return len(self.text) <= SHORT


@dataclass(slots=True)
class GridRow:
    number: int
    cells: list[GridCell]
    reasons: list[Reason]
    is_mended: bool = False
    is_withheld: bool = False

    @property
    def is_open(self) -> bool:
        return any(cell.is_open for cell in self.cells)

    @property
    def names_no_cell(self) -> bool:
        """No cell of the row is marked, so its number must be said by itself on a narrow page."""
        return not any(cell.is_wrong or cell.is_open for cell in self.cells)


@dataclass(slots=True)
class Grid:
    """A window of the rows to mend. `earlier` and `later`: the rows from which the windows beside it go."""

    headings: list[str] = dataclasses.field(default_factory=list)
    rows: list[GridRow] = dataclasses.field(default_factory=list)
    total: int = 0
    earlier: int = 0
    later: int = 0
    choices: dict[str, list[Choice]] = dataclasses.field(default_factory=dict)
    can_mend: bool = False

    @property
    def is_part(self) -> bool:
        return bool(self.earlier or self.later)


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows are asked for: those of one cause, after or before a row, and those mended a moment ago."""

    code: str = ""
    after: int = 0
    before: int = 0
    show: tuple[int, ...] = ()


def grid(batch: Batch, window: Window, *, by: User, on: date, with_values: bool, can_mend: bool) -> Grid:
    """A window of the rows to mend. A fixed number of queries, whatever the size of the file."""
    refused = _refused(batch, window.code)
    total = refused.count() if window.code else batch.refused
    if window.before:
        numbers = list(refused.filter(number__lt=window.before).order_by("-number")[: ROWS + 1])[::-1]
        earlier, later = len(numbers) > ROWS, True
        rows = numbers[-ROWS:]
    else:
        numbers = list(refused.filter(number__gt=window.after).order_by("number")[: ROWS + 1])
        earlier, later = bool(window.after), len(numbers) > ROWS
        rows = numbers[:ROWS]
    found = Grid(total=total, can_mend=can_mend)
    found.earlier = rows[0].number if rows and earlier else 0
    found.later = rows[-1].number if rows and later else 0
    rows = _with_mended(batch, rows, window.show)
    if rows:
        _fill(found, batch, rows, with_values=with_values)
    if can_mend:
        used = {cell.field for row in found.rows for cell in row.cells if cell.is_open}
        found.choices = _choices(batch, used, by, on)
        for row in found.rows:
            for cell in row.cells:
                cell.has_choices = cell.field in found.choices
    return found


def _refused(batch: Batch, code: str) -> StagedRowQuerySet:
    rows = StagedRow.objects.filter(batch=batch, status=RowStatus.REFUSED)
    if not code:
        return rows
    findings = Finding.objects.filter(batch=batch, code=code)
    return rows.filter(
        Q(number__in=findings.values("row"))
        | Q(number__in=findings.filter(other_row__isnull=False).values("other_row"))
    )


def _with_mended(batch: Batch, rows: list[StagedRow], show: Sequence[int]) -> list[StagedRow]:
    there = {row.number for row in rows}
    wanted = [number for number in show if number not in there][:MOST_SHOWN_AGAIN]
    if not wanted:
        return rows
    more = StagedRow.objects.filter(OPEN, batch=batch, number__in=wanted)
    return sorted([*rows, *more], key=lambda row: row.number)


def _fill(found: Grid, batch: Batch, rows: Sequence[StagedRow], *, with_values: bool) -> None:
    numbers = [row.number for row in rows]
    kind = KINDS[batch.kind]
    findings: dict[int, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(
        Q(row__in=numbers) | Q(other_row__in=numbers), batch=batch, severity=Severity.ERROR
    ):
        findings[finding.row].append(finding)
        if finding.other_row and finding.code != "typed_key_taken":
            findings[finding.other_row].append(finding)
    typed: dict[int, dict[str, str]] = defaultdict(dict)
    if with_values:
        for fix in CellFix.objects.filter(batch=batch, row__in=numbers):
            typed[fix.row][fix.field] = fix.value
    known = [spec.name for spec in kind.fields]
    wanted = {*kind.first_fields, *(one.field for some in findings.values() for one in some)}
    wanted.update(name for some in typed.values() for name in some)
    fields = [name for name in known if name in wanted] if with_values else []
    fields.sort(key=lambda name: batch.mapping.get(name, len(batch.headers)))  # as in the file
    found.headings = [_label(batch, name) for name in fields]
    found.rows = [
        _row(batch, row, fields, _together(findings[row.number]), typed[row.number], found.can_mend)
        for row in rows
    ]


def _label(batch: Batch, name: str) -> str:
    return batch.column_of(name) or str(KINDS[batch.kind].field(name).label)


def _row(
    batch: Batch,
    row: StagedRow,
    fields: Sequence[str],
    findings: Sequence[Finding],
    typed: dict[str, str],
    can_mend: bool,
) -> GridRow:
    is_refused = row.status == RowStatus.REFUSED
    withheld = is_refused and not row.values
    filed = unpack(row, KINDS[batch.kind].sealed_fields) if fields and not withheld else {}
    reasons = _reasons(row, findings, with_values=bool(fields)) if is_refused else []
    shown = GridRow(row.number, [], reasons, is_mended=not is_refused, is_withheld=withheld)
    for name in fields:
        own = [place for place, finding in enumerate(findings) if finding.field == name] if is_refused else []
        cell = _cell(batch, row, name, filed, typed)
        cell.is_wrong = bool(own)
        cell.is_open = can_mend and not withheld and (bool(own) or name in typed)
        cell.reasons = [_reason_id(row.number, place) for place in own] if is_refused and fields else []
        shown.cells.append(cell)
    return shown


def _cell(batch: Batch, row: StagedRow, name: str, filed: Mapping[str, Any], typed: Mapping[str, str]) -> GridCell:
    """What stands in the cell now: typed, or as the file has it. Identity numbers only masked."""
    is_sealed = name in KINDS[batch.kind].sealed_fields
    text = typed.get(name, in_words(filed.get(name)))
    was = in_words(filed.get(name)) if name in typed else None
    if is_sealed:
        text, was = mask(text), None if was is None else mask(was)
    return GridCell(name, _label(batch, name), text, is_sealed=is_sealed, was=was)


def _reasons(row: StagedRow, findings: Sequence[Finding], *, with_values: bool) -> list[Reason]:
    if not with_values or not findings:
        return [Reason(f"why-{row.number}-{code}", str(TEXTS[code].cause)) for code in row.codes]
    return [Reason(_reason_id(row.number, place), expected(one)) for place, one in enumerate(findings)]


def _reason_id(number: int, place: int) -> str:
    return f"why-{number}-{place}"


def _together(findings: Sequence[Finding]) -> list[Finding]:
    """Of the first of three rows with the same number one finding that names all of them."""
    found: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first = found.setdefault((finding.code, finding.field), finding)
        if first is not finding and "rows" in first.params:
            rows = {*first.params["rows"], *finding.params["rows"]}
            first.params = {**first.params, "rows": sorted(rows)}
    return list(found.values())


def _choices(batch: Batch, fields: set[str], by: User, on: date) -> dict[str, list[Choice]]:
    found = {name: KINDS[batch.kind].choices(name, by=by, on=on) for name in sorted(fields)}
    return {name: choices for name, choices in found.items() if 0 < len(choices) <= MOST_CHOICES}
