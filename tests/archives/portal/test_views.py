from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from archives.consultation.actions import look_at_record, look_up_archive
from archives.portal import actions
from archives.records.models import Record
from archives.registry.models import Student
from campus.audit.models import AuditEvent
from tests.archives.portal.factories import changed, disputed, signed_in, withdrawn
from tests.campus.documents.reading_pdf import characters
from tests.factories import NOW, TODAY, adverse_record, good_record, record_type, student_with_account, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def student() -> Student:
    return student_with_account(number="2023050417", latin_name="Chen Jianing")


@pytest.fixture
def client(student: Student) -> Client:
    return signed_in(student)


def page(client: Client, name: str, *args: str, **query: str) -> str:
    response = client.get(reverse(f"portal:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


PAGES = [("archive", False), ("look_ups", False), ("extract", False),
         ("record", True), ("dispute", True), ("statement", True)]


@pytest.mark.parametrize(("name", "of_a_record"), PAGES)
def test_nobody_reads_anything_without_signing_in(student: Student, name: str, of_a_record: bool) -> None:
    url = reverse(f"portal:{name}", args=[adverse_record(student).number] if of_a_record else [])

    response = Client().get(url)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("name", "of_a_record"), PAGES)
def test_staff_have_no_such_page(student: Student, name: str, of_a_record: bool) -> None:
    url = reverse(f"portal:{name}", args=[adverse_record(student).number] if of_a_record else [])
    client = Client()
    client.force_login(user_with("integrity_officer"))

    assert client.get(url).status_code == 403


@pytest.mark.parametrize("name", ["record", "dispute", "statement"])
def test_another_students_record_does_not_exist(client: Client, name: str) -> None:
    number = adverse_record(student_with_account()).number
    url = reverse(f"portal:{name}", args=[number])

    for response in (client.get(url), client.post(url, {"reason": "不对", "text": "不对", "step": "send"})):
        assert response.status_code in (404, 405)
    record = Record.objects.with_words().get(number=number)
    assert (record.disputed_at, record.statement) == (None, "")


@pytest.mark.parametrize(("name", "of_a_record"), PAGES)
def test_no_page_is_stored_or_found_by_a_search_engine(
        client: Client, student: Student, name: str, of_a_record: bool) -> None:
    response = client.get(reverse(f"portal:{name}", args=[adverse_record(student).number] if of_a_record else []))

    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_archive_shows_every_record_with_its_source_basis_and_days(client: Client, student: Student) -> None:
    record, deed = adverse_record(student), good_record(student, hours=12)
    adverse_record(student_with_account(), facts="别人的事实")

    text = page(client, "archive")
    words = strip_tags(text)

    for shown in (record.facts, record.decision_number, "《学生违纪处分规定》第13条", deed.facts,
                  "2026-06-04 起展示，2027-06-04 移出档案", "学号 2023••0417", "数据截至 2026-11-23 09:12"):
        assert shown in words
    assert "别人的事实" not in text
    assert student.number not in text.split("<main")[1].split("</main>")[0]


def test_archive_leaves_an_event(client: Client, student: Student) -> None:
    adverse_record(student)

    page(client, "archive")

    [event] = events("portal.view_archive")
    assert (event.actor_id, event.student) == (str(student.user.pk), str(student.public_id))
    assert event.details == {"records": 1}


def test_archive_is_not_shown_when_its_event_cannot_be_written(
        client: Client, student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: object) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr(actions, "record_event", broken)

    with pytest.raises(OSError, match="the log is full"):
        client.get(reverse("portal:archive"))


def test_archive_tells_nothing_of_what_is_not_confirmed_or_was_withdrawn(client: Client, student: Student) -> None:
    adverse_record(student, confirmed=False, facts="待确认的事实")
    withdrawn(adverse_record(student, decision_number="教2", facts="撤回的事实"), "决定已被撤销")

    text = page(client, "archive")

    assert "待确认的事实" not in text
    assert "撤回的事实" not in text
    assert "决定已被撤销" in text


def test_archive_moves_a_record_to_ended_at_midnight_in_shanghai(client: Client, student: Student) -> None:
    record = adverse_record(student)
    midnight = NOW + (record.display_until - TODAY) - timedelta(hours=9, minutes=12)

    with time_machine.travel(midnight - timedelta(seconds=5), tick=False):
        assert "1 天后移出" in page(signed_in(student), "archive")
    with time_machine.travel(midnight, tick=False):
        assert "2027年6月4日已到期" in page(signed_in(student), "archive")


def listed(client: Client, state: str) -> set[str]:
    response = client.get(reverse("portal:archive"), {"state": state})
    return response.context["listed"]


def test_archive_can_be_narrowed_and_prints_the_rest(client: Client, student: Student) -> None:
    shown = adverse_record(student)
    marked = disputed(adverse_record(student, record_type=record_type("EXAM-CHEAT"), decision_number="教2"))
    ended = changed(good_record(student), starts_on=TODAY - timedelta(days=9), display_until=TODAY)
    coming = changed(good_record(student), starts_on=TODAY + timedelta(days=1))

    assert listed(client, "shown") == {shown.number, marked.number}
    assert listed(client, "disputed") == {marked.number}
    assert listed(client, "coming") == {coming.number}
    assert listed(client, "") == listed(client, "nonsense") == {shown.number, marked.number, coming.number}
    # On paper every record of the archive is there, whatever the screen shows.
    text = page(client, "archive", state="shown")
    assert text.count('<div class="only-print"><article') == 1
    assert text.count("<article") == 4
    past = text.split('id="past"')[1].split("</section>")[0]
    assert past.count("<article") == 1
    assert ended.number in past


def test_archive_prints_the_table_that_the_screen_folds(client: Client, student: Student) -> None:
    adverse_record(student)

    text = page(client, "archive")

    assert text.count("<table") == 2
    assert '<details class="more no-print">' in text
    assert text.count('role="img"') == 2


def test_what_has_ended_stands_apart_is_not_printed_and_says_that_nobody_uses_it(
        client: Client, student: Student) -> None:
    changed(adverse_record(student), display_until=TODAY, statement="我已重写", statement_at=NOW)

    text = page(client, "archive")

    assert text.count("<article") == 1
    assert '<section aria-labelledby="past" class="stack no-print">' in text
    past = text.split('id="past"')[1].split("</section>")[0]
    for words in ("已移出档案的记录", "不再用于任何事项", "仅您本人仍可在此查看"):
        assert words in past
    assert "奖助与评优" not in text
    assert "添加本人陈述" not in past
    assert "修改本人陈述" not in past


def test_archive_can_be_printed_and_taken_as_an_extract(client: Client) -> None:
    text = page(client, "archive")

    assert "data-print hidden>" in text
    assert f'href="{reverse("portal:extract")}"' in text
    assert "campus/print.js" in text


def test_archive_without_records_says_so(client: Client) -> None:
    text = page(client, "archive")

    assert "您的档案中没有记录" in text
    assert "<svg class=\"chart\"" not in text


def test_archive_shows_who_looked_and_for_what(client: Client, student: Student) -> None:
    officer = user_with("aid_officer", name="王敏", office="奖助中心")
    for number in range(4):
        look_up_archive(student=student, purpose="scholarship", case_number=f"2026-{number}", reason="核对申请条件",
                        by=officer, at=NOW - timedelta(days=number))

    text = page(client, "archive")

    assert "奖助中心 · 王敏" in text
    assert "用途：奖助评审" in text
    assert "2026-2" in text
    assert "2026-3" not in text
    assert "全部查阅记录（4）" in text


def test_archive_has_no_inline_style_or_script(client: Client, student: Student) -> None:
    disputed(adverse_record(student))

    text = page(client, "archive")

    assert " style=" not in text
    assert "<style" not in text
    assert " onclick" not in text


def test_archive_escapes_what_people_wrote(client: Client, student: Student) -> None:
    disputed(adverse_record(student, facts="<script>alert(1)</script>"), dispute_reason="<b>不对</b>",
             statement="<img src=x>", statement_at=NOW)

    text = page(client, "archive")

    assert [word for word in ("<script>alert(1)", "<b>不对", "<img src=x") if word in text] == []
    assert "&lt;b&gt;不对" in text


@pytest.mark.parametrize("name", ["archive", "look_ups"])
def test_pages_take_the_same_number_of_queries_for_one_record_and_for_three(
        client: Client, student: Student, name: str) -> None:
    officer = user_with("aid_officer")

    def more(number: int) -> None:
        adverse_record(student, decision_number=f"教{number}")
        look_up_archive(student=student, purpose="scholarship", case_number=str(number), reason="核对申请条件",
                        by=officer, at=NOW)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            page(client, name)
        return len(counted)

    more(1)
    queries()  # caches of the site fill
    one = queries()
    more(2)
    more(3)

    assert queries() == one


def test_look_ups_tell_who_for_what_why_what_and_when(client: Client, student: Student) -> None:
    record = adverse_record(student)
    look_up_archive(student=student, purpose="scholarship", case_number="2026-A", reason="核对申请条件",
                    by=user_with("aid_officer", name="王敏", office="奖助中心"), at=NOW)
    look_up_archive(student=student_with_account(), purpose="scholarship", case_number="2026-B", reason="核对申请条件",
                    by=user_with("aid_officer", name="别人"), at=NOW)

    text = page(client, "look_ups")

    for shown in ("奖助中心", "王敏", "奖助评审", "2026-A", "核对申请条件", record.number, "2026-11-23 09:12"):
        assert shown in text
    assert "2026-B" not in text
    assert len(events("portal.view_look_ups")) == 1


def test_look_ups_name_each_record_with_its_kind_in_the_order_of_the_numbers(client: Client, student: Student) -> None:
    good, bad = good_record(student), adverse_record(student)
    look_up_archive(student=student, purpose="scholarship", case_number="2026-A", reason="核对申请条件",
                    by=user_with("aid_officer"), at=NOW)
    withdrawn(bad)

    text = page(client, "look_ups")

    places = [text.index(record.number) for record in sorted((good, bad), key=lambda record: record.number)]
    assert places == sorted(places)
    assert f'{good.record_type.name} <span class="mono nowrap">{good.number}' in text
    assert f'已撤回的记录 <span class="mono nowrap">{bad.number}' in text
    assert 'data-label="看到的内容"' in text


def test_a_record_that_is_not_in_the_archive_yet_is_named_without_a_dead_link(client: Client, student: Student) -> None:
    waiting = adverse_record(student, confirmed=False)
    look_at_record(record=waiting, by=user_with("integrity_officer"), at=NOW)

    text = page(client, "look_ups")

    assert f"{waiting.number}</span> （不在您的档案中）" in text
    assert reverse("portal:record", args=[waiting.number]) not in text


def test_look_ups_go_over_pages(client: Client, student: Student) -> None:
    officer = user_with("aid_officer")
    for number in range(31):
        look_up_archive(student=student, purpose="scholarship", case_number=f"批次{number:02}", reason="核对申请条件",
                        by=officer, at=NOW + timedelta(minutes=number))

    assert "批次00" not in page(client, "look_ups")
    assert "批次00" in page(client, "look_ups", p="2")


def test_extract_is_a_pdf_with_what_is_in_force_and_the_statement(client: Client, student: Student) -> None:
    record = changed(adverse_record(student, facts="论文抄袭骥"), statement="我已重写骦", statement_at=NOW)
    disputed(adverse_record(student, record_type=record_type("EXAM-CHEAT"), decision_number="教2", facts="考试骧"))
    adverse_record(student, confirmed=False, decision_number="教3", facts="未确认骉")
    withdrawn(adverse_record(student, decision_number="教4", facts="撤回骎"))
    changed(adverse_record(student, decision_number="教5", facts="到期骕"), display_until=TODAY)

    response = client.get(reverse("portal:extract"))

    assert response["Content-Type"] == "application/pdf"
    found = characters(response.content)
    assert set("诚信档案摘录陈佳宁" + "骥骦骧" + record.decision_number) <= found
    assert not found & set("骉骎骕")


def test_extract_can_be_recognised_later_by_its_number_and_digest(client: Client, student: Student) -> None:
    record = adverse_record(student)

    response = client.get(reverse("portal:extract"))

    [event] = events("portal.print_extract")
    assert event.details["sha256"] == hashlib.sha256(response.content).hexdigest()
    assert event.details["records"] == [record.number]
    assert event.details["number"] in response["Content-Disposition"]
    assert event.details["number"].startswith("X20261123-")
    assert event.purpose == "own_sharing"


def test_extract_is_not_handed_out_when_its_event_cannot_be_written(
        client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: object) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr(actions, "record_event", broken)

    with pytest.raises(OSError, match="the log is full"):
        client.get(reverse("portal:extract"))


def test_extract_is_in_the_readers_language(student: Student) -> None:
    client = signed_in(student)

    chinese, english = (client.get(f"/{language}/my/archive/extract/").content for language in ("zh-hans", "en"))

    assert set("诚信档案摘录仅供本人使用") <= characters(chinese)
    assert "摘" not in characters(english)
    assert set("Honesty archive extract") - {" "} <= characters(english)


@pytest.mark.parametrize(("name", "of_a_record"), PAGES)
def test_reading_pages_take_no_other_method(
        client: Client, student: Student, name: str, of_a_record: bool) -> None:
    url = reverse(f"portal:{name}", args=[adverse_record(student).number] if of_a_record else [])

    assert client.delete(url).status_code == 405


def test_pages_exist_in_english(client: Client, student: Student) -> None:
    record = adverse_record(student)

    text = client.get("/en/my/archive/").content.decode()

    assert "My honesty archive" in text
    assert "Chen Jianing" in text
    assert "Research Integrity Office" in text
    assert "Your rights" in client.get(f"/en/my/archive/records/{record.number}/").content.decode()


def test_no_page_calls_the_archive_a_credit_archive(client: Client, student: Student) -> None:
    adverse_record(student)

    assert "信用档案" not in page(client, "archive")
    assert "credit report" not in client.get("/en/my/archive/").content.decode().lower()


def test_pages_lead_back_to_the_front_page_and_the_archive(client: Client, student: Student) -> None:
    record = adverse_record(student)

    text = page(client, "record", record.number)

    assert '<a href="/zh-hans/">首页</a>' in text
    assert f'<a href="{reverse("portal:archive")}">我的档案</a>' in text
