"""The hidden sheet by which a workbook of this site is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter import Workbook

from archives.imports import intake
from archives.imports.marking import Mark, mark_of, write_mark
from tests.archives.imports.factories import colleges, registrar, student_row, uploaded, workbook

pytestmark = pytest.mark.django_db
MARK = Mark("template", "students", "2026-11-23", "Sheet1", version="abc", by=7)


def marked(path: Path, mark: Mark) -> bytes:
    book = Workbook(str(path))
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, ["学号", "姓名"])
    sheet.write_row(1, 0, ["2026030001", "王小明"])
    write_mark(book, mark)
    book.close()
    return path.read_bytes()


def test_a_mark_is_read_as_it_was_written(tmp_path) -> None:
    colleges()
    batch = uploaded(marked(tmp_path / "a.xlsx", MARK), registrar())
    assert mark_of(batch, intake.preview(batch)) == MARK


def test_a_mark_of_another_site_is_none(tmp_path, settings) -> None:
    colleges()
    content = marked(tmp_path / "a.xlsx", MARK)
    settings.SECRET_KEY = "another-key-of-another-school-0123456789"
    batch = uploaded(content, registrar())
    assert mark_of(batch, intake.preview(batch)) is None


def test_an_ordinary_file_has_no_mark() -> None:
    colleges()
    batch = uploaded(workbook([student_row("2026030001")]), registrar())
    assert mark_of(batch, intake.preview(batch)) is None
