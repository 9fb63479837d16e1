"""A session counts only with the proof of the one sign-in, and ends for good."""

from __future__ import annotations

import ast
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings as site_settings
from django.contrib.auth import login as djangos_login
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campus.accounts import actions, sessions
from campus.accounts.models import SignedInSession, User
from campus.audit.models import AuditEvent
from tests.conventions.addresses import addresses
from tests.conventions.source import modules, nodes, place
from tests.factories import NOW, PASSWORD, UserFactory, student_with_account, user_with

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW_PASSWORD = "a-new-and-long-sentence"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": user.username, "password": password})


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def is_in(client: Client) -> bool:
    """Does a page that asks for a signed-in person open?"""
    return client.get(reverse("account_sessions")).status_code == 200


def signed_in_past_the_door(user: User, **data) -> Client:
    """What code gets that calls Django's own sign-in, as Wagtail's page does."""
    client = Client()
    request = HttpRequest()
    request.session = SessionStore()
    djangos_login(request, user)
    request.session.update(data)
    request.session.save()
    client.cookies[site_settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def set_up_totp(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    assert client.post(reverse("mfa_activate_totp"), {"code": code_now()}).status_code == 302


# --- Only the one sign-in makes a session count ------------------------------------------------------


def test_a_session_without_the_proof_of_the_one_sign_in_opens_nothing_and_is_emptied():
    client = signed_in_past_the_door(user_with("administrator"))
    assert client.get("/staff/").url == "/accounts/login/?next=/staff/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/zh-hans/_util/login/", "/en/_util/login/", "/staff/login/"])
@pytest.mark.parametrize("method", ["post", "head", "options", "put"])
def test_signing_in_by_any_page_of_wagtails_opens_nothing(address, method):
    user = user_with("administrator")
    TOTP.activate(user, SECRET)
    client = Client()
    getattr(client, method)(address, {"username": user.username, "password": PASSWORD})
    assert not is_in(client)
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize("proof", [None, "yes", {}, {"user": "0"}])
def test_a_proof_of_another_person_or_of_none_is_no_proof(proof):
    assert not is_in(signed_in_past_the_door(UserFactory(), proof=proof))


def test_a_row_in_the_table_makes_nobody_signed_in():
    user = UserFactory()
    client = signed_in_past_the_door(user)
    key = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    SignedInSession.objects.create(user=user, session_key=key, since=NOW, last_used_at=NOW)
    assert not is_in(client)


def test_the_session_says_what_it_was_proven_with(client):
    user = UserFactory()
    sign_in(client, user)
    assert client.session["proof"]["factors"] == ["password"]
    TOTP.activate(user, SECRET)
    other = Client()
    sign_in(other, user)
    other.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert other.session["proof"]["factors"] == ["password", "totp"]


def test_a_recovery_code_stands_for_the_second_factor(client):
    user = user_with("administrator")
    TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.session["proof"]["factors"] == ["password", "recovery_codes"]
    assert is_in(client)


def test_the_key_of_a_session_changes_at_sign_in(client):
    user = UserFactory()
    TOTP.activate(user, SECRET)
    sign_in(client, user)
    before = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_cookie_kept_from_before_the_sign_out_opens_nothing(client):
    sign_in(client, UserFactory())
    key = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    response = client.post(reverse("account_logout"))
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    again = Client()
    again.cookies[site_settings.SESSION_COOKIE_NAME] = key
    assert not is_in(again)


# --- Staff pages ask the session ------------------------------------------------------------------------


