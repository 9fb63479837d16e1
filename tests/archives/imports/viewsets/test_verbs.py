"""Sending back, giving up and changing the layout once more, on the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archives.imports import actions
from archives.imports.models import Batch, Status
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import User
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    integrity_officer,
    registrar,
    run_job,
    sample,
    student_row,
    students,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


@pytest.fixture
def waiting(officer) -> Batch:
    """34 adverse rows that wait for a second person."""
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = checked(sample("discipline_2025.xlsx", officer, "records"))
    return actions.confirm_batch(batch=batch, by=officer, at=NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, batch: Batch) -> str:
    return reverse(f"imports:{name}", args=[batch.number])


def test_refuse_release_needs_a_reason_which_the_uploader_then_reads(officer, waiting):
    second = signed_in(integrity_officer(name="李华"))
    assert "不予放行" in second.get(at("refuse_release", waiting)).content.decode()
    assert second.post(at("refuse_release", waiting), {"reason": ""}).status_code == 422
    answer = second.post(at("refuse_release", waiting), {"reason": "文号与原件不符"}, follow=True)
    assert "已退回，未写入任何内容。" in answer.content.decode()
    page = signed_in(officer).get(at("check", waiting)).content.decode()
    assert "李华 未予放行。" in page
    assert "文号与原件不符" in page
    assert "重新检查" in page
    assert Record.objects.count() == 0


def test_what_was_sent_back_can_be_checked_confirmed_and_released_again(officer, waiting):
    second = integrity_officer()
    actions.refuse_release(batch=waiting, reason="请核对", by=second, at=NOW)
    assert signed_in(officer).get(at("layout", waiting)).status_code == 200
    batch = applied(checked(waiting), released_by=second)
    assert (batch.status, batch.written, batch.release_refused_reason) == (Status.APPLIED, 34, "")


def test_cancel_gives_a_batch_up_and_keeps_it_listed(officer):
    batch = students(officer, student_row("2024000001"))
    client = signed_in(officer)
    assert "放弃该批次" in client.get(at("cancel", batch)).content.decode()
    answer = client.post(at("cancel", batch), follow=True)
    assert "该批次已放弃。" in answer.content.decode()
    assert batch.number in client.get(reverse("imports:list")).content.decode()
    assert (Batch.objects.get().status, Student.objects.count()) == (Status.CANCELLED, 0)


def test_cancel_after_the_rows_are_written_is_refused_with_a_sentence(officer):
    batch = applied(students(officer, student_row("2024000001")))
    answer = signed_in(officer).post(at("cancel", batch))
    assert answer.status_code == 422
    assert "该批次已有部分写入。请让它继续完成，然后再撤销。" in answer.content.decode()


def test_undo_by_who_may_not_is_refused_with_a_sentence(officer):
    batch = applied(students(officer, student_row("2024000001")))
    assert signed_in(integrity_officer()).post(at("undo", batch)).status_code == 403
    assert Batch.objects.get().status == Status.APPLIED


def test_undo_shows_what_it_takes_back_and_lists_what_it_kept(officer):
    batch = applied(students(officer, student_row("2024000001"), student_row("2024000002")))
    Student.objects.filter(number="2024000002").update(name="改过的名字")
    Student.objects.filter(number="2024000002").update(changed_at=NOW.replace(hour=5))
    client = signed_in(officer)
    page = client.get(at("undo", batch)).content.decode()
    for told in (batch.digest, batch.file_name, "撤销 1 行", "移除 1 行新增数据", "保留 1 行：之后已有人更改。",
                 "2026年12月23日"):
        assert told in page, told
    assert 'name="reason"' not in page
    client.post(at("undo", batch))
    run_job(batch)
    page = client.get(at("receipt", batch)).content.decode()
    assert "该批次已撤销" in page
    kept = client.get(at("rows", batch) + "?status=kept").content.decode()
    assert "之后已有人更改。" in kept


def test_undo_of_adverse_records_asks_for_a_reason_beside_the_field(officer, waiting):
    batch = run_job(actions.release_batch(batch=waiting, by=integrity_officer(name="李华"), at=NOW))
    client = signed_in(officer)
    page = client.get(at("undo", batch)).content.decode()
    for told in ("撤销 34 行", "由李华作为第二人", "请勿写姓名"):
        assert told in page, told
    refused = client.post(at("undo", batch), {"reason": " "})
    assert refused.status_code == 422
    assert Record.objects.withdrawn().count() == 0
    assert client.post(at("undo", batch), {"reason": "决定已撤销"}).status_code == 302
    run_job(batch)
    assert Record.objects.withdrawn().count() == 34
