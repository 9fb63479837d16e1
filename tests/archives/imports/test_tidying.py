"""What lies in the private storage is what the batches say may lie there."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from archives.imports import actions, intake, opening
from archives.imports.error_workbook import write_error_workbook
from archives.imports.kept_rows import rows_of
from archives.imports.models import Batch, Status
from archives.imports.shredding import shred_due
from archives.imports.tidying import UNNAMED_FOR, tidy_all
from archives.imports.uploads import FOLDER
from campus.accounts.models import User
from campus.jobs.registry import schedules
from campus.refusals import Refusal
from tests.archives.imports.factories import (
    STUDENT_HEADINGS,
    checked,
    colleges,
    registrar,
    student_row,
    uploaded,
    workbook,
)
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
HEADINGS = (*STUDENT_HEADINGS, "备注")
ROW = student_row("2024000001")


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


@pytest.fixture
def batch(officer: User) -> Batch:
    """Checked; one row is good, one to mend, and the column of remarks is imported as nothing."""
    rows = [(*ROW, "住三号楼"), (*student_row("2024000002", unit="哲学院"), "请核对")]
    return checked(uploaded(workbook(rows, HEADINGS), officer))


def lying() -> list[str]:
    folder = Path(storages["private"].path(FOLDER))
    return sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []


def sheets(**content: list[list[Any]]) -> bytes:
    """A workbook with these sheets; one whose name begins with “hidden” is."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("hidden") else "visible"
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# --- Files that may not be kept ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["another", "hidden"])
def test_a_forbidden_heading_in_another_sheet_lets_only_the_rows_be_kept(name: str, officer: User) -> None:
    content = sheets(students=[list(STUDENT_HEADINGS), list(ROW)],
                     **{name: [["说明"], ["学号", "姓名", "宗教信仰"], ["2024000001", "陈佳宁", "佛教"]]})  # fmt: skip
    batch = uploaded(content, officer)
    assert (batch.sheet, batch.forbidden, batch.source_gone, lying()) == ("students", [], "forbidden", [".rows"])
    assert checked(batch).new == 1


def test_a_title_over_the_headings_that_may_not_be_stored_closes_the_columns_below_it(officer: User) -> None:
    above = ["学籍信息", "基本情况", None, None, None, None, None, "健康状况", None]
    content = sheets(students=[above, [*STUDENT_HEADINGS, "甲", "乙"], [*ROW, "过敏史甲", "过敏史乙"]])
    batch = uploaded(content, officer)
    assert (batch.header_row, [item["column"] for item in batch.forbidden], lying()) == (2, [7, 8], [".rows"])
    with rows_of(batch) as rows:
        assert [row.cells[7:] for row in rows] == [(None, None)]


def test_an_ordinary_file_is_kept_with_its_other_sheets(officer: User) -> None:
    lists = [["学院", "代码", "简称"], ["文学院", "02", "文"]]
    content = sheets(students=[list(STUDENT_HEADINGS), list(ROW)], lists=lists)
    assert (uploaded(content, officer).source_gone, lying()) == ("", [".rows", ".xlsx"])


def test_a_file_that_is_not_kept_cannot_be_read_another_way_and_says_why(officer: User) -> None:
    batch = uploaded(workbook([(*ROW, "佛教")], (*STUDENT_HEADINGS, "宗教信仰")), officer)
    page = Client()
    page.force_login(officer)
    shown = page.get(reverse("imports:layout", args=[batch.number])).content.decode()
    assert "没有保存原文件" in shown
    assert "佛教" not in shown
    assert "陈佳宁" in shown  # the first rows, from what was kept

    for asked in ({"sheet": "another"}, {"header_row": 2}):
        with pytest.raises(Refusal, match="重新上传"):
            intake.choose_layout(batch=batch, by=officer, at=NOW, **asked)
    with pytest.raises(Refusal, match="重新上传"):
        opening.open_as(batch=batch, kind="units", by=officer, at=NOW)
    intake.choose_layout(batch=batch, by=officer, at=NOW, columns={"年级": ""})  # columns still can be chosen
    assert "year" not in batch.mapping
    assert lying() == [".rows"]


def test_an_identity_number_that_is_taken_for_a_heading_is_masked(officer: User) -> None:
    content = sheets(students=[[*ROW[:6], "110105200503140048"], list(student_row("2024000002"))])
    batch = opening.open_file(kind="students", file=ContentFile(content), name="a.xlsx", by=officer, at=NOW)
    assert batch.headers[6] == "•" * 16 + "48"


# --- Batches that nobody works on --------------------------------------------------------------------------------


