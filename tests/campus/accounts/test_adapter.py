"""Sign-in as people meet it: one door, limits, traces, nothing given away."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campus.accounts.adapter import SecondFactorAdapter
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from tests.factories import PASSWORD, UserFactory, student_with_account, user_with

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "a-new-and-long-sentence"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture(autouse=True)
def _work_is_done_at_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def sign_in(client: Client, name: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": name, "password": password})


def confirm_password(client: Client):
    """Before a change of second factors the password is asked for again."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def actions_so_far() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("name", ["t1001", "T1001", "li@example.edu", "LI@example.edu"])
def test_people_sign_in_with_user_name_or_address_in_any_case(client, name):
    user = UserFactory(username="t1001", email="li@example.edu")
    sign_in(client, name)
    assert get_user(client) == user


def test_a_sign_in_leaves_an_event_of_the_person(client):
    user = UserFactory(username="t1001")
    sign_in(client, "t1001")
    found = AuditEvent.objects.get()
    assert (found.action, found.actor_id, found.actor_name, found.details) == (
        "accounts.sign_in",
        str(user.pk),
        "t1001",
        {"methods": ["password"]},
    )


def test_without_its_event_nobody_is_signed_in(client, monkeypatch):
    from campus.accounts import traces

    def broken(**kwargs):
        raise RuntimeError("the log is full")

    monkeypatch.setattr(traces, "record_event", broken)
    UserFactory(username="t1001")
    client.raise_request_exception = False
    assert sign_in(client, "t1001").status_code == 500
    assert get_user(client).is_anonymous


def test_staff_arrive_at_the_workbench_students_at_their_archive_and_others_at_the_front_page(client):
    user_with("teacher", username="teacher")
    student = student_with_account()
    UserFactory(username="guest")
    assert sign_in(client, "teacher").url == "/staff/"
    assert sign_in(Client(), student.user.username).url == reverse("portal:archive")
    assert sign_in(Client(), "guest").url == "/"


def test_a_failed_sign_in_keeps_neither_name_nor_password(client):
    UserFactory(username="t1001")
    response = sign_in(client, "My-Secret-Password", "wrong-guess")
    assert response.status_code == 200
    assert get_user(client).is_anonymous
    found = AuditEvent.objects.get()
    assert (found.action, found.actor_id, found.actor_name, found.target_id) == (
        "accounts.failed_sign_in",
        "",
        "",
        "",
    )
    assert re.fullmatch(r"[0-9a-f]{64}", found.details["name_hash"])
    stored = str(AuditEvent.objects.values().get()).lower()
    assert "my-secret-password" not in stored
    assert "wrong-guess" not in stored


def test_failed_attempts_on_the_same_name_can_be_counted(client):
    sign_in(client, "t1001", "first")
    sign_in(client, " T1001", "second")
    sign_in(client, "t1002", "third")
    hashes = [event.details["name_hash"] for event in AuditEvent.objects.order_by("id")]
    assert hashes[0] == hashes[1] != hashes[2]


def test_after_six_failures_the_answer_is_429_also_for_the_right_password(client):
    UserFactory(username="t1001")
    answers = [sign_in(client, "t1001", "wrong").status_code for _ in range(6)]
    assert answers == [200] * 6
    assert sign_in(client, "t1001", "wrong").status_code == 429
    assert sign_in(Client(), "t1001").status_code == 429
    assert actions_so_far() == ["accounts.failed_sign_in"] * 6 + ["limits.struck"]


def test_the_limit_of_one_account_does_not_shut_out_its_neighbours(client):
    UserFactory(username="t1001")
    UserFactory(username="t1002")
    for _ in range(7):
        sign_in(client, "t1001", "wrong")
    assert sign_in(client, "t1002").status_code == 302


def test_limits_are_counted_in_the_cache_that_all_processes_share(client):
    sign_in(client, "t1001", "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM campus_cache")
        keys = [row[0] for row in cursor.fetchall()]
    assert any("login_failed" in key for key in keys)


