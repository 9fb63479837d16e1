"""Workbooks of this site that come back under another kind, or from elsewhere."""

from __future__ import annotations

import pytest

from archives.imports.kinds import KINDS
from archives.imports.models import Batch
from archives.imports.template_workbook import write_template
from tests.archives.imports.factories import colleges, registrar, uploaded, workbook
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def test_a_template_uploaded_as_another_kind_is_an_ordinary_file(tmp_path) -> None:
    colleges()
    officer = registrar()
    path = tmp_path / "a.xlsx"
    write_template(KINDS["units"], path, by=officer, on=TODAY)
    batch = uploaded(path.read_bytes(), officer, kind="students")
    assert (batch.mends, "number" in batch.mapping) == (None, False)


def test_an_ordinary_file_mends_nothing() -> None:
    colleges()
    uploaded(workbook([("2026030001", "王小明")], ("学号", "姓名")), registrar())
    assert Batch.objects.get().mends is None
