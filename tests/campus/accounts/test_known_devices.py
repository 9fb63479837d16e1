"""Strangers who guess at a password do not keep its owner out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from campus.accounts.models import KnownAddress
from tests.factories import NOW, PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

HOME, STRANGE, TRAIN = "192.0.2.10", "198.51.100.66", "203.0.113.5"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def sign_in(client: Client, address: str, password: str = PASSWORD) -> int:
    return client.post(reverse("account_login"), {"login": "t1001", "password": password},
                       REMOTE_ADDR=address).status_code


def strangers_guess() -> None:
    answers = [sign_in(Client(), STRANGE, "wrong") for _try in range(8)]
    assert answers == [200] * 6 + [429] * 2


def test_a_device_that_signed_in_before_comes_in_from_anywhere_while_strangers_guess():
    UserFactory(username="t1001")
    device = Client()
    sign_in(device, HOME)
    device.post(reverse("account_logout"))
    strangers_guess()
    assert sign_in(device, TRAIN) == 302
    assert sign_in(Client(), STRANGE) == 429


def test_an_address_that_signed_in_before_lets_another_device_in():
    UserFactory(username="t1001")
    sign_in(Client(), HOME)
    strangers_guess()
    assert sign_in(Client(), HOME) == 302


def test_an_address_is_forgotten_after_six_weeks():
    UserFactory(username="t1001")
    sign_in(Client(), HOME)
    with time_machine.travel(NOW + timedelta(weeks=6, minutes=1)):
        strangers_guess()
        assert sign_in(Client(), HOME) == 429


def test_a_known_device_may_not_guess_for_ever_either():
    UserFactory(username="t1001")
    device = Client()
    sign_in(device, HOME)
    device.post(reverse("account_logout"))
    answers = [sign_in(device, HOME, "wrong") for _try in range(11)]
    assert answers == [200] * 10 + [429]


@pytest.mark.parametrize("cookie", ["", "forged", "WyJhIixbImIiXV0:1abc:def"])
def test_a_device_cannot_be_made_known_by_a_cookie_that_the_site_did_not_sign(cookie):
    UserFactory(username="t1001")
    strangers_guess()
    client = Client()
    client.cookies[site_settings.DEVICE_COOKIE_NAME] = cookie
    assert sign_in(client, TRAIN) == 429


def test_a_device_known_for_one_person_is_a_stranger_to_another():
    UserFactory(username="t1001")
    other = UserFactory()
    client = Client()
    client.post(reverse("account_login"), {"login": other.username, "password": PASSWORD}, REMOTE_ADDR=TRAIN)
    client.post(reverse("account_logout"))
    strangers_guess()
    assert sign_in(client, TRAIN) == 429


def test_no_address_is_kept_in_clear():
    UserFactory(username="t1001")
    sign_in(Client(), HOME)
    assert len(KnownAddress.objects.get().address_index) == 64
    assert HOME not in str(KnownAddress.objects.values().get())
