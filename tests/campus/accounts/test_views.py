from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from campus.accounts.models import SignedInSession, User
from campus.audit.models import AuditEvent
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_set_language_remembers_for_the_browser_and_for_the_person(client):
    user = UserFactory()
    client.force_login(user)
    response = client.post(reverse("set_language"), {"language": "en", "next": "/zh-hans/accounts/"})
    assert response.cookies["django_language"].value == "en"
    assert User.objects.get(pk=user.pk).language == "en"


def test_set_language_works_for_whoever_is_not_signed_in(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": "/accounts/login/"})
    assert (response.url, response.cookies["django_language"].value) == ("/accounts/login/", "en")


@pytest.mark.parametrize("language", ["fr", "", "../../etc"])
def test_set_language_ignores_languages_that_the_site_does_not_speak(client, language):
    user = UserFactory(language="en")
    client.force_login(user)
    response = client.post(reverse("set_language"), {"language": language, "next": "/"})
    assert "django_language" not in response.cookies
    assert User.objects.get(pk=user.pk).language == "en"


def test_set_language_is_not_done_by_a_link(client):
    assert client.get(reverse("set_language")).status_code == 405


def test_sessions_shows_one_s_own_devices_and_marks_the_one_in_hand(client):
    user = UserFactory()
    Client(HTTP_USER_AGENT="Firefox Windows").force_login(user)
    Client().force_login(UserFactory())
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    page = client.get(reverse("account_sessions"))
    assert len(page.context["sessions"]) == 2
    assert [each["is_in_hand"] for each in page.context["sessions"]].count(True) == 1
    assert "登录的设备" in page.content.decode()
    assert "127.0.0.1" in page.content.decode()


def test_end_sessions_ends_one_or_all_others_and_leaves_an_event(client):
    user = UserFactory()
    others = [Client(), Client(), Client()]
    for other in others:
        other.force_login(user)
    client.force_login(user)
    address = reverse("account_sessions")
    first = SignedInSession.objects.order_by("pk").first()
    client.post(reverse("account_end_sessions"), {"session": first.pk})
    assert [other.get(address).status_code for other in others] == [302, 200, 200]
    client.post(reverse("account_end_sessions"))
    assert [other.get(address).status_code for other in others] == [302, 302, 302]
    assert client.get(address).status_code == 200
    events = AuditEvent.objects.filter(action="accounts.end_sessions").order_by("id")
    assert [(event.actor_id, event.details) for event in events] == [
        (str(user.pk), {"ended": 1}), (str(user.pk), {"ended": 2})]


@pytest.mark.parametrize("given", ["", "0", "nonsense", "99999999999999999999"])
def test_end_sessions_never_ends_the_one_in_hand_or_another_person_s(client, given):
    stranger = Client()
    stranger.force_login(UserFactory())
    client.force_login(UserFactory())
    for chosen in (given, *SignedInSession.objects.values_list("pk", flat=True)):
        client.post(reverse("account_end_sessions"), {"session": chosen})
    for each in (client, stranger):
        assert each.get(reverse("account_sessions")).status_code == 200


def test_end_sessions_is_not_done_by_a_link(client):
    client.force_login(UserFactory())
    assert client.get(reverse("account_end_sessions")).status_code == 405
