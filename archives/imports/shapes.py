"""What an office chose for the headings of earlier files: the same headings, or some of them."""

from __future__ import annotations

from archives.imports.matching import normalise
from archives.imports.models import HAS_RESULT, IS_WRITTEN, Batch
from archives.imports.models.batch import BatchQuerySet

LOOK_BACK = 30  # batches


def same_shape(batch: Batch) -> Batch | None:
    """The newest batch of the same unit with exactly the same headings that went as far as a check."""
    return _earlier(batch).filter(headers_key=batch.headers_key).first()


def chosen_before(batch: Batch) -> dict[str, tuple[str, str]]:
    """What the office took headings for in files of any shape: {heading, folded: (field, batch number)}.

    The newest choice counts. Headings that were not imported are not remembered: nobody may have looked.
    """
    found: dict[str, tuple[str, str]] = {}
    for earlier in _earlier(batch).only("number", "headers", "mapping")[:LOOK_BACK]:
        for field, column in earlier.mapping.items():
            if column < len(earlier.headers):
                found.setdefault(normalise(earlier.headers[column]), (field, earlier.number))
    return found


def _earlier(batch: Batch) -> BatchQuerySet:
    return (
        Batch.objects.filter(kind=batch.kind, unit=batch.unit, status__in=[*HAS_RESULT, *IS_WRITTEN])
        .exclude(pk=batch.pk)
        .order_by("-pk")
    )
