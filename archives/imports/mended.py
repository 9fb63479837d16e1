"""Rows to mend on their way out and back: can they be downloaded, and which batches have brought some back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archives.imports.error_workbook import UNDER_AGE, is_available
from archives.imports.models import HAS_RESULT, IS_WRITTEN, Batch, Finding, Status
from archives.imports.permissions import mendable_until


@dataclass(frozen=True)
class Back:
    """A batch of rows that came back. `mended`: those that are in the archive now, or can be imported."""

    batch: Batch
    mended: int
    is_imported: bool


@dataclass(frozen=True)
class ToMend:
    """What a page says about the rows to mend of a batch."""

    until: datetime | None
    is_available: bool
    rows: int  # in the workbook: nothing of a person under 18 is kept that could be mended
    back: tuple[Back, ...]

    @property
    def mended(self) -> int:
        """Rows that came back and are in the archive now."""
        return sum(back.mended for back in self.back if back.is_imported)


def rows_to_mend(batch: Batch, *, at: datetime) -> ToMend:
    """Three queries at most, whatever the size of the batch."""
    shown = [*HAS_RESULT, *IS_WRITTEN, Status.APPLYING]
    found = batch.mended_by.filter(status__in=shown).exclude(status=Status.UNDONE).order_by("pk")
    back = tuple(
        Back(one, one.written + one.unchanged if one.status in IS_WRITTEN else one.passed, one.status in IS_WRITTEN)
        for one in found
    )
    available = is_available(batch, at)
    rows = batch.refused - _under_age(batch) if available else 0
    return ToMend(mendable_until(batch), available, rows, back)


def _under_age(batch: Batch) -> int:
    return Finding.objects.filter(batch=batch, code=UNDER_AGE).values("row").distinct().count()
