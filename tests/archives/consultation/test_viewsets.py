from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archives.consultation.actions import look_up_archive
from archives.consultation.models import LookUp
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from tests.factories import NOW, StudentFactory, adverse_record, other_college, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def student() -> Student:
    return StudentFactory(number="2023050417", name="陈佳宁")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(client: Client, **changes: Any) -> Any:
    given = {"number": "2023050417", "purpose": "scholarship", "case_number": "2026", "reason": "核对申请条件"}
    return client.post(reverse("consultation:look_up"), {**given, **changes})


def test_look_up_shows_the_records_once_and_leaves_the_trace(student: Student) -> None:
    record = adverse_record(student)

    response = ask(signed_in(user_with("aid_officer")))

    assert response.status_code == 200
    assert record.facts in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert LookUp.objects.get().student == student


def test_look_up_asks_first_and_shows_nothing_at_its_address(student: Student) -> None:
    record = adverse_record(student)
    client = signed_in(user_with("aid_officer"))
    ask(client)

    page = client.get(reverse("consultation:look_up"), {"number": student.number, "purpose": "scholarship"})

    assert page.status_code == 200
    assert record.facts not in page.content.decode()
    assert student.name not in page.content.decode()
    assert LookUp.objects.count() == 1


@pytest.mark.parametrize("number", ["2023", "陈佳宁", "2023050418", "202305041", "%", ""])
def test_look_up_finds_by_the_whole_number_only(student: Student, number: str) -> None:
    response = ask(signed_in(user_with("aid_officer")), number=number)

    assert response.status_code == 422
    assert "number" in response.context["form"].errors
    assert not LookUp.objects.exists()


def test_look_up_answers_the_same_for_another_college_as_for_nobody(student: Student) -> None:
    client = signed_in(user_with("aid_officer", other_college()))

    there, nowhere = ask(client), ask(client, number="9999999999")

    assert there.context["form"].errors == nowhere.context["form"].errors
    assert student.name not in there.content.decode()


def test_look_up_keeps_what_was_typed_when_it_is_refused(student: Student) -> None:
    response = ask(signed_in(user_with("aid_officer")), case_number="")

    page = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["case_number"]
    assert "核对申请条件" in page
    assert not LookUp.objects.exists()


def test_the_31st_look_up_within_ten_minutes_is_refused_shows_nothing_and_keeps_what_was_typed(
    student: Student,
) -> None:
    record, officer = adverse_record(student), user_with("aid_officer")
    client = signed_in(officer)
    assert {ask(client).status_code for _time in range(30)} == {200}

    refused = [ask(client, reason="第三十一次核对") for _time in range(3)]

    page = refused[0].content.decode()
    assert [response.status_code for response in refused] == [429, 429, 429]
    assert [word for word in (record.facts, student.name) if word in page] == []
    assert "第三十一次核对" in page
    assert "2026-11-23 09:22 起可以继续" in page
    assert LookUp.objects.count() == 30
    [event] = AuditEvent.objects.filter(action="limits.struck")
    assert (event.actor_name, event.target_id) == (officer.username, "consultation.look_up")
    assert event.details == {"most": 30, "seconds": 600}
    assert ask(signed_in(user_with("aid_officer"))).status_code == 200


def test_after_ten_minutes_looking_up_goes_on(student: Student) -> None:
    client = signed_in(user_with("aid_officer"))
    with time_machine.travel(NOW, tick=False) as clock:
        assert [ask(client).status_code for _time in range(31)] == [200] * 30 + [429]
        clock.shift(timedelta(minutes=10))
        assert ask(client).status_code == 200


def test_guessed_numbers_count_as_searches(student: Student, settings: LazySettings) -> None:
    settings.LIMITS = {**settings.LIMITS, "workbench.search": "2/10m"}
    client = signed_in(user_with("aid_officer"))
    guesses = [ask(client, number=f"20230504{last}").status_code for last in (18, 19, 20)]
    assert guesses == [422, 422, 429]
    assert ask(client).status_code == 200


def test_look_up_offers_no_purpose_of_another_office(student: Student) -> None:
    response = ask(signed_in(user_with("aid_officer")), purpose="case_handling")

    assert list(response.context["form"].errors) == ["purpose"]
    assert not LookUp.objects.exists()


@pytest.mark.parametrize("role", ["registrar", "teacher", "administrator", "auditor"])
def test_look_up_is_closed_to_roles_without_the_permission(role: str) -> None:
    assert signed_in(user_with(role)).get(reverse("consultation:look_up")).status_code == 403


def test_look_ups_lists_who_looked_and_why_but_not_what_was_shown(student: Student) -> None:
    record = adverse_record(student)
    look_up_archive(student=student, purpose="scholarship", case_number="2026-A", reason="核对申请条件",
                    by=user_with("aid_officer", name="王敏", office="奖助中心"), at=NOW)

    page = signed_in(user_with("privacy_officer")).get(reverse("consultation:look_ups")).content.decode()

    for shown in ("奖助中心 · 王敏", "2023050417", "2026-A", "核对申请条件", "2026-11-23 09:12"):
        assert shown in page
    assert record.number not in page
    assert record.facts not in page
    assert student.name not in page


def test_look_ups_of_another_college_are_not_listed(student: Student) -> None:
    look_up_archive(student=student, purpose="scholarship", case_number="2026-A", reason="核对申请条件",
                    by=user_with("aid_officer"), at=NOW)

    page = signed_in(user_with("privacy_officer", other_college())).get(reverse("consultation:look_ups"))

    assert page.status_code == 200
    assert "2026-A" not in page.content.decode()


def test_look_ups_can_be_narrowed(student: Student) -> None:
    for number in ("A-1", "B-2"):
        look_up_archive(student=student, purpose="scholarship", case_number=number, reason="核对申请条件",
                        by=user_with("aid_officer"), at=NOW)
    client = signed_in(user_with("auditor"))

    def listed(**query: str) -> int:
        return client.get(reverse("consultation:look_ups"), query).context["paginator"].count

    assert listed() == 2
    assert listed(number="2023050417", purpose="scholarship", since="2026-11-23", until="2026-11-23") == 2
    assert listed(number="2023050418") == 0
    assert listed(purpose="supervision") == 0
    assert listed(until="2026-11-22") == 0
    assert listed(since="2026-11-24") == 0


def test_look_ups_take_the_same_number_of_queries_for_one_and_for_three(student: Student) -> None:
    client, officer = signed_in(user_with("auditor")), user_with("aid_officer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("consultation:look_ups"))
        return len(counted)

    def look() -> None:
        look_up_archive(student=student, purpose="scholarship", case_number="1", reason="核对申请条件", by=officer,
                        at=NOW)

    look()
    queries()  # caches of the site fill
    one = queries()
    look()
    look()

    assert queries() == one
