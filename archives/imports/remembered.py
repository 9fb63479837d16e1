"""What an office said about the words in its columns, kept for its next files (features I2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from archives.imports.answering import folded
from archives.imports.kinds import KINDS
from archives.imports.models import Batch, RememberedValue

if TYPE_CHECKING:
    from campus.accounts.models import User

LONGEST = 160


def remember(batch: Batch, field: str, values: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Keep for the next files of this office what it means by these words: {word: value}."""
    if batch.unit is None:
        return
    for word, value in values.items():
        if not 0 < len(folded(word)) <= LONGEST:
            continue
        RememberedValue.objects.update_or_create(
            kind=batch.kind,
            unit=batch.unit,
            field=field,
            found=folded(word),
            defaults={"value": value, "said_at": at, "said_by": by},
        )


def forget(batch: Batch, field: str, word: str) -> None:
    """The word means nothing by itself any more."""
    RememberedValue.objects.filter(
        kind=batch.kind, unit=batch.unit, field=field, found=folded(word)
    ).delete()


def take_over(batch: Batch) -> None:
    """Let what the office said before count for this batch, where nobody has said otherwise. Not saved."""
    known = RememberedValue.objects.filter(kind=batch.kind, unit=batch.unit) if batch.unit_id else []
    fields = {spec.name for spec in KINDS[batch.kind].fields}
    for item in known:
        if item.field in fields:
            values = batch.answers.setdefault("values", {}).setdefault(item.field, {})
            values.setdefault(item.found, {"value": item.value, "remembered": True})
