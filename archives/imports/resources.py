"""What a batch wrote, as a spreadsheet in which nothing can run.

The columns are declared with django-import-export (docs/adr/0006): its resources serve where rows go out. The rows
are read past it, as plain values and piece by piece, because its data set holds all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.resources import ModelResource

from archives.imports.kinds import KINDS
from archives.imports.models import Batch
from archives.records.models import Record
from archives.registry.models import Student
from campus.documents.spreadsheets import Watermark, write_xlsx

ROWS_AT_ONCE = 2000


class StudentResource(ModelResource):
    """Students as a batch left them. Identity numbers and dates of birth stay inside."""

    unit = Field(attribute="unit__code", column_name="unit")

    class Meta:
        model = Student
        fields = (
            "number",
            "name",
            "latin_name",
            "unit",
            "major",
            "year",
            "class_name",
            "status",
            "enrolled_on",
        )
        export_order = fields


class RecordResource(ModelResource):
    """The numbers of the records that a batch made or changed, and which of both. What a record says stays where it
    is read for a purpose and with a trace (docs/adr/0022).
    """

    made = Field(attribute="made", column_name=gettext_lazy("State"))

    class Meta:
        model = Record
        fields = ("number", "made")
        export_order = fields


def written_rows(batch: Batch) -> tuple[type[ModelResource], QuerySet[Any]] | None:
    """The resource and the rows of the archive that a batch wrote; None for kinds without a receipt list."""
    kind = KINDS[batch.kind]
    return kind.written(batch) if kind.lists_written else None


def write_written(batch: Batch, path: Path, *, mark: Watermark) -> int:
    """Write the written rows into an xlsx; returns how many. A kind without such a list has none."""
    found = written_rows(batch)
    if found is None:
        return 0
    resource, rows = found[0](), found[1]
    model = rows.model
    own = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields}
    headings = [own.get(name) or str(resource.fields[name].column_name) for name in resource.get_export_order()]
    return write_xlsx(path, sheet=_("Imported rows"), headings=headings, rows=_values(resource, rows), mark=mark)


def _values(resource: ModelResource, rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    paths = [field.attribute for field in resource.get_export_fields()]
    yield from rows.order_by("pk").values_list(*paths).iterator(chunk_size=ROWS_AT_ONCE)
