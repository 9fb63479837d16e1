"""From asking for a list of records to the file, in the browser."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archives.consultation.models import LookUp
from archives.exports.models import ListRequest
from campus.accounts.models import User
from tests.factories import StudentFactory, adverse_record, college, other_college, user_with

pytestmark = pytest.mark.django_db
ASKED = {"registered": "case_handling", "case_number": "案7", "purpose": "集中复核", "format": "csv"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer() -> Client:
    return signed_in(user_with("integrity_officer", college(), name="李华"))


@pytest.fixture
def second() -> Client:
    return signed_in(user_with("privacy_officer", college(), name="王敏"))


def page(name: str, *arguments: str) -> str:
    return reverse(f"exports:{name}", args=arguments)


def test_the_list_of_records_leads_to_asking_and_nothing_is_handed_out_at_once(officer: Client) -> None:
    record = adverse_record(StudentFactory())
    lists = officer.get(reverse("records:list")).content.decode()
    assert f'href="{page("records")}"' in lists
    assert f'href="{page("own_lists")}"' in lists
    form = officer.get(page("records")).content.decode()
    assert "办理案件" in form
    assert "奖助评审" not in form
    answer = officer.post(page("records"), ASKED, follow=True)
    assert answer.redirect_chain == [(page("own_lists"), 302)]
    assert "X2026-0001" in answer.content.decode()
    assert record.number not in answer.content.decode()
    assert officer.post(page("records"), {**ASKED, "case_number": ""}).status_code == 422


def test_a_second_person_releases_it_and_it_is_taken_once(officer: Client, second: Client) -> None:
    record = adverse_record(StudentFactory(name="欧阳若曦"))
    officer.post(page("records"), ASKED)
    assert officer.post(page("take", "X2026-0001")).status_code == 409
    seen = second.get(page("list_to_release", "X2026-0001")).content.decode()
    assert "李华" in seen
    assert "集中复核" in seen
    assert f'href="{page("release", "X2026-0001")}"' in seen
    for secret in (record.number, record.facts, record.decision_number, "欧阳若曦", record.student.number):
        assert secret not in seen
    assert second.post(page("release", "X2026-0001")).status_code == 302
    assert LookUp.objects.count() == 0
    file = officer.post(page("take", "X2026-0001"))
    assert file["Content-Disposition"] == 'attachment; filename="X2026-0001-records.csv"'
    assert record.number in b"".join(file.streaming_content).decode()
    assert LookUp.objects.get().student == record.student
    again = officer.post(page("take", "X2026-0001"))
    assert again.status_code == 409
    assert record.number not in again.content.decode()
    assert LookUp.objects.count() == 1


def test_who_asked_reads_why_it_was_not_released(officer: Client, second: Client) -> None:
    officer.post(page("records"), ASKED)
    assert second.post(page("refuse", "X2026-0001"), {"reason": "范围过大"}).status_code == 302
    assert "范围过大" in officer.get(page("take", "X2026-0001")).content.decode()
    assert page("list_to_release", "X2026-0001") not in second.get(page("waiting_lists")).content.decode()


@pytest.mark.parametrize("name", ["list_to_release", "release", "refuse"])
def test_ones_own_list_is_not_among_those_to_release(officer: Client, name: str) -> None:
    officer.post(page("records"), ASKED)
    assert officer.get(page(name, "X2026-0001")).status_code == 404
    assert officer.post(page(name, "X2026-0001"), {"reason": "自己"}).status_code in (404, 405)
    assert ListRequest.objects.waiting().count() == 1


def test_of_another_college_it_does_not_exist(officer: Client) -> None:
    officer.post(page("records"), ASKED)
    for person in (user_with("privacy_officer", other_college()), user_with("integrity_officer", other_college())):
        client = signed_in(person)
        assert client.get(page("list_to_release", "X2026-0001")).status_code == 404
        assert client.post(page("release", "X2026-0001")).status_code == 404
    assert client.get(page("take", "X2026-0001")).status_code == 404
