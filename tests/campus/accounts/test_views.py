from __future__ import annotations

import pytest
from django.urls import reverse

from campus.accounts.models import User
from tests.factories import UserFactory

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
