"""django-import-export as its documentation shows it, on the same table: what the import is compared with.

(a) "Getting started" and "Advanced usage": a ModelResource with widgets, a dry run, then the real run.
(b) "Bulk imports", "Performance tuning": use_bulk, skip_diff, CachedInstanceLoader, CachedForeignKeyWidget.
Neither checks identity numbers, ages, permissions or duplicates, keeps provenance, or leaves audit events.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import tablib
from django.utils import timezone
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import CachedForeignKeyWidget, DateWidget, ForeignKeyWidget, IntegerWidget

from archives.imports.kinds.students import STATUS_WORDS
from archives.registry.actions import index_of
from archives.registry.adulthood import birthday
from archives.registry.models import Student
from campus.organisation.models import Unit
from tests.benchmarks.steps import Steps

FIELDS = ("number", "name", "latin_name", "identity_number", "birth_date", "unit", "major", "year", "class_name",
          "enrolled_on", "graduated_on", "status")


class StockStudents(ModelResource):
    number = Field(attribute="number", column_name="学号")
    name = Field(attribute="name", column_name="姓名")
    latin_name = Field(attribute="latin_name", column_name="姓名拼音")
    identity_number = Field(attribute="identity_number", column_name="身份证号")
    birth_date = Field(attribute="birth_date", column_name="出生日期", widget=DateWidget())
    unit = Field(attribute="unit", column_name="学院", widget=ForeignKeyWidget(Unit, field="name_zh"))
    major = Field(attribute="major", column_name="专业")
    year = Field(attribute="year", column_name="年级", widget=IntegerWidget())
    class_name = Field(attribute="class_name", column_name="班级")
    enrolled_on = Field(attribute="enrolled_on", column_name="入学时间", widget=DateWidget())
    graduated_on = Field(attribute="graduated_on", column_name="毕业时间", widget=DateWidget())
    status = Field(attribute="status", column_name="学籍状态")

    class Meta:
        model = Student
        fields = FIELDS
        import_id_fields = ("number",)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        row["年级"] = str(row["年级"])[:4]
        row["学籍状态"] = STATUS_WORDS[row["学籍状态"]]

    def before_save_instance(self, instance: Student, row: Any, **kwargs: Any) -> None:
        """The columns of the table that no cell fills."""
        born = instance.birth_date
        instance.adult_on = birthday(date(born.year, born.month, born.day), 18)
        instance.changed_at = timezone.now()
        instance.registered_on = timezone.localdate(instance.changed_at)
        instance.identity_index = index_of(instance.identity_number)


class BulkStudents(StockStudents):
    unit = Field(attribute="unit", column_name="学院", widget=CachedForeignKeyWidget(Unit, field="name_zh"))

    class Meta:
        model = Student
        fields = FIELDS
        import_id_fields = ("number",)
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        instance_loader_class = CachedInstanceLoader


def stock_import(path: str, bulk: bool) -> dict[str, Any]:
    """Read, dry run, real run."""
    steps = Steps()
    with steps("read"), Path(path).open("rb") as content:
        dataset = tablib.Dataset().load(content.read(), format="xlsx")
    resource = BulkStudents() if bulk else StockStudents()
    with steps("dry run"):
        _sound(resource.import_data(dataset, dry_run=True))
    with steps("real run"):
        _sound(resource.import_data(dataset, dry_run=False))
    return {"seconds": steps.told(), "rows": len(dataset), "there": Student.objects.count()}


def _sound(result: Any) -> None:
    if result.has_errors() or result.has_validation_errors():
        raise RuntimeError(f"the stock import failed: {result.base_errors or result.row_errors()[:1]}")
