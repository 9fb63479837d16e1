from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from archives.registry.actions import issue_activation_code
from archives.registry.models import ActivationCode, Student
from campus.audit.models import AuditEvent
from tests.factories import NOW, StudentFactory, user_with

pytestmark = pytest.mark.django_db

PASSWORD = "zh-jian-2026-ning"


@pytest.fixture(autouse=True)
def _limits_start_anew(db: None) -> None:
    cache.clear()


@pytest.fixture
def student() -> Student:
    return StudentFactory(number="2023050418", name="林安")


@pytest.fixture
def code(student: Student) -> str:
    return issue_activation_code(student=student, by=user_with("registrar"), at=NOW)


def activate(client: Client | None = None, **given: Any) -> Any:
    values = {"number": "2023050418", "password": PASSWORD, "again": PASSWORD, **given}
    return (client or Client()).post(reverse("portal:activate"), values)


def test_the_page_addresses_a_student_in_one_way(db: None) -> None:
    page = Client().get(reverse("portal:activate")).content.decode()
    assert "至少 10 个字符" in page
    assert "你" not in page


def test_activate_opens_the_account_signs_in_and_leads_to_the_archive(student: Student, code: str) -> None:
    client = Client()

    response = activate(client, code=code)

    assert (response.status_code, response["Location"]) == (302, reverse("portal:archive"))
    student.refresh_from_db()
    assert student.user.username == "2023050418"
    assert student.user.check_password(PASSWORD)
    assert client.get(reverse("portal:archive")).context["archive"].student == student


def test_activate_takes_the_code_as_people_write_it(student: Student, code: str) -> None:
    assert activate(code=f" {code[:5].lower()}-{code[5:].lower()} ").status_code == 302


def test_activate_answers_the_same_for_an_unknown_number_and_a_wrong_code(student: Student, code: str) -> None:
    unknown, wrong = activate(number="9999999999", code="AAAAAAAAAA"), activate(code="AAAAAAAAAA")

    assert unknown.status_code == wrong.status_code == 422
    assert unknown.context["form"].errors == wrong.context["form"].errors
    assert list(wrong.context["form"].errors) == ["code"]
    student.refresh_from_db()
    assert student.user is None


def test_activate_works_once(student: Student, code: str) -> None:
    activate(code=code)

    assert activate(code=code).status_code == 422


def test_activate_never_shows_a_password_or_hands_out_a_code_again(student: Student, code: str) -> None:
    text = activate(code="AAAAAAAAAA").content.decode()

    assert PASSWORD not in text
    assert code not in text


@pytest.mark.parametrize(("given", "field"), [
    ({"again": "another-password-1"}, "again"), ({"password": "short", "again": "short"}, "password"),
    ({"password": "12345678901234", "again": "12345678901234"}, "password"), ({"number": ""}, "number"),
])
def test_activate_refuses_what_is_not_filled_in_well_and_does_not_use_up_a_try(
        student: Student, code: str, given: dict[str, str], field: str) -> None:
    response = activate(code=code, **given)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert ActivationCode.objects.get().failures == 0


def test_activate_refuses_a_password_like_the_student_number(student: Student, code: str) -> None:
    response = activate(code=code, password="2023050418a", again="2023050418a")

    assert response.status_code == 422
    assert "password" in response.context["form"].errors
    student.refresh_from_db()
    assert student.user is None
    assert ActivationCode.objects.get().used_at is None


def test_activate_slows_down_who_guesses(student: Student, code: str) -> None:
    answers = [activate(number="9999999999", code="AAAAAAAAAA").status_code for _try in range(7)]

    assert answers == [422] * 6 + [429]
    [event] = AuditEvent.objects.filter(action="limits.struck")
    assert (event.actor_id, event.target_id) == ("", "portal.activate")
    # Another student behind the same address is not held up.
    assert activate(code=code).status_code == 302


def test_strangers_who_guess_at_a_number_do_not_keep_its_student_out(student: Student, code: str) -> None:
    for address in ("198.51.100.1", "198.51.100.2", "198.51.100.3"):
        stranger = Client(REMOTE_ADDR=address)
        answers = [activate(stranger, code="AAAAAAAAAA").status_code for _try in range(7)]
        assert answers == [422] * 6 + [429]
    assert activate(code=code).status_code == 302


def test_activate_is_the_one_sign_in_with_its_event_and_its_proof(student: Student, code: str) -> None:
    client = Client()
    activate(client, code=code)

    assert client.session["proof"]["factors"] == ["activation_code"]
    assert AuditEvent.objects.get(action="accounts.sign_in").details == {"methods": ["activation_code"]}


def test_activate_is_not_for_who_is_signed_in() -> None:
    client = Client()
    client.force_login(user_with("registrar"))

    assert client.get(reverse("portal:activate"))["Location"] == reverse("portal:archive")


def test_activate_is_public_in_both_languages_and_never_stored() -> None:
    for language, words in (("zh-hans", "激活账号"), ("en", "Open your account")):
        response = Client().get(f"/{language}/my/activate/")
        assert words in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
