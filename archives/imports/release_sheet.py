"""What a second person compares with the decisions: each row as a few cells of related values.

What a record holds now does not stand beside what it would become: that is read in the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.imports.kinds import KINDS
from archives.imports.models import Batch, StagedRow
from archives.imports.rows_shown import ShownCell, shown_rows

# Heading of the cell, and the fields in it. Only records are ever released, but the page of any kind can be asked for.
STACKS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Student"), ("name", "student_number")),
    (_("Record"), ("record_type", "facts", "hours")),
    (
        pgettext_lazy("heading of a column", "Sanction and clause"),
        ("sanction", "sanction_months", "basis_clause"),
    ),
    (pgettext_lazy("heading of a column", "Decision"), ("decision_number", "source_office")),
    (pgettext_lazy("heading of a column", "Days"), ("conduct_on", "told_on", "decided_on", "served_on")),
)
NAMED = {"hours", "sanction_months", "conduct_on", "told_on", "decided_on", "served_on"}


class Line(NamedTuple):
    """One value; `label` where it does not speak for itself."""

    label: str
    cell: ShownCell


class ReleaseRow(NamedTuple):
    number: int
    stacks: list[tuple[Promise, list[Line]]]


def release_rows(batch: Batch, rows: Sequence[StagedRow], *, with_values: bool) -> list[ReleaseRow]:
    """One page of the rows that a release would write; without `with_values` only their numbers."""
    held = {spec.name for spec in KINDS[batch.kind].fields} if with_values else set()
    fields = [name for _heading, names in STACKS for name in names if name in held]
    shown = shown_rows(batch, rows, with_values=with_values, with_before=False, fields=fields)
    return [
        ReleaseRow(row.number, _stacks(dict(zip(fields, row.cells, strict=True)))) for row in shown.rows
    ]


def _stacks(cells: dict[str, ShownCell]) -> list[tuple[Promise, list[Line]]]:
    return [
        (
            heading,
            [
                Line(cells[name].label if name in NAMED else "", cells[name])
                for name in names
                if name in cells and cells[name].text
            ],
        )
        for heading, names in STACKS
    ]
