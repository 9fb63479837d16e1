"""The limit: nothing but reading the cells and putting ready rows into the same table.

The rows are made ready (converted, encrypted, given their keys) between the two, and that time is not counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from archives.imports.kinds.students import STATUS_WORDS
from archives.registry.actions import index_of
from archives.registry.adulthood import birthday
from archives.registry.models import Student
from campus.organisation.models import Unit
from tests.benchmarks.steps import Steps


def limit(path: str) -> dict[str, Any]:
    """Reading by calamine; COPY on PostgreSQL, executemany on SQLite."""
    steps = Steps()
    with steps("read"):
        cells = list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())
    columns, rows = _ready(cells)
    with steps("write"), transaction.atomic(), connection.cursor() as cursor:
        names = ", ".join(columns)
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {Student._meta.db_table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {Student._meta.db_table} ({names}) VALUES ({marks})", rows)
    return {"seconds": steps.told(), "rows": len(rows), "there": Student.objects.count()}


def _ready(cells: Sequence[Sequence[Any]]) -> tuple[list[str], list[list[Any]]]:
    """Rows as the database driver takes them, made by the model's own fields."""
    units = dict(Unit.objects.values_list("name_zh", "pk"))
    fields = [field for field in Student._meta.concrete_fields if not field.primary_key]
    at, heads = timezone.now(), cells[0]
    rows = []
    for row in cells[1:]:
        value = _values(dict(zip(heads, row, strict=False)), units)
        value.update(changed_at=at, registered_on=timezone.localdate(at))
        rows.append([field.get_db_prep_save(value.get(field.attname, field.get_default()), connection)
                     for field in fields])
    return [field.column for field in fields], rows


def _values(cell: dict[str, Any], units: dict[str, int]) -> dict[str, Any]:
    born: date = cell["出生日期"]
    return {
        "public_id": uuid.uuid4(), "number": cell["学号"], "name": cell["姓名"], "latin_name": cell["姓名拼音"],
        "identity_number": cell["身份证号"], "identity_index": index_of(cell["身份证号"]), "birth_date": born,
        "adult_on": birthday(born, 18), "unit_id": units[cell["学院"]], "major": cell["专业"],
        "year": int(cell["年级"][:4]), "class_name": cell["班级"], "enrolled_on": cell["入学时间"],
        "graduated_on": cell["毕业时间"], "status": STATUS_WORDS[cell["学籍状态"]],
    }
