"""The three downloads of a receipt."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from archives.imports.models import Batch
from archives.imports.receipt_files import receipt_data
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from tests.archives.imports.factories import applied, colleges, registrar, student_row, students
from tests.factories import NOW, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar(name="王老师")


@pytest.fixture
def batch(officer) -> Batch:
    """One row imported, two left: of an unknown college, and about a person under 18."""
    return applied(students(
        officer, student_row("2024000001"), student_row("2024000002", name="钱文磊", unit="哲学院"),
        student_row("2024000003", birth_date="2015-01-01"),
    ))


def got(user: User, name: str, batch: Batch):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"imports:{name}", args=[batch.number]))


def rows(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def test_what_was_written_is_a_list_of_the_archive_with_its_watermark(batch, officer) -> None:
    answer = got(officer, "written_rows", batch)
    head, row = rows(answer.content)
    assert (head[0], row[0], row[3]) == ("学号", "2024000001", "01")
    footer = load_workbook(io.BytesIO(answer.content)).worksheets[0].oddFooter.left.text
    assert footer == f"导出 {batch.number} · 王老师 · 2026-11-23 09:12 · 用途：导入批次 {batch.number} 回执"


def test_what_was_left_is_told_by_number_and_reason_and_holds_nobodys_data(batch, officer) -> None:
    head, *left = rows(got(officer, "left_rows", batch).content)
    assert head == ("文件中的行号", "状态", "原因", "怎么办")
    assert [row[0] for row in left] == ["3", "4"]
    assert left[0][2] == "学院不存在"
    assert "钱文磊" not in str(left)
    assert AuditEvent.objects.filter(action="imports.download_left", target_id=batch.number).count() == 1


def test_the_receipt_is_a_pdf_with_counts_fingerprint_and_history(batch, officer) -> None:
    Batch.objects.filter(pk=batch.pk).update(shredded_at=NOW)
    answer = got(officer, "receipt_file", batch)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", f'attachment; filename="{batch.number}-receipt.pdf"')
    assert answer.content.startswith(b"%PDF-")
    batch.refresh_from_db()
    data = receipt_data(batch, school={"name": "示例大学", "office": "学生处"}, at=NOW)
    facts = dict(data["facts"])
    assert (data["title"], facts["已导入，新增"], facts["需要修改"]) == (f"导入批次 {batch.number} 回执", "1", "2")
    assert batch.fingerprint in facts.values()
    assert "文件已于 2026-11-23 销毁，指纹保留。" in data["notes"]
    assert ("2026-11-23 09:12 · 王老师", "已确认") in data["history"]


def test_a_batch_that_was_not_written_has_no_receipt(officer) -> None:
    batch = students(officer, student_row("2024000001"))
    assert got(officer, "receipt_file", batch).status_code == 404


def test_who_may_not_see_the_rows_takes_nothing_away(batch) -> None:
    auditor = user_with("auditor")
    for name in ("written_rows", "left_rows", "receipt_file"):
        assert got(auditor, name, batch).status_code == 403
    page = got(auditor, "receipt", batch).content.decode()
    assert "left.xlsx" not in page
    assert batch.fingerprint in page


def test_the_receipt_page_offers_all_three(batch, officer) -> None:
    page = got(officer, "receipt", batch).content.decode()
    for name in ("written_rows", "left_rows", "receipt_file"):
        assert reverse(f"imports:{name}", args=[batch.number]) in page
