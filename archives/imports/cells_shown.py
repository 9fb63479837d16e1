"""What stands in the file of a batch, for whoever may see it: the one way from cells to a page.

A page that holds both counts and cells is given this object and no cell. Everything here asks first, so that a
template cannot print what its reader may not see: they get causes, counts and row numbers in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from archives.imports import group_fixes, layout_shown, mend_grid, permissions, receipts, summaries
from archives.imports.findings import joined, without_colon
from archives.imports.kinds import KINDS
from archives.imports.models import IS_WRITTEN, Batch, Severity, StagedRow
from archives.imports.release_sheet import ReleaseRow, release_rows
from archives.imports.rows_shown import ShownRows, shown_rows
from campus.workbench.components import Group

if TYPE_CHECKING:
    from campus.accounts.models import User


class Cells:
    """The cells of one batch as one person may see them at one time."""

    def __init__(self, batch: Batch, *, by: User, at: datetime) -> None:
        self._batch, self._by, self._on = batch, by, timezone.localdate(at)
        self.may_see = permissions.may_see_rows(by, batch)
        self.may_mend = permissions.may_mend_rows(by, batch, at=at)

    @property
    def are_closed(self) -> bool:
        """What the file says is in students' archives now, and is shown by nothing here to anybody."""
        return KINDS[self._batch.kind].holds_records and self._batch.status in IS_WRITTEN

    @cached_property
    def _with_before(self) -> bool:
        return permissions.may_see_before(self._by, self._batch)

    def groups(self, *, can_mend: bool) -> list[group_fixes.GroupFix]:
        """Problems by cause, with examples and what can be answered for all rows of one."""
        return group_fixes.groups(
            self._batch, with_values=self.may_see, can_mend=can_mend, by=self._by, on=self._on
        )

    def findings(self) -> list[receipts.FindingGroup]:
        """All findings by cause, for scripts."""
        return receipts.groups(self._batch, with_values=self.may_see)

    def given(self) -> list[group_fixes.Given]:
        """Answers that count: they name words of the file."""
        return group_fixes.given(self._batch) if self.may_see else []

    def warnings(self) -> list[Group]:
        """What need not be mended, by cause, with examples."""
        groups = receipts.groups(self._batch, Severity.WARNING, Severity.INFO, with_values=self.may_see)
        return [_warning(group, self.may_see) for group in groups]

    def changes(self) -> list[receipts.Change]:
        """What the file would change, by field, with an example."""
        return receipts.changes(self._batch, with_before=self._with_before) if self.may_see else []

    def grid(self, window: mend_grid.Window, *, can_mend: bool) -> mend_grid.Grid:
        """A window of the rows to mend."""
        return mend_grid.grid(
            self._batch, window, by=self._by, on=self._on, with_values=self.may_see, can_mend=can_mend
        )

    def rows(self, rows: Sequence[StagedRow]) -> ShownRows:
        """Rows with the reasons beside them; those of written records with the number of the record alone."""
        return shown_rows(self._batch, rows, with_values=self.may_see, with_before=self._with_before)

    def release_rows(self, rows: Sequence[StagedRow]) -> list[ReleaseRow]:
        """Rows as a second person compares them with the decisions."""
        return release_rows(self._batch, rows, with_values=self.may_see)

    def notes(self) -> list[str]:
        """What was left out of the file; with the headings of columns that nothing is taken from."""
        return summaries.notes(self._batch) if self.may_see else receipts.notes(self._batch)

    def forbidden(self) -> list[str]:
        """The columns that may not be kept."""
        return summaries.forbidden(self._batch, with_headings=self.may_see)

    def columns_said(self) -> dict[str, Any] | None:
        """How the headings were matched."""
        return layout_shown.columns_said(self._batch) if self.may_see else None


def _warning(group: receipts.FindingGroup, with_values: bool) -> Group:
    shown = (group.place, group.example, group.fix) if with_values else (without_colon(group.place),)
    return Group(group.count, group.cause, joined(*shown), id=group.code)
