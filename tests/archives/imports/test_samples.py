"""The sample files of the school, through the real pipeline: every count and every first row."""

from __future__ import annotations

import json

import pytest

from archives.imports.models import Status
from tests.archives.imports.factories import (
    SAMPLES,
    applied,
    checked,
    colleges,
    registrar,
    sample,
)

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))


def test_students_2026_gives_exactly_the_expected_findings():
    colleges()
    expected = EXPECTED["students_2026.xlsx"]
    batch = checked(sample("students_2026.xlsx", registrar(), "students"))
    errors = {code: group for code, group in batch.summary.items() if group["severity"] == "error"}
    assert batch.status == Status.CHECKED
    assert (batch.sheet, batch.header_row, batch.rows) == ("本科", 3, 300)
    assert {code: group["count"] for code, group in errors.items()} == expected["refused_rows"]
    assert {code: group["row"] for code, group in errors.items()} == expected["first_refused_row"]
    # Both rows of each of the six pairs wait for a person: 42 findings, 48 rows.
    assert (batch.new, batch.changed, batch.unchanged, batch.refused) == (252, 0, 0, 48)
    assert batch.summary["number_restored"]["count"] == 6


def test_discipline_2025_gives_exactly_the_expected_findings():
    colleges()
    officer = registrar()
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    expected = EXPECTED["discipline_2025.xlsx"]
    batch = checked(sample("discipline_2025.xlsx", officer, "records"))
    errors = {code: group for code, group in batch.summary.items() if group["severity"] == "error"}
    assert {code: group["count"] for code, group in errors.items()} == expected["refused_rows"]
    assert {code: group["row"] for code, group in errors.items()} == expected["rows"]
    assert (batch.rows, batch.new, batch.refused, batch.adverse) == (40, 34, 6, 34)