def test_a_staff_page_asks_the_session_and_not_the_account(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = user_with("administrator")
    client.force_login(user)  # proven with the password alone
    TOTP.activate(user, SECRET)
    response = client.get("/staff/account/")
    assert response.url == "/accounts/login/?next=/staff/account/"
    assert not is_in(client)


def test_after_setting_one_up_the_session_counts_as_proven_with_it(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = user_with("administrator")
    sign_in(client, user)
    assert client.get("/staff/account/").url == reverse("mfa_index")
    set_up_totp(client)
    assert client.session["proof"]["factors"] == ["password", "recovery_codes", "totp"]
    assert client.get("/staff/account/").status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_after_removing_the_last_one_the_session_counts_as_proven_with_the_password(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = user_with("administrator")
    TOTP.activate(user, SECRET)
    client.force_login(user)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
    client.post(reverse("mfa_deactivate_totp"))
    assert client.session["proof"]["factors"] == ["password"]
    assert client.get("/staff/account/").url == reverse("mfa_index")


# --- Sessions end for good ----------------------------------------------------------------------------


def test_adding_a_second_factor_ends_all_other_sessions_and_keeps_this_one(client):
    user = UserFactory()
    elsewhere = Client()
    sign_in(elsewhere, user)
    sign_in(client, user)
    set_up_totp(client)
    assert (is_in(client), is_in(elsewhere)) == (True, False)
    assert SignedInSession.objects.get().session_key == client.session.session_key


def test_removing_a_second_factor_ends_all_other_sessions_and_keeps_this_one(client):
    user = UserFactory()
    TOTP.activate(user, SECRET)
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert (is_in(client), is_in(elsewhere)) == (True, False)


def test_a_session_stays_ended_when_the_account_is_opened_again(client):
    user, administrator = UserFactory(), user_with("administrator")
    client.force_login(user)
    actions.deactivate_user(user=user, by=administrator, at=NOW)
    actions.reactivate_user(user=user, by=administrator, at=NOW)
    assert not is_in(client)


def test_a_copy_of_the_session_put_back_into_the_table_stays_ended(client):
    user, administrator = UserFactory(), user_with("administrator")
    client.force_login(user)
    copy = Session.objects.get(session_key=client.session.session_key)
    actions.deactivate_user(user=user, by=administrator, at=NOW)
    actions.reactivate_user(user=user, by=administrator, at=NOW)
    copy.save(force_insert=True)
    assert not is_in(client)


@pytest.mark.parametrize("event", ["deactivated", "reactivated", "password"])
def test_a_sign_in_begun_before_the_end_of_sessions_is_not_finished_after_it(client, event):
    user, administrator = UserFactory(), user_with("administrator")
    TOTP.activate(user, SECRET)
    sign_in(client, user)
    if event == "password":
        other = Client()
        other.force_login(user)
        other.post(reverse("mfa_reauthenticate"), {"code": code_now()})
        other.post(reverse("account_change_password"),
                   {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    else:
        actions.deactivate_user(user=user, by=administrator, at=NOW)
    if event == "reactivated":
        actions.reactivate_user(user=user, by=administrator, at=NOW)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert not is_in(client)
    assert not AuditEvent.objects.filter(action="accounts.sign_in").exists()


# --- Time ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "opens"), [(29, True), (31, False)])
def test_a_staff_session_ends_after_thirty_minutes_without_use(client, minutes, opens):
    client.force_login(user_with("teacher"))
    with time_machine.travel(NOW + timedelta(minutes=minutes)):
        assert is_in(client) is opens


@pytest.mark.parametrize(("minutes", "opens"), [(119, True), (121, False)])
def test_a_students_session_ends_after_two_hours_without_use(client, minutes, opens):
    client.force_login(student_with_account().user)
    with time_machine.travel(NOW + timedelta(minutes=minutes)):
        assert is_in(client) is opens


def test_use_keeps_a_session_open_but_not_beyond_twelve_hours(client):
    client.force_login(student_with_account().user)
    for hour in range(1, 12):
        with time_machine.travel(NOW + timedelta(hours=hour)):
            assert is_in(client)
    with time_machine.travel(NOW + timedelta(hours=12, minutes=1)):
        assert not is_in(client)


def test_use_is_written_down_once_a_minute_and_not_with_each_request(client, django_assert_max_num_queries):
    client.force_login(UserFactory())
    row = SignedInSession.objects.get()
    for seconds, noted in ((30, NOW), (61, NOW + timedelta(seconds=61)), (90, NOW + timedelta(seconds=61))):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            is_in(client)
        row.refresh_from_db()
        assert abs(row.last_used_at - noted) < timedelta(seconds=5)


def test_an_open_editor_that_nobody_touches_does_not_keep_a_session_open(client):
    client.force_login(user_with("teacher"))
    for minute in range(5, 35, 5):
        with time_machine.travel(NOW + timedelta(minutes=minute)):
            client.post("/staff/editing-sessions/ping/wagtailcore/page/1/")
    with time_machine.travel(NOW + timedelta(minutes=31)):
        assert not is_in(client)


# --- Ending one's own ---------------------------------------------------------------------------------


def test_open_sessions_are_those_that_still_open_something():
    user = UserFactory()
    first, second = Client(HTTP_USER_AGENT="Firefox"), Client()
    first.force_login(user)
    second.force_login(user)
    assert len(sessions.open_sessions(user, at=timezone.now())) == 2
    first.logout()
    assert len(sessions.open_sessions(user, at=timezone.now())) == 1
    assert sessions.open_sessions(user, at=NOW + timedelta(hours=3)) == []


def test_nobody_ends_the_session_of_somebody_else(client):
    user, other = UserFactory(), UserFactory()
    client.force_login(user)
    row = SignedInSession.objects.get()
    assert sessions.end_sessions(rows=[row.pk], by=other, at=NOW) == 0
    assert is_in(client)


def test_rows_of_sessions_that_are_over_are_taken_out_at_the_next_sign_in(client):
    user = UserFactory()
    Client().force_login(user)
    with time_machine.travel(NOW + timedelta(hours=13)):
        client.force_login(user)
    assert SignedInSession.objects.count() == 1


# --- The kind: no second way in --------------------------------------------------------------------------


def test_an_unproven_session_gets_at_every_address_what_a_stranger_gets():
    user = user_with("administrator")
    different = []
    for address in addresses():
        if address.parameters or "(?P" in address.route:
            continue
        answers = []
        for client in (signed_in_past_the_door(user), Client()):
            response = client.get(address.path({}))
            answers.append((response.status_code, response.headers.get("Location")))
        if answers[0] != answers[1]:
            different.append((address.name, answers))
    assert different == []


def test_no_code_of_ours_signs_anybody_in_past_the_one_sign_in():
    """Django's `login` is called by allauth alone, from `AccountAdapter.login`."""
    found = [
        place(path, node)
        for path in modules()
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        and node.module in ("django.contrib.auth", "django.contrib.auth.views")
        and {name.name for name in node.names} & {"login", "alogin", "LoginView"}
    ]
    assert found == []
