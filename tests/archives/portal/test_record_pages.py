from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from archives.portal import actions
from archives.records.models import Record
from archives.registry.models import Student
from campus.audit.models import AuditEvent
from tests.archives.portal.factories import changed, disputed, signed_in, withdrawn
from tests.factories import NOW, TODAY, adverse_record, good_record, student_with_account

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


def test_record_tells_everything_and_the_rights_with_their_days(client: Client, student: Student) -> None:
    record = adverse_record(student)

    with time_machine.travel(NOW.replace(month=6, day=5), tick=False):
        text = page(signed_in(student), "record", record.number)

    for shown in (record.number, record.facts, "2026-05-18", "可在2026年6月14日前", "提出异议", "自2026年9月4日起",
                  "第十六条"):
        assert shown in text
    assert events("portal.view_record")[0].details == {"record": record.number}


def test_record_that_was_withdrawn_tells_only_that(client: Client, student: Student) -> None:
    record = withdrawn(adverse_record(student, facts="撤回的事实"), "决定已被撤销")

    text = page(client, "record", record.number)

    assert "决定已被撤销" in text
    assert "撤回的事实" not in text
    assert record.decision_number not in text
    assert record.record_type.name not in text


def test_record_that_has_ended_says_what_is_true_of_it_and_nothing_else(client: Client, student: Student) -> None:
    record = changed(adverse_record(student), display_until=TODAY, statement="我已重写", statement_at=NOW)

    text = page(client, "record", record.number)

    for shown in ("这条记录已于2026年11月23日移出您的档案", "仅您本人仍可在此查看", "不再用于任何事项",
                  "所附陈述也不会有人看到", record.facts, "我已重写"):
        assert shown in text
    for untrue in ("奖助与评优", "陈述随记录一并", "随时可写"):
        assert untrue not in text
    assert "除您之外没有人能看到记录和这段陈述" in page(client, "statement", record.number)


def test_record_that_is_not_confirmed_does_not_exist(client: Client, student: Student) -> None:
    record = adverse_record(student, confirmed=False)

    assert client.get(reverse("portal:record", args=[record.number])).status_code == 404


def test_dispute_is_read_again_before_it_is_sent(client: Client, student: Student) -> None:
    record = adverse_record(student)
    url = reverse("portal:dispute", args=[record.number])

    check = client.post(url, {"reason": "引文已注明出处", "step": "check"})

    assert check.status_code == 200
    assert "核对后提交" in check.content.decode()
    assert "引文已注明出处" in check.content.decode()
    record.refresh_from_db()
    assert record.disputed_at is None

    again = client.post(url, {"reason": "引文已注明出处", "step": "write"})
    assert "核对后提交" not in again.content.decode()
    assert "引文已注明出处" in again.content.decode()


def test_dispute_marks_the_record_at_once(client: Client, student: Student) -> None:
    record = adverse_record(student)

    sent = client.post(reverse("portal:dispute", args=[record.number]), {"reason": "引文已注明出处", "step": "send"},
                       follow=True)

    assert sent.redirect_chain == [(reverse("portal:record", args=[record.number]), 302)]
    record.refresh_from_db()
    assert record.is_disputed
    assert (record.dispute_reason, record.disputed_by) == ("引文已注明出处", student.user)
    assert "异议处理中，停止使用" in sent.content.decode()
    assert not Record.objects.with_words().usable_for("scholarship", TODAY).exists()


@pytest.mark.parametrize("reason", ["", "   ", "字" * 2001])
def test_dispute_without_words_or_with_too_many_is_refused(client: Client, student: Student, reason: str) -> None:
    record = adverse_record(student)

    response = client.post(reverse("portal:dispute", args=[record.number]), {"reason": reason, "step": "send"})

    assert response.status_code == 422
    record.refresh_from_db()
    assert record.disputed_at is None


def test_dispute_is_never_a_dead_end(client: Client, student: Student) -> None:
    open_one = disputed(adverse_record(student))
    ended = changed(adverse_record(student, decision_number="教2"), display_until=TODAY)
    good = good_record(student)

    for record, words in ((open_one, "已对这条记录提出异议"), (ended, "目前没有展示"), (good, "守信记录无须提出异议")):
        url = reverse("portal:dispute", args=[record.number])
        sent = client.post(url, {"reason": "再次提出", "step": "send"})
        assert words in page(client, "dispute", record.number)
        assert words in sent.content.decode()
        record.refresh_from_db()
        assert record.dispute_reason != "再次提出"


def test_dispute_says_so_when_somebody_was_faster(
        client: Client, student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    record = adverse_record(student)
    read = actions.read_entry

    def read_then_changed(*args: Any, **kwargs: Any) -> Any:
        entry = read(*args, **kwargs)
        Record.objects.filter(pk=record.pk).update(version=record.version + 1)
        return entry

    monkeypatch.setattr(actions, "read_entry", read_then_changed)

    url = reverse("portal:dispute", args=[record.number])
    response = client.post(url, {"reason": "引文已注明出处", "step": "send"})

    assert response.status_code == 422
    assert "引文已注明出处" in response.content.decode()
    record.refresh_from_db()
    assert record.disputed_at is None


def test_statement_stands_with_the_record(client: Client, student: Student) -> None:
    record = adverse_record(student)
    url = reverse("portal:statement", args=[record.number])

    client.post(url, {"text": "我已重写并补充引文"})
    client.post(url, {"text": "我已重写"})

    record.refresh_from_db()
    assert (record.statement, record.disputed_at) == ("我已重写", None)
    assert "我已重写" in page(client, "archive")
    assert "我已重写" in page(client, "statement", record.number)


@pytest.mark.parametrize("text", ["", "  ", "字" * 4001])
def test_statement_without_words_or_with_too_many_is_refused(client: Client, student: Student, text: str) -> None:
    record = adverse_record(student)

    response = client.post(reverse("portal:statement", args=[record.number]), {"text": text})

    assert response.status_code == 422
    record.refresh_from_db()
    assert record.statement == ""


def test_statement_on_a_withdrawn_record_is_not_asked_for(client: Client, student: Student) -> None:
    record = withdrawn(adverse_record(student))

    assert "它不再属于您的档案" in page(client, "statement", record.number)
    assert client.post(reverse("portal:statement", args=[record.number]), {"text": "仍要说明"}).status_code == 200
    record.refresh_from_db()
    assert record.statement == ""