def test_a_deactivated_person_cannot_sign_in_and_their_session_ends(client):
    user = UserFactory(username="t1001")
    sign_in(client, "t1001")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert get_user(client).is_anonymous
    other = Client()
    sign_in(other, "t1001")
    assert get_user(other).is_anonymous


def test_signing_out_leaves_an_event(client):
    UserFactory(username="t1001")
    sign_in(client, "t1001")
    client.post(reverse("account_logout"))
    assert get_user(client).is_anonymous
    assert actions_so_far() == ["accounts.sign_in", "accounts.sign_out"]


def test_nobody_signs_up(client):
    response = client.post(
        reverse("account_signup"),
        {"username": "intruder", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert not User.objects.filter(username="intruder").exists()
    assert response.status_code == 200


def ask_for_reset(client: Client, email: str):
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def without_tokens(response) -> str:
    text = response.content.decode()
    return re.sub(r'(nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*")', "", text)


def test_asking_for_a_new_password_answers_the_same_for_known_and_unknown_addresses():
    UserFactory(username="t1001", email="li@example.edu")
    known = ask_for_reset(Client(), "li@example.edu")
    unknown = ask_for_reset(Client(), "nobody@example.edu")
    assert known.redirect_chain == unknown.redirect_chain
    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known) == without_tokens(unknown)
    assert [message.to for message in mail.outbox] == [["li@example.edu"]]


def test_the_answer_takes_the_same_work_for_known_and_unknown_addresses(settings):
    """Mail goes out by the worker; the page does one look and one task for either, so that no clock tells."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    UserFactory(email="li@example.edu")
    client = Client()
    ask_for_reset(client, "nobody@example.edu")  # what is done once only
    done = []
    for email in ("li@example.edu", "nobody2@example.edu"):
        with CaptureQueriesContext(connection) as queries:
            ask_for_reset(client, email)
        done.append([query["sql"].split()[0] for query in queries])
    assert done[0] == done[1]
    assert mail.outbox == []


def test_a_deactivated_account_gets_no_reset_mail():
    UserFactory(email="li@example.edu", is_active=False)
    ask_for_reset(Client(), "li@example.edu")
    assert mail.outbox == []


def test_a_reset_by_mail_works_once_ends_other_sessions_and_leaves_an_event(client):
    user = UserFactory(username="t1001", email="li@example.edu")
    elsewhere = Client()
    sign_in(elsewhere, "t1001")
    ask_for_reset(client, "li@example.edu")
    link = re.search(rf"{settings.BASE_URL}(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert get_user(elsewhere).is_anonymous
    assert actions_so_far() == ["accounts.sign_in", "accounts.set_password"]
    again = Client().get(link, follow=True)
    assert again.context["token_fail"] is True


def test_changing_the_password_ends_all_other_sessions_and_keeps_this_one(client):
    user = UserFactory(username="t1001")
    elsewhere = Client()
    sign_in(elsewhere, "t1001")
    sign_in(client, "t1001")
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert get_user(client) == user
    assert get_user(elsewhere).is_anonymous
    assert actions_so_far()[-1] == "accounts.set_password"


def test_a_person_is_told_by_mail_that_the_password_was_changed(client):
    UserFactory(username="t1001", email="li@example.edu")
    sign_in(client, "t1001")
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert [message.to for message in mail.outbox] == [["li@example.edu"]]


def test_a_mail_server_that_is_away_does_not_undo_the_change(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    user = UserFactory(username="t1001", email="li@example.edu")
    sign_in(client, "t1001")
    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_an_authenticator_app_is_added_with_an_event_and_its_secret_is_not_readable_at_rest(client):
    user = UserFactory(username="t1001")
    sign_in(client, "t1001")
    confirm_password(client)
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    client.post(reverse("mfa_activate_totp"), {"code": code_now()})
    totp = Authenticator.objects.get(user=user, type="totp")
    assert SECRET not in str(totp.data)
    assert SecondFactorAdapter().decrypt(totp.data["secret"]) == SECRET
    found = AuditEvent.objects.get(action="accounts.change_second_factor")
    assert (found.actor_name, found.details) == (
        "t1001",
        {"added": ["recovery_codes", "totp"], "removed": []},
    )


def test_removing_the_second_factor_leaves_an_event(client):
    user = UserFactory(username="t1001")
    TOTP.activate(user, SECRET)
    client.force_login(user)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
    client.post(reverse("mfa_deactivate_totp"))
    found = AuditEvent.objects.get(action="accounts.change_second_factor")
    assert found.details == {"added": [], "removed": ["totp"]}
    assert not Authenticator.objects.exists()


def test_a_second_factor_is_removed_only_after_it_was_asked_for_again(client):
    user = UserFactory(username="t1001")
    TOTP.activate(user, SECRET)
    client.force_login(user)
    response = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=user).exists()


def test_the_password_alone_confirms_nothing_once_there_is_a_second_factor(client):
    user = UserFactory(username="t1001")
    client.force_login(user)
    confirm_password(client)
    TOTP.activate(user, SECRET)
    page = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert page.url.startswith(reverse("mfa_reauthenticate"))
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "account_change_password"):
        response = client.post(reverse(name))
        assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_with_a_second_factor_the_password_alone_signs_nobody_in(client):
    user = UserFactory(username="t1001")
    TOTP.activate(user, SECRET)
    response = sign_in(client, "t1001")
    assert response.url == reverse("mfa_authenticate")
    assert get_user(client).is_anonymous
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert get_user(client).is_anonymous
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert get_user(client) == user
    assert actions_so_far() == ["accounts.failed_second_factor", "accounts.sign_in"]
    assert AuditEvent.objects.get(action="accounts.sign_in").details == {"methods": ["password", "mfa"]}


@pytest.mark.parametrize(
    "path",
    [
        "/staff/login/",
        "/staff/password_reset/",
        "/staff/password_reset/done/",
        "/staff/password_reset/complete/",
    ],
)
def test_wagtails_own_doors_lead_to_the_one_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url in (reverse("account_login"), reverse("account_reset_password"))


def test_posting_a_password_to_wagtails_own_door_signs_nobody_in(client):
    user_with("administrator", username="t1001")
    client.post("/staff/login/", {"username": "t1001", "password": PASSWORD})
    assert get_user(client).is_anonymous


@pytest.mark.parametrize("path", ["/staff/users/", "/staff/users/add/", "/staff/groups/", "/staff/groups/new/"])
def test_wagtails_own_pages_on_people_are_closed_even_to_administrators(client, path):
    client.force_login(user_with("administrator"))
    assert client.get(path).status_code == 404


def test_signing_out_of_the_workbench_leaves_an_event(client):
    user_with("administrator", username="t1001")
    sign_in(client, "t1001")
    client.post(reverse("wagtailadmin_logout"))
    assert get_user(client).is_anonymous
    assert actions_so_far()[-1] == "accounts.sign_out"


def test_the_language_of_the_account_follows_the_person_to_a_new_browser(client):
    UserFactory(username="t1001", language="en")
    response = sign_in(client, "t1001")
    assert response.cookies["django_language"].value == "en"


def test_nobody_changes_their_own_address_past_the_office(client):
    client.force_login(UserFactory())
    assert client.get(reverse("account_email")).status_code == 404


def test_no_other_host_port_or_name_opens_another_six_tries(client):
    UserFactory(username="t1001", email="t1001@example.edu.cn")
    names = ["t1001", "T1001", "t1001@example.edu.cn"] * 3
    answers = [client.post(reverse("account_login"), {"login": name, "password": "wrong"},
                           headers={"host": f"testserver:{port}"}).status_code
               for port, name in enumerate(names, start=1000)]
    assert answers == [200] * 6 + [429] * 3


def test_a_neighbour_at_the_same_address_does_not_shut_a_known_device_out(client):
    UserFactory(username="t1001")
    assert sign_in(client, "t1001").status_code == 302
    client.post(reverse("account_logout"))
    stranger = Client()
    for _time in range(301):
        stranger.post(reverse("account_login"), {})
    assert sign_in(client, "t1001").status_code == 302
