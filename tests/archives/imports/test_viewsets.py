"""The import pages: what a registrar, a second person and a stranger can do there."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archives.imports import actions
from archives.imports.models import Batch, Status
from archives.registry.models import Student
from campus.accounts.actions import choose_language
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
from tests.factories import NOW, StudentFactory, college, other_college, user_with

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


def adverse_batch(officer) -> Batch:
    """34 adverse rows that wait for a second person."""
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = checked(sample("discipline_2025.xlsx", officer, "records"))
    return actions.confirm_batch(batch=batch, by=officer, at=NOW)


def tiles(page: str) -> dict[str, str]:
    """The counts at the top of a page, by label."""
    found = re.findall(r'class="tile".*?</(?:i|svg)>([^<]+)</span>\s*<b>([^<]+)</b>', page, re.DOTALL)
    return dict(found)


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
    assert f"该文件与 2026-11-23 的导入批次 {first.number} 完全相同。" in page
    assert at("check", first) in page
    assert "无需导入" in page


def test_check_shows_progress_without_script(officer):
    batch = actions.start_check(
        batch=uploaded(workbook([student_row("2024000001")]), officer), by=officer, at=NOW
    )
    client = signed_in(officer)
    assert "刷新进度" in client.get(at("check", batch)).content.decode()
    told = {"done": 0, "total": 0, "finished": False, "waits": True, "silent": False, "words": "即将开始。"}
    assert client.get(at("progress", batch)).json() == told


def test_check_has_the_same_size_for_any_number_of_rows(officer):
    few = students(officer, *(student_row(f"20240000{n:02d}", unit="哲学院") for n in range(20)))
    many = students(officer, *(student_row(f"2025{n:06d}", unit="哲学院") for n in range(400)))
    client = signed_in(officer)
    sizes = [len(client.get(at("check", batch)).content) for batch in (few, many)]
    assert abs(sizes[0] - sizes[1]) < 200
    assert max(sizes) < 100_000


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


def test_confirm_by_two_at_once_the_second_is_told(officer):
    batch = students(officer, student_row("2024000001"))
    first, second = signed_in(officer), signed_in(registrar())
    assert first.post(at("confirm", batch), {"digest": batch.digest}).status_code == 302
    answer = second.post(at("confirm", batch), {"digest": batch.digest})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "刚刚有人对这个批次做了操作。请先查看最新情况，再继续。" in page
    assert officer.get_full_name() in page
    assert 'name="digest"' not in page  # nothing is left to press twice
    assert run_job(batch).written == 1
    assert Batch.objects.get().confirmed_by == officer


def test_confirm_in_english_tells_the_second_in_english(officer):
    batch = students(officer, student_row("2024000001"))
    actions.confirm_batch(batch=batch, by=officer, at=NOW)
    other = registrar()
    choose_language(user=other, language="en")
    answer = signed_in(other).post(at("confirm", batch), {"digest": batch.digest})
    said = "Somebody else did something with this batch a moment ago. Look at it again before you go on."
    assert (answer.status_code, said in answer.content.decode()) == (409, True)


def test_confirm_of_adverse_rows_says_that_they_wait_for_release(officer):
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = checked(sample("discipline_2025.xlsx", officer, "records"))
    client = signed_in(officer)
    page = client.get(at("check", batch)).content.decode()
    assert "提交 34 行待放行" in page
    assert "导入 34 行" not in page
    answer = client.post(at("confirm", batch), {"digest": batch.digest}, follow=True)
    assert "已确认。该批次含有不良记录，现须由第二人放行。" in answer.content.decode()


@pytest.mark.parametrize("name", ["confirm", "release", "refuse_release", "cancel", "undo"])
def test_of_a_verb_that_is_over_only_the_batch_is_shown(officer, name):
    batch = students(officer, student_row("2024000001"))
    batch = run_job(actions.undo_batch(batch=applied(batch), by=officer, at=NOW))
    answer = signed_in(officer).get(at(name, batch))
    assert (answer.status_code, answer.url) == (302, at("check", batch))


def test_release_by_two_at_once_the_second_is_told(officer):
    batch = adverse_batch(officer)
    data = {"digest": batch.digest}
    first, second = signed_in(integrity_officer(name="李华")), signed_in(integrity_officer())
    assert first.post(at("release", batch), data).status_code == 302
    answer = second.post(at("release", batch), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "刚刚有人对这个批次做了操作。" in page
    assert "李华" in page
    assert 'name="digest"' not in page
    assert run_job(batch).written == 34


def test_release_of_rows_that_were_checked_anew_is_refused(officer):
    batch = adverse_batch(officer)
    second = integrity_officer()
    answer = signed_in(second).post(at("release", batch), {"digest": "0" * 64})
    assert (answer.status_code, Batch.objects.get(pk=batch.pk).status) == (409, Status.WAITING_RELEASE)


def test_release_offers_no_button_to_who_prepared_the_batch(officer):
    batch = adverse_batch(officer)
    page = signed_in(officer).get(at("release", batch)).content.decode()
    assert "须由他人放行" in page
    assert 'name="digest"' not in page


def test_release_shows_the_decisions_and_is_only_for_a_second_person(officer):
    batch = adverse_batch(officer)
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


def test_check_and_receipt_count_the_same_rows(officer):
    applied(students(officer, student_row("2024000001"), student_row("2024000002", major="数学")))
    batch = students(
        officer,
        student_row("2024000001"),
        student_row("2024000002", major="物理"),
        student_row("2024000003"),
        student_row("2024000004", unit="哲学院"),
    )
    client = signed_in(officer)
    counts = {"未变化": "1", "新增": "1", "更新": "1", "需要修改": "1"}
    assert tiles(client.get(at("check", batch)).content.decode()) == counts
    applied(batch)
    assert tiles(client.get(at("receipt", batch)).content.decode()) == counts
    rows = client.get(at("rows", batch) + "?status=written&made=changed").content.decode()
    assert "2024000002" in rows
    assert "2024000003" not in rows


def test_receipt_counts_apart_what_changed_since_the_check(officer):
    batch = students(officer, student_row("2024000001"), student_row("2024000002"))
    StudentFactory(number="2024000002")
    applied(batch)
    page = signed_in(officer).get(at("receipt", batch)).content.decode()
    assert tiles(page) == {"未变化": "0", "新增": "1", "更新": "0", "需要修改": "0", "检查后有变化": "1"}
    assert "有 1 行未写入，因为检查之后档案已有变化。" in page


def test_rows_say_what_is_wrong_and_what_to_do(officer):
    batch = students(officer, student_row("2024000001"), student_row("2024000001"))
    page = signed_in(officer).get(at("rows", batch) + "?status=refused").content.decode()
    assert page.count('<td class="err nowrap"') == 2  # of a pair the cell is wrong in both rows
    assert "因无法判断哪一行正确，两行都不导入。" in page
    assert "请不导入错误的一行，或改正其编号。" in page


def test_rows_of_a_person_under_eighteen_show_nothing_but_that(officer):
    batch = students(officer, student_row("2024000001", name="未成年人", birth_date="2015-03-14"))
    page = signed_in(officer).get(at("rows", batch) + "?status=refused").content.decode()
    assert "（未保存）" in page
    assert "（空）" not in page
    assert "未成年人" not in page


def test_a_finding_on_the_check_page_names_sheet_row_and_column(officer):
    batch = students(officer, student_row("2024000001", unit="哲学院"))
    page = signed_in(officer).get(at("check", batch)).content.decode()
    assert "工作表“Sheet”第 2 行“学院”列（C 列）：“哲学院”既不是本校单位的代码，也不是其名称。" in page
    auditors = signed_in(user_with("auditor")).get(at("check", batch)).content.decode()
    assert "工作表“Sheet”第 2 行“学院”列（C 列）</td>" in auditors


def test_a_batch_that_stopped_can_go_on_or_be_given_up(officer, monkeypatch):
    batch = students(officer, student_row("2024000001"))
    actions.confirm_batch(batch=batch, by=officer, at=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("archives.imports.kinds.students.write_students_at_once", lambda *_: 1 / 0)
        run_job(batch)
    client = signed_in(officer)
    page = client.get(at("check", batch)).content.decode()
    assert "在第一行之前中断。" in page
    assert at("continue", batch) in page
    assert at("cancel", batch) in page
    assert at("continue", batch) not in signed_in(user_with("auditor")).get(at("check", batch)).content.decode()
    assert client.post(at("continue", batch)).status_code == 302
    assert run_job(batch).written == 1


def test_an_administrator_opens_imports_uploads_units_and_sees_no_values(officer):
    batch = students(officer, student_row("2024000002", name="需隐去的姓名", unit="哲学院"))
    client = signed_in(user_with("administrator"))
    assert client.get(reverse("imports:list")).status_code == 200
    upload = client.get(reverse("imports:upload")).content.decode()
    assert "校内单位" in upload
    assert 'value="students"' not in upload
    page = client.get(at("check", batch)).content.decode()
    assert "学院不存在" in page
    assert "需隐去的姓名" not in page
    assert client.post(at("confirm", batch), {"digest": batch.digest}).status_code == 403
    assert client.get(at("error_workbook", batch)).status_code == 403


def test_an_aid_officer_uploads_records_only(officer):
    upload = signed_in(user_with("aid_officer")).get(reverse("imports:upload")).content.decode()
    assert 'value="records"' in upload
    assert 'value="students"' not in upload


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
