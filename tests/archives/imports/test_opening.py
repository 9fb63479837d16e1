"""Files that were opened under another kind than they are of, or in which no headings were found."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from archives.imports import actions
from archives.imports.error_workbook import write_error_workbook
from archives.imports.intake import preview
from archives.imports.kinds import KINDS
from archives.imports.models import Batch, Status
from archives.imports.opening import meant, open_as, open_file
from archives.imports.template_workbook import write_template
from campus.accounts.models import User
from campus.refusals import Conflict
from tests.archives.imports.factories import checked, colleges, registrar, sample, uploaded, workbook
from tests.factories import NOW, TODAY, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


def template_of(kind: str, by: User, folder: Path) -> bytes:
    write_template(KINDS[kind], folder / "template.xlsx", by=by, on=TODAY)
    book = openpyxl.load_workbook(folder / "template.xlsx")
    book.worksheets[0].append(["2026030001", "王芳"])
    book.save(folder / "filled.xlsx")
    return (folder / "filled.xlsx").read_bytes()


def opened(content: bytes, by: User, name: str = "a.csv") -> Batch:
    return open_file(kind="students", file=ContentFile(content, name=name), name=name, by=by, at=NOW)


def sentence(batch: Batch, by: User) -> str:
    found = meant(batch, preview(batch), by=by)
    return found.sentence if found else ""


def test_a_template_of_another_kind_says_which_and_opens_as_that(officer: User, tmp_path: Path) -> None:
    batch = uploaded(template_of("volunteering", officer, tmp_path), officer, kind="students")
    assert sentence(batch, officer) == "这是“志愿服务与守信事迹”的模板，而您选择的是“学生”。"
    client = Client()
    client.force_login(officer)
    layout = reverse("imports:layout", args=[batch.number])
    assert "按“志愿服务与守信事迹”读取" in client.get(layout).content.decode()
    answer = client.post(layout, {"read_with": "kind:volunteering"})
    other = Batch.objects.get(kind="volunteering")
    batch.refresh_from_db()
    assert batch.status == Status.CANCELLED
    assert other.number in answer.url
    assert set(other.mapping) >= {"conduct_on", "name"}
    assert sentence(other, officer) == ""


def test_rows_to_mend_of_another_kind_say_of_which_import_and_are_recognised_there(
    officer: User, tmp_path: Path
) -> None:
    first = checked(uploaded(workbook([("2026030001", "")], ("学号", "姓名")), officer))
    write_error_workbook(first, tmp_path / "bad.xlsx", by=officer, on=TODAY)
    batch = uploaded((tmp_path / "bad.xlsx").read_bytes(), officer, kind="volunteering")
    said = f"这是导入批次 {first.number}（“学生”）的待修改行，而您选择的是“志愿服务与守信事迹”。"
    assert sentence(batch, officer) == said
    assert open_as(batch=batch, kind="students", by=officer, at=NOW).mends == first


def test_headings_of_another_kind_are_said_only_where_they_fit_better(officer: User) -> None:
    wrong = sample("discipline_2025.xlsx", officer, "students")
    assert sentence(wrong, officer) == "按列标题看，这是“诚信记录”的表格，而您选择的是“学生”。"
    assert sentence(sample("discipline_2025.xlsx", officer, "records"), officer) == ""
    assert sentence(sample("students_2026.xlsx", officer, "students"), officer) == ""


def test_a_kind_that_is_not_imported_by_the_role_is_named_and_not_offered(officer: User, tmp_path: Path) -> None:
    batch = uploaded(template_of("records", officer, tmp_path), officer, kind="students")
    outsider = UserFactory()
    found = meant(batch, preview(batch), by=outsider)
    assert found is not None
    assert (found.kind, found.may_open) == ("records", False)
    with pytest.raises(PermissionDenied):
        open_as(batch=batch, kind="records", by=outsider, at=NOW)
    assert Batch.objects.count() == 1


def test_a_batch_that_went_on_is_not_opened_as_another_kind(officer: User) -> None:
    batch = sample("discipline_2025.xlsx", officer, "students")
    Batch.objects.filter(pk=batch.pk).update(status=Status.CANCELLED, cancelled_at=NOW, cancelled_by=officer)
    batch.refresh_from_db()
    with pytest.raises(Conflict):
        open_as(batch=batch, kind="records", by=officer, at=NOW)


def test_a_table_without_headings_opens_at_its_first_row_to_be_read_another_way(officer: User) -> None:
    rows = "2026030001,王芳,计算机学院,990102200808310014\n2026030002,李强,文学院,\n"
    batch = opened(rows.encode("gb18030"), officer)
    assert (batch.status, batch.header_row) == (Status.UPLOADED, 1)
    assert Batch.objects.get() == batch
    client = Client()
    client.force_login(officer)
    layout = reverse("imports:layout", args=[batch.number])
    page = client.get(layout).content.decode()
    assert "按第 1 行读取列标题，但其中没有任何必填列的名称。" in page
    assert "990102200808310014" not in page  # it stands where a heading should
    assert 'value="encoding:utf-8"' in page
    assert 'value="delimiter:;"' in page
    client.post(layout, {"read_with": "delimiter:;"})
    batch.refresh_from_db()
    assert batch.delimiter == ";"
    actions.cancel_batch(batch=batch, by=officer, at=NOW)
    given_up = client.get(reverse("imports:check", args=[batch.number])).content.decode()
    assert "990102200808310014" not in given_up
    assert 'class="tiles mb-m' not in given_up  # nothing was counted


def test_a_file_that_is_no_table_stays_unreadable(officer: User) -> None:
    assert opened(b"", officer).status == Status.UNREADABLE
    assert Batch.objects.count() == 1
