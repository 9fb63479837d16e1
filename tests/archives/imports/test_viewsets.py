"""The import pages: what a registrar, a second person and a stranger can do there."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archives.imports import actions
from archives.imports.models import Batch, Status
from archives.registry.models import Student
from campus.audit.models import AuditEvent
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
    uploaded,
    workbook,
)
from tests.factories import NOW, college, other_college, user_with

pytestmark = pytest.mark.django_db
PAGES = (
    "check",
    "layout",
    "progress",
    "rows",
    "confirm",
    "release",
    "refuse_release",
    "continue",
    "cancel",
    "receipt",
    "undo",
    "written_rows",
    "error_workbook",
)


@pytest.fixture
def officer():
    colleges()
    return registrar()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, batch: Batch) -> str:
    return reverse(f"imports:{name}", args=[batch.number])


def test_upload_of_an_exact_file_goes_straight_to_the_check(officer):
    file = SimpleUploadedFile("students.xlsx", workbook([student_row("2024000001")]))
    answer = signed_in(officer).post(
        reverse("imports:upload"), {"kind": "students", "file": file, "note": "第一批"}
    )
    batch = Batch.objects.get()
    assert (answer.status_code, answer.url) == (302, at("check", batch))
    assert (batch.status, batch.note) == (Status.CHECKING, "第一批")
    assert run_job(batch).new == 1


def test_upload_of_an_unreadable_file_keeps_what_was_typed_and_says_why(officer):
    file = SimpleUploadedFile("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    answer = signed_in(officer).post(
        reverse("imports:upload"), {"kind": "students", "file": file, "note": "第一批"}
    )
    assert answer.status_code == 422
    assert "第一批" in answer.content.decode()
    assert "list.xls" in answer.content.decode()
    assert Batch.objects.get().status == Status.UNREADABLE


def test_layout_maps_a_column_and_agrees_to_leave_out_what_may_not_be_kept(officer):
    batch = sample("students_with_forbidden_columns.xlsx", officer, "students")
    client = signed_in(officer)
    page = client.get(at("layout", batch)).content.decode()
    assert "血型" in page
    assert "宗教信仰" in page
    data = {
        "sheet": batch.sheet,
        "header_row": 1,
        "day_first": "",
        "column_0": "number",
        "column_1": "name",
        "column_2": "unit",
    }
    assert client.post(at("layout", batch), data).status_code == 422
    answer = client.post(at("layout", batch), {**data, "leave_out": "on"})
    batch.refresh_from_db()
    assert (answer.status_code, batch.status, batch.left_out_by) == (302, Status.CHECKING, officer)


def test_check_says_the_result_in_its_heading_and_shows_causes_and_rows(officer):
    batch = students(officer, student_row("2024000001"), student_row("2024000002", unit="哲学院"))
    page = signed_in(officer).get(at("check", batch)).content.decode()
    assert "<h1>1 行可以导入，1 行需要修改</h1>" in page
    assert "学院不存在" in page
    assert "导入 1 行" in page


def test_check_recognises_the_same_file(officer):
    content = workbook([student_row("2024000001")])
    first = applied(checked(uploaded(content, officer)))
    again = checked(uploaded(content, officer))
    page = signed_in(officer).get(at("check", again)).content.decode()
    assert f"该文件与 2026-11-23 的批次 {first.number} 完全相同。" in page
    assert "无需导入" in page


def test_check_shows_progress_without_script(officer):
    batch = actions.start_check(
        batch=uploaded(workbook([student_row("2024000001")]), officer), by=officer, at=NOW
    )
    client = signed_in(officer)
    assert "刷新进度" in client.get(at("check", batch)).content.decode()
    assert client.get(at("progress", batch)).json() == {"done": 0, "total": 0, "finished": False}


def test_check_has_the_same_size_for_any_number_of_rows(officer):
    few = students(officer, *(student_row(f"20240000{n:02d}", unit="哲学院") for n in range(11)))
    many = students(officer, *(student_row(f"2025{n:06d}", unit="哲学院") for n in range(400)))
    client = signed_in(officer)
    sizes = [len(client.get(at("check", batch)).content) for batch in (few, many)]
    assert abs(sizes[0] - sizes[1]) < 200


def test_confirm_writes_what_was_counted(officer):
    batch = students(officer, student_row("2024000001"))
    answer = signed_in(officer).post(at("confirm", batch), {"digest": batch.digest})
    assert answer.status_code == 302
    assert (run_job(batch).status, Student.objects.count()) == (Status.APPLIED, 1)


def test_confirm_of_an_older_check_is_told_and_writes_nothing(officer):
    batch = students(officer, student_row("2024000001"))
    answer = signed_in(officer).post(at("confirm", batch), {"digest": "0" * 64})
    assert answer.status_code == 409
    assert Batch.objects.get().status == Status.CHECKED


def test_release_shows_the_decisions_and_is_only_for_a_second_person(officer):
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = checked(sample("discipline_2025.xlsx", officer, "records"))
    actions.confirm_batch(batch=batch, by=officer, at=NOW)
    assert signed_in(officer).post(at("release", batch), {"digest": batch.digest}).status_code == 403
    second = signed_in(integrity_officer())
    assert "示大学字〔2025〕100号" in second.get(at("release", batch)).content.decode()
    assert second.post(at("release", batch), {"digest": batch.digest}).status_code == 302
    assert run_job(batch).written == 34


def test_an_auditor_sees_counts_and_causes_but_no_values(officer):
    batch = students(officer, student_row("2024000002", name="需隐去的姓名", unit="哲学院"))
    client = signed_in(user_with("auditor"))
    for name in ("check", "rows"):
        page = client.get(at(name, batch)).content.decode()
        assert "学院不存在" in page
        assert "需隐去的姓名" not in page
        assert "2024000002" not in page
    assert client.get(at("error_workbook", batch)).status_code == 403


def test_receipt_counts_names_who_did_what_and_offers_the_undo(officer):
    batch = applied(students(officer, student_row("2024000001")))
    client = signed_in(officer)
    assert client.get(at("check", batch)).url == at("receipt", batch)
    page = client.get(at("receipt", batch)).content.decode()
    assert batch.fingerprint in page
    assert batch.digest in page
    assert client.post(at("undo", batch)).status_code == 302
    assert run_job(batch).reversed == 1


def test_a_download_leaves_a_trace(officer):
    batch = applied(students(officer, student_row("2024000001"), student_row("2024000002", unit="哲学院")))
    client = signed_in(officer)
    for name, action in (("written_rows", "written"), ("error_workbook", "errors")):
        assert client.get(at(name, batch))["Cache-Control"] == "no-store, private"
        assert (
            AuditEvent.objects.filter(action=f"imports.download_{action}", target_id=batch.number).count()
            == 1
        )


@pytest.mark.parametrize("name", PAGES)
def test_of_a_batch_of_another_college_no_page_exists(officer, name):
    batch = students(user_with("registrar", college()), student_row("2024000001"))
    assert signed_in(user_with("registrar", other_college())).get(at(name, batch)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_without_the_permission_no_page_opens(officer, name):
    batch = students(officer, student_row("2024000001"))
    assert signed_in(user_with("teacher")).get(at(name, batch)).status_code == 403


def test_list_asks_the_same_number_of_questions_for_one_batch_and_for_three(
    officer, django_assert_max_num_queries
):
    client = signed_in(officer)
    students(officer, student_row("2024000001"))
    client.get(reverse("imports:list"))
    with django_assert_max_num_queries(25) as one:
        client.get(reverse("imports:list"))
    for number in (2, 3):
        students(officer, student_row(f"202400000{number}"))
    with django_assert_max_num_queries(25) as three:
        client.get(reverse("imports:list"))
    assert len(one.captured_queries) == len(three.captured_queries)
