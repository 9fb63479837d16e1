"""What a visitor may claim about hosts, addresses and ways back, and what the site believes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.conf import LazySettings
from django.core import mail
from django.test import Client, RequestFactory

from tests.conventions.addresses import Address, addresses
from tests.conventions.college_a import CollegeA, college_a
from tests.conventions.walking import undone
from tests.factories import PASSWORD, UserFactory, school, user_with

ELSEWHERE = "evil.example"
WAYS = [f"https://{ELSEWHERE}/", f"//{ELSEWHERE}", f"/\\{ELSEWHERE}", f"https:/{ELSEWHERE}", "javascript:alert(1)",
        f"http://testserver@{ELSEWHERE}/", f"\thttps://{ELSEWHERE}"]
NAMES_OF_A_WAY = ("next", "redirect_to", "redirect", "return", "return_url", "back", "url", "continue")

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> CollegeA:
    return college_a()


def leads_elsewhere(response: Any) -> bool:
    target = response.headers.get("Location", "").strip()
    return bool(re.match(r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}(?!testserver(?:/|$))|javascript:", target, re.IGNORECASE))


@pytest.mark.parametrize("way", [way for way in WAYS if "//" in way or "javascript" in way or "\\" in way])
def test_the_search_for_ways_elsewhere_finds_them(way: str) -> None:
    class Answer:
        headers = {"Location": way}

    assert leads_elsewhere(Answer())


def _path(college: CollegeA, address: Address) -> str:
    try:
        return address.path({name: college.arguments(address.name, name) for name in address.parameters})
    except KeyError:
        return address.path(dict.fromkeys(address.parameters, 1))


def _asked(client: Client, path: str, way: str) -> Iterator[Any]:
    query = dict.fromkeys(NAMES_OF_A_WAY, way)
    cookies = client.cookies.copy()
    for ask in (lambda: client.get(path, query, headers={"referer": way}),
                lambda: client.post(path, query, headers={"referer": way})):
        client.cookies = cookies.copy()
        with undone():
            yield ask()


@pytest.mark.parametrize("who", ["nobody", "administrator", "student"])
def test_no_address_sends_anybody_to_another_site(college: CollegeA, who: str) -> None:
    client = Client(raise_request_exception=False)
    people = {**college.everybody, "administrator": user_with("administrator", school())}
    if who in people:
        client.force_login(people[who])
    paths = {path for address in addresses() if "(" not in (path := _path(college, address))}
    wrong = [f"{path} with {way!r} leads to {response['Location']}"
             for path in sorted(paths) for way in WAYS[:1] for response in _asked(client, path, way)
             if leads_elsewhere(response)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/language/", "/accounts/logout/"])
def test_ways_back_are_followed_within_the_site_only(path: str, way: str) -> None:
    client, user = Client(), UserFactory()
    if path == "/accounts/logout/":
        client.force_login(user)
    asked = {"login": user.username, "password": PASSWORD, "language": "en", "next": way}
    response = client.post(f"{path}?next={way}", asked, headers={"referer": way})
    assert not leads_elsewhere(response)
    assert ELSEWHERE not in response.headers.get("Location", "")


@pytest.mark.parametrize("forged", [{"host": ELSEWHERE}, {"host": f"testserver:80@{ELSEWHERE}"},
                                    {"host": f"testserver.{ELSEWHERE}"},
                                    {"host": "testserver", "x-forwarded-host": ELSEWHERE}])
def test_links_of_mails_name_no_host_that_a_visitor_made_up(forged: dict[str, str]) -> None:
    person = UserFactory(email="wang@example.edu.cn")
    response = Client().post("/accounts/password/reset/", {"email": person.email}, headers=forged)
    assert response.status_code == (400 if forged["host"] != "testserver" else 302)
    assert [message.subject for message in mail.outbox if ELSEWHERE in message.body] == []


@pytest.mark.parametrize(
    ("proxies", "claimed", "counted"),
    [
        (0, "198.51.100.7", "203.0.113.1"),  # no proxy: whoever connects is who asks
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.7"),  # what the visitor put before it is not believed
        (2, "1.1.1.1, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
    ],
)
def test_limits_by_address_count_the_one_that_our_own_proxy_saw(
    rf: RequestFactory, settings: LazySettings, proxies: int, claimed: str, counted: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="203.0.113.1", headers={"x-forwarded-for": claimed})
    assert get_adapter().get_client_ip(request) == counted


def test_a_made_up_x_forwarded_for_does_not_widen_the_limit_of_wrong_passwords(settings: LazySettings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "3/m/ip"}
    client = Client()
    statuses = [
        client.post("/accounts/login/", {"login": f"nobody{number}", "password": "wrong"},
                    headers={"x-forwarded-for": f"10.0.0.{number}, 198.51.100.7"}).status_code
        for number in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