def test_after_seven_days_without_work_columns_that_nobody_needs_are_gone_and_named(
    batch: Batch, officer: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        shred_due(NOW + timedelta(days=7))
        batch.refresh_from_db()
        assert (batch.source_gone, lying()) == ("", [".rows", ".xlsx"])
    with django_capture_on_commit_callbacks(execute=True):
        shred_due(NOW + timedelta(days=7, minutes=1))
    batch.refresh_from_db()
    assert (batch.status, batch.source_gone, lying()) == (Status.CHECKED, "laid_aside", [".rows"])
    with rows_of(batch) as rows:
        assert [(row.cells[0], row.cells[7]) for row in rows] == [("2024000001", None), ("2024000002", None)]

    path = tmp_path / "to-mend.xlsx"
    assert write_error_workbook(batch, path, by=officer, on=TODAY) == 1
    book = load_workbook(path)
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert headings[:7] == list(STUDENT_HEADINGS)
    assert "备注" not in headings
    assert any("“备注”" in str(row[0].value) for row in book.worksheets[1].iter_rows())
    with pytest.raises(Refusal, match="重新上传"):
        intake.choose_layout(batch=batch, by=officer, at=NOW, columns={"备注": "class_name"})
    batch.refresh_from_db()
    assert checked(batch).new == 1  # the rest is there


# --- What killed processes leave ---------------------------------------------------------------------------------


def test_it_runs_every_ten_minutes() -> None:
    assert [one.cron for one in schedules() if one.name == "imports.tidy"] == ["*/10 * * * *"]


def test_a_file_that_no_batch_names_is_removed_after_an_hour_and_not_before(batch: Batch) -> None:
    stray = storages["private"].save(f"{FOLDER}/stray.xlsx", ContentFile(b"x"))
    written = storages["private"].get_modified_time(stray)
    tidy_all(written + UNNAMED_FOR - timedelta(seconds=1))
    assert storages["private"].exists(stray)
    tidy_all(written + UNNAMED_FOR + timedelta(seconds=1))
    assert not storages["private"].exists(stray)
    assert storages["private"].exists(batch.stored_as)
    assert storages["private"].exists(batch.rows_as)


def in_clear(batch: Batch, content: bytes) -> None:
    """As files lay before they were encrypted."""
    path = Path(storages["private"].path(batch.stored_as))
    path.write_bytes(content)
    os.chmod(path, 0o644)
    storages["private"].delete(batch.rows_as)
    Batch.objects.filter(pk=batch.pk).update(rows_as="")


def test_files_from_before_they_were_encrypted_can_be_read_and_are_encrypted(
    officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    content = workbook([ROW])
    batch = uploaded(content, officer)
    in_clear(batch, content)
    batch.refresh_from_db()
    assert checked(batch).new == 1

    import_module("archives.migrations.0018_files_under_the_rules").say_what_may_stay(apps, None)
    before = batch.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        tidy_all(NOW)
    batch.refresh_from_db()
    assert (batch.to_tidy, batch.source_gone, lying()) == (False, "", [".xlsx"])
    assert batch.stored_as != before
    inner = FileSystemStorage(location=storages["private"].path(""))
    assert inner.open(batch.stored_as).read().startswith(b"MXF1")
    with rows_of(batch) as rows:
        assert [row.cells[0] for row in rows] == ["2024000001"]


def test_of_files_from_before_only_what_may_be_kept_stays(
    officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    content = workbook([(*ROW, "佛教"), (*student_row("2024000003", birth_date="2015-01-01"), "")],
                       (*STUDENT_HEADINGS, "宗教信仰"))  # fmt: skip
    batch = uploaded(content, officer)
    batch.stored_as = storages["private"].save(f"{FOLDER}/old.xlsx", ContentFile(content))
    Batch.objects.filter(pk=batch.pk).update(stored_as=batch.stored_as, source_gone="")
    in_clear(batch, content)
    batch.refresh_from_db()
    actions.agree_to_leave_out(batch=batch, by=officer, at=NOW)
    batch = checked(batch)
    Batch.objects.filter(pk=batch.pk).update(source_gone="", withheld_rows=[], to_tidy=False)

    import_module("archives.migrations.0018_files_under_the_rules").say_what_may_stay(apps, None)
    with django_capture_on_commit_callbacks(execute=True):
        tidy_all(NOW)
    batch.refresh_from_db()
    assert (batch.source_gone, batch.withheld_rows, batch.stored_as) == ("forbidden", [3], "")
    with rows_of(batch) as rows:
        assert [row.cells[0] for row in rows] == ["2024000001", None]
