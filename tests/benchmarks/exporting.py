"""BENCH=export: all students to an xlsx, ours beside django-import-export."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.importing import Bench, Sizes
from tests.benchmarks.lists import Wanted

PREPARE = "prepare"


def wanted(sizes: Sizes) -> list[Wanted]:
    return [Wanted(sizes.list), Wanted(sizes.stock)]


def run(bench: Bench, sizes: Sizes) -> None:
    """Fill the table by the fastest way there is, then export it."""
    for label, name, rows, repeats in (("export", "export", sizes.list, sizes.repeats),
                                       ("stock export", "stock_export", sizes.stock, 1)):
        with bench.copy() as database:
            bench.take("filling the table", "limit", database, path=bench.lists.path(Wanted(rows)))
            for _repeat in range(repeats):
                bench.take(label, name, database)


def stock_export() -> dict[str, Any]:
    """As the documentation shows it: a dataset of the resource, as xlsx."""
    from tests.benchmarks.steps import Steps
    from tests.benchmarks.stock import StockStudents

    steps = Steps()
    with steps("dataset"):
        dataset = StockStudents().export()
    with steps("xlsx"), tempfile.TemporaryFile() as file:
        file.write(dataset.export("xlsx"))
    return {"seconds": steps.told(), "rows": len(dataset)}


def export() -> dict[str, Any]:
    """Ours, with its watermark, its guard against formulas and its trace in the audit log."""
    from django.utils import timezone

    from archives.exports.actions import export_students
    from archives.registry.models import Student
    from campus.accounts.models import User
    from tests.benchmarks.journey import REGISTRAR
    from tests.benchmarks.steps import Steps

    steps, by = Steps(), User.objects.get(username=REGISTRAR)
    with tempfile.TemporaryDirectory() as folder, steps("export"):
        done = export_students(students=Student.objects.all(), format="xlsx", purpose="how fast it is",
                               folder=Path(folder), by=by, at=timezone.now())
    return {"seconds": steps.told(), "rows": done.export.rows}
