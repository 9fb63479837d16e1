"""Where the values of a student or a record came from: file, sheet, cell, person and time (features I14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from archives.imports.kinds import KINDS, Kind
from archives.imports.kinds.base import Origin, provenance_of
from archives.imports.models import Batch
from archives.records.models import Record
from archives.registry.models import Student


class Source(NamedTuple):
    """The origin of one value; without a batch a person typed it, without a row the undo put it back."""

    label: str
    batch: Batch | None = None
    cell: str = ""
    who: str = ""
    at: datetime | None = None


def sources_of_student(student: Student) -> list[Source]:
    """One line for each field of the register. Two queries."""
    return _sources(KINDS["students"], student.provenance)


def sources_of_record(record: Record) -> list[Source]:
    """One line for each field of the kind of import that made it; none for a record entered by hand."""
    batch = Batch.objects.filter(number=record.batch_number).first() if record.batch_number else None
    return _sources(KINDS[batch.kind], record.provenance) if batch and batch.kind in KINDS else []


def _sources(kind: Kind, kept: Mapping[str, Any]) -> list[Source]:
    origins = {spec.name: provenance_of(kept, spec.name) for spec in kind.fields}
    batches = _batches(origin.batch for origin in origins.values() if origin)
    return [_source(str(spec.label), spec.name, origins[spec.name], batches) for spec in kind.fields]


def _batches(numbers: Iterable[str]) -> dict[str, Batch]:
    wanted = Batch.objects.filter(number__in=set(numbers)).select_related("uploaded_by")
    return {batch.number: batch for batch in wanted}


def _source(label: str, field: str, origin: Origin | None, batches: dict[str, Batch]) -> Source:
    batch = batches.get(origin.batch) if origin else None
    if origin is None or batch is None or (origin.row is not None and field not in batch.mapping):
        return Source(label)
    cell = f"{batch.letter_of(field)}{origin.row}" if origin.row is not None else ""
    return Source(label, batch, cell, batch.uploaded_by.get_full_name(), batch.applied_at or batch.uploaded_at)


def visible_batches(sources: Iterable[Source], user: Any) -> set[str]:
    """Numbers of those batches whose pages this person may open."""
    numbers = {source.batch.number for source in sources if source.batch}
    return set(Batch.objects.visible_to(user).filter(number__in=numbers).values_list("number", flat=True))
