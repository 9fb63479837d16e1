"""Mending on the page: as plain forms, without a script; small and quick whatever the size of the file."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from archives.imports import actions, mending
from archives.imports.models import Batch, RowStatus, StagedRow, Status
from archives.registry.models import Student
from campus.accounts.actions import choose_language
from campus.accounts.models import User
from campus.jobs import running
from tests.archives.imports.factories import applied, colleges, registrar, run_job, student_row, students
from tests.factories import NOW, college, other_college, user_with

pytestmark = pytest.mark.django_db
WRONG_DIGIT = "110105200503140041"


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, batch: Batch, *more: object) -> str:
    return reverse(f"imports:{name}", args=[batch.number, *more])


def page_of(client: Client, batch: Batch, query: str = "") -> str:
    return client.get(at("check", batch) + query).content.decode()


def inputs(page: str) -> list[str]:
    return re.findall(r'<input form="fix-\d+" id="cell-(\d+-\w+)"', page)


def status_line(page: str) -> str:
    found = re.search(r'<p class="mended small" id="mended" role="status"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found
    return found.group(1).strip()


def test_only_wrong_cells_can_be_typed_into_and_each_says_its_place_and_reason(officer):
    batch = students(officer, student_row("2024000001", unit="哲学院"), student_row("2024000002", name=""))
    page = page_of(signed_in(officer), batch)
    assert inputs(page) == ["2-unit", "3-name"]
    assert "第 2 行 学院" in page
    assert 'aria-invalid="true" aria-describedby="why-2-0"' in page
    assert "“哲学院”既不是本校单位的代码，也不是其名称。" in re.findall(r'<p id="why-2-0">(.*?)</p>', page)[0]


def test_fix_row_checks_the_row_and_comes_back_to_it_shown_as_mended(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"), student_row("2024000002", name=""))
    client = signed_in(officer)
    answer = client.post(at("fix_row", batch, 2), {"cell-unit": "文学院", "back": ""})
    assert (answer.status_code, answer.url) == (302, at("check", batch) + "?show=2#row-2")
    page = client.get(answer.url).content.decode()
    assert status_line(page) == "已改好 1 行，还有 1 行"
    assert "<h1>1 行可以导入，1 行需要修改</h1>" in page
    assert inputs(page) == ["2-unit", "3-name"]  # the mended cell stays, to be typed over once more
    assert "原值 CS-X" in page
    assert inputs(page_of(client, batch)) == ["3-name"]


def test_what_is_typed_wrong_stays_in_its_place(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"))
    client = signed_in(officer)
    page = client.post(at("fix_row", batch, 2), {"cell-unit": '"没有"'}, follow=True).content.decode()
    assert f'value="{escape(chr(34) + "没有" + chr(34))}" aria-invalid="true"' in page
    assert status_line(page) == ""


def test_an_identity_number_is_never_shown_and_its_empty_place_changes_nothing(officer):
    batch = students(officer, student_row("2024000001", name="", identity_number=WRONG_DIGIT))
    client = signed_in(officer)
    page = page_of(client, batch)
    assert "••••41" in page
    assert WRONG_DIGIT not in page
    page = client.post(
        at("fix_row", batch, 2), {"cell-name": "赵一鸣", "cell-identity_number": ""}, follow=True
    ).content.decode()
    assert "2-identity_number" in inputs(page)
    typed = {"cell-identity_number": "110105200503140042"}
    page = client.post(at("fix_row", batch, 2), typed, follow=True).content.decode()
    assert "110105200503140042" not in page


def test_a_row_is_left_out_by_its_button(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"), student_row("2024000002"))
    page = signed_in(officer).post(at("fix_row", batch, 2), {"leave_out": "1", "cell-unit": "x"}, follow=True)
    assert status_line(page.content.decode()) == "不导入 1 行，没有剩余"
    assert StagedRow.objects.get(batch=batch, number=2).status == RowStatus.DROPPED


def test_answer_group_matches_words_and_can_be_taken_back(officer):
    batch = students(officer, *(student_row(f"202400000{n}", unit="CS-X") for n in range(3)))
    client = signed_in(officer)
    page = page_of(client, batch)
    assert "对应到已有的“学院”" in page
    assert "（3 行）即" in page
    data = {"choice": "map", "field": "unit", "word": ["CS-X"], "meant": ["计算机学院"]}
    answer = client.post(at("answer_group", batch, "unit_unknown"), data)
    assert answer.url == at("check", batch) + "#mended"
    page = client.get(answer.url).content.decode()
    assert status_line(page) == "已改好 3 行，没有剩余"
    assert "“学院”列的“CS-X”即“计算机学院”（3 行）" in page
    back = {"choice": "take_back", "field": "unit", "word": ["CS-X"], "meant": [""]}
    page = client.post(at("answer_group", batch, "map"), back, follow=True).content.decode()
    assert "3 行需要修改</h1>" in page


def test_answer_group_keeps_one_of_two_rows_with_one_press(officer):
    batch = students(officer, student_row("2024000001"), student_row("2024000001", name="后来的"))
    client = signed_in(officer)
    assert 'name="choice" value="keep_later"' in page_of(client, batch)
    client.post(at("answer_group", batch, "duplicate_in_file"), {"choice": "keep_later"})
    assert StagedRow.objects.get(batch=batch, status=RowStatus.NEW).values["name"] == "后来的"


def test_nonsense_is_told_and_changes_nothing(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"))
    client = signed_in(officer)
    data = {"choice": "map", "field": "unit", "word": ["CS-X"], "meant": ["火星学院"]}
    page = client.post(at("answer_group", batch, "unit_unknown"), data, follow=True).content.decode()
    assert "“火星学院”不在可选范围内。" in page
    page = client.post(at("fix_row", batch, 999), {"cell-name": "x"}, follow=True).content.decode()
    assert "第 999 行已不在需要修改的行之中。请重新查看本批次。" in page
    assert client.get(at("check", batch) + "?after=x&before=%01&show=9999999999999&code=%22").status_code == 200
    assert Batch.objects.get(pk=batch.pk).refused == 1


def test_fix_row_of_a_batch_that_moved_on_is_told(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"), student_row("2024000002"))
    actions.confirm_batch(batch=Batch.objects.get(pk=batch.pk), by=officer, at=NOW)
    answer = signed_in(officer).post(at("fix_row", batch, 2), {"cell-unit": "文学院"}, follow=True)
    assert "刚刚有人对这个批次做了操作。请先查看最新情况，再继续。" in answer.content.decode()


def test_an_auditor_sees_no_place_to_type_and_nothing_to_press(officer):
    batch = students(officer, student_row("2024000001", name="需隐去", unit="CS-X"))
    client = signed_in(user_with("auditor"))
    page = page_of(client, batch)
    assert inputs(page) == []
    assert "data-mend=" not in page
    assert "CS-X" not in page
    client.post(at("fix_row", batch, 2), {"cell-unit": "文学院"})
    client.post(at("answer_group", batch, "unit_unknown"), {"choice": "leave_out"})
    assert Batch.objects.get(pk=batch.pk).refused == 1


@pytest.mark.parametrize(("name", "more"), [("fix_row", [2]), ("answer_group", ["unit_unknown"]), ("carry_over", [])])
def test_of_a_batch_of_another_college_nothing_can_be_mended(officer, name, more):
    batch = students(user_with("registrar", college()), student_row("2024000001", unit="CS-X"))
    stranger = signed_in(user_with("registrar", other_college()))
    assert stranger.post(at(name, batch, *more), {"choice": "leave_out"}).status_code == 404
    assert signed_in(user_with("teacher")).post(at(name, batch, *more)).status_code == 403


def test_hundreds_of_rows_are_mended_a_window_at_a_time_and_by_cause(officer):
    rows = [student_row(f"2024{n:06d}", unit="CS-X" if n % 2 else "计算机学院", name="" if n == 30 else "甲")
            for n in range(60)]
    batch = students(officer, *rows)
    client = signed_in(officer)
    first = page_of(client, batch)
    assert len(inputs(first)) == 15
    assert f"?after={inputs(first)[-1].split('-')[0]}#mend" in first
    second = page_of(client, batch, f"?after={inputs(first)[-1].split('-')[0]}")
    assert not set(inputs(first)) & set(inputs(second))
    back = page_of(client, batch, f"?before={inputs(second)[0].split('-')[0]}")
    assert inputs(back) == inputs(first)
    assert inputs(page_of(client, batch, "?code=name_missing")) == ["32-name"]


def test_the_page_asks_the_same_number_of_questions_for_few_rows_and_for_many(
    officer, django_assert_max_num_queries
):
    def rows(count: int) -> list[tuple[str, ...]]:
        bad = [student_row(f"2024{n:06d}", unit=f"X{n % 3}", name="" if n % 2 else "甲") for n in range(count)]
        twins = [student_row("2023000001"), student_row("2023000001")]
        return [*bad, *twins, student_row("2023000002", birth_date="03/04/2005")]

    few, many = students(officer, *rows(20)), students(officer, *rows(300))
    client = signed_in(officer)
    page_of(client, few)
    with django_assert_max_num_queries(60) as for_few:
        page_of(client, few)
    with django_assert_max_num_queries(60) as for_many:
        assert len(page_of(client, many).encode()) < 150_000
    assert len(for_few.captured_queries) == len(for_many.captured_queries)


def test_confirm_asks_for_a_second_look_at_names(officer):
    applied(students(officer, student_row("2024000001")))
    batch = students(officer, student_row("2024000001", name="陈嘉宁"))
    client = signed_in(officer)
    page = page_of(client, batch)
    assert "我已核对 1 处姓名或身份证号的更改" in page
    assert "<del>陈佳宁</del> <ins>陈嘉宁</ins>" in page
    answer = client.post(at("confirm", batch), {"digest": batch.digest})
    assert answer.status_code == 422
    assert "有姓名或身份证号将被更改。请核对这些更改，并确认无误。" in answer.content.decode()
    assert "<ins>陈嘉宁</ins>" in answer.content.decode()
    assert client.post(at("confirm", batch), {"digest": batch.digest, "looked": "on"}).status_code == 302
    assert run_job(batch).written == 1


def test_confirm_of_all_rows_or_none_waits_and_keeps_the_choice(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"), student_row("2024000002"))
    client = signed_in(officer)
    answer = client.post(at("confirm", batch), {"digest": batch.digest, "all_or_nothing": "all"})
    assert answer.status_code == 422
    assert re.search(r'name="all_or_nothing" value="all"[^>]* checked', answer.content.decode())
    assert Student.objects.count() == 0
    mending.leave_out_row(batch=batch, row=2, by=officer, at=NOW)
    answer = client.post(at("confirm", batch), {"digest": batch.digest, "all_or_nothing": "all"})
    assert (answer.status_code, run_job(batch).written) == (302, 1)


def test_changed_rows_are_listed_by_what_changes(officer):
    applied(students(officer, student_row("2024000001"), student_row("2024000002")))
    batch = students(officer, student_row("2024000001", name="改名"), student_row("2024000002", major="数学"))
    client = signed_in(officer)
    assert f"{at('rows', batch)}?status=changed&amp;field=name" in page_of(client, batch)
    page = client.get(at("rows", batch) + "?status=changed&field=name").content.decode()
    assert "改名" in page
    assert "数学" not in page


def test_carry_over_makes_an_import_of_the_rows_that_stayed_behind(officer):
    batch = applied(students(officer, student_row("2024000001", unit="CS-X"), student_row("2024000002")))
    client = signed_in(officer)
    assert "有 1 行未导入" in client.get(at("receipt", batch)).content.decode()
    answer = client.post(at("carry_over", batch))
    carried = Batch.objects.get(mends=batch)
    assert (answer.url, carried.status) == (at("check", carried), Status.CHECKED)
    page = client.post(at("fix_row", carried, 2), {"cell-unit": "文学院"}, follow=True).content.decode()
    assert "导入 1 行" in page
    assert "返回列匹配" not in page
    carried.refresh_from_db()
    assert applied(carried).written == 1


def test_mending_in_english_speaks_english(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"), student_row("2024000002", name=""))
    choose_language(user=officer, language="en")
    page = signed_in(officer).post(at("fix_row", batch, 2), {"cell-unit": "文学院"}, follow=True).content.decode()
    assert status_line(page) == "1 row mended, 1 is left"
    assert "in the file: CS-X" in page


def test_work_in_the_background_shows_its_progress_and_nothing_to_press(officer, monkeypatch):
    batch = students(officer, *(student_row(f"202400000{n}", unit="CS-X") for n in range(4)), student_row("2024000009"))
    monkeypatch.setattr(mending, "AT_ONCE", 2)
    client = signed_in(officer)
    data = {"choice": "map", "field": "unit", "word": ["CS-X"], "meant": ["01"]}
    page = client.post(at("answer_group", batch, "unit_unknown"), data, follow=True).content.decode()
    assert "正在重新检查改过的行" in page
    assert inputs(page) == []
    assert client.get(at("progress", batch)).json()["finished"] is False


def test_a_recheck_that_stopped_can_go_on_and_nothing_is_confirmed_before(officer, monkeypatch):
    batch = students(officer, *(student_row(f"202400000{n}", unit="CS-X") for n in range(4)), student_row("2024000009"))
    monkeypatch.setattr(mending, "AT_ONCE", 2)
    client = signed_in(officer)
    data = {"choice": "map", "field": "unit", "word": ["CS-X"], "meant": ["01"]}
    client.post(at("answer_group", batch, "unit_unknown"), data)
    batch.refresh_from_db()
    with monkeypatch.context() as patch:
        patch.setattr("archives.imports.replacing.replace", lambda *_given: 1 / 0)
        running.run(mending.job_of(batch).pk, clock=lambda: NOW)
    page = page_of(client, batch)
    assert "在第一行之前中断。" in page
    assert client.post(at("confirm", batch), {"digest": ""}).status_code in (409, 422)
    assert client.post(at("continue", batch)).status_code == 302
    running.run(mending.job_of(batch).pk, clock=lambda: NOW)
    batch.refresh_from_db()
    assert (batch.new, batch.refused, mending.job_of(batch)) == (5, 0, None)
