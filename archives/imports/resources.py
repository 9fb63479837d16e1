"""Receipts as spreadsheets: which rows a batch wrote, through django-import-export, safe against formulas.

See docs/adr/0006: reading and checking go past that library, its resources serve where rows go out.
"""

from __future__ import annotations

import io
from typing import Any

import tablib
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from openpyxl import Workbook

from archives.imports.kinds import KINDS
from archives.imports.models import Batch
from archives.records.models import Record
from archives.registry.models import Student


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
    """Records as a batch left them."""

    student = Field(attribute="student__number", column_name="student_number")
    record_type = Field(attribute="record_type__code", column_name="record_type")

    class Meta:
        model = Record
        fields = (
            "number",
            "student",
            "record_type",
            "facts",
            "conduct_on",
            "sanction",
            "decision_number",
            "decided_on",
            "told_on",
            "served_on",
            "starts_on",
            "display_until",
        )
        export_order = fields


class TextXLSX(XLSX):
    """Every cell as text: the library's own escape turns “==1” into “=1” and lets “+”, “-” and “@” pass."""

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        book = Workbook(write_only=False)
        sheet = book.active
        assert sheet is not None
        for number, row in enumerate([dataset.headers or [], *dataset], start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(row=number, column=column, value="" if value is None else str(value))
                cell.data_type = "s"
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()


def written_rows(batch: Batch) -> tuple[type[ModelResource], QuerySet[Any]] | None:
    """The resource and the rows of the archive that a batch wrote; None for kinds without a receipt list."""
    kind = KINDS[batch.kind]
    return kind.written(batch) if kind.lists_written else None


def export_written(batch: Batch) -> bytes:
    """The written rows as an xlsx in which nothing can run. Empty for kinds without such a list."""
    found = written_rows(batch)
    if found is None:
        return b""
    resource, rows = found
    return TextXLSX().export_data(resource().export(rows))
