"""What every answer of the site says to browsers and caches, whoever asks and however it ends.

All addresses come from the resolver, those of Wagtail and allauth too: a new one is walked without being named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.urls.resolvers import URLPattern

import campus.urls
from campus.accounts.access import public
from campus.accounts.models import User
from campus.urls import handler400, handler403, handler404, handler429, handler500
from education.home.preparation import prepare_site
from tests.conventions.addresses import Address, addresses
from tests.conventions.college_a import CollegeA, college_a
from tests.conventions.walking import undone
from tests.factories import NOW, school, user_with

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SENDER = "sender"
WITHOUT_PARAMETERS = ("/", "/zh-hans/", "/en/", "/zh-hans/nothing/", "/media/nothing.png", "/static/nothing.css",
                      "/feeds/nothing", "/zh-hans/my/archive/?state=shown", "/staff/students/?q=x", "/no\x00thing")


def _stumble(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


urlpatterns: list[URLPattern | Any] = [path("stumble/", public(_stumble)), *campus.urls.urlpatterns]


@pytest.fixture
def college(settings: LazySettings) -> CollegeA:
    settings.LIMITS = {**settings.LIMITS, "workbench.search": "0/d"}  # so that the page 429 is walked, too
    prepare_site(by=None, at=NOW)
    return college_a()


def walked(college: CollegeA, user: User | None) -> Iterator[tuple[str, Any]]:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    cookies = client.cookies.copy()
    paths = [*WITHOUT_PARAMETERS, "/stumble/", *filter(None, (_path(college, address) for address in addresses()))]
    for place in dict.fromkeys(paths):
        # Sending is walked by those who get furthest and by those who get nowhere.
        for ask in (client.get, client.post) if user is None or user.username == SENDER else (client.get,):
            client.cookies = cookies.copy()
            with undone():
                yield f"{ask.__name__} {place}", ask(place)


def _path(college: CollegeA, address: Address) -> str:
    def argument(name: str) -> Any:
        try:
            return college.arguments(address.name, name)
        except KeyError:  # others' pages: of a number that is there, or is not
            return 1

    filled = address.path({name: argument(name) for name in address.parameters})
    return "" if "(" in filled else filled


def missing(response: Any, *, is_signed_in: bool, is_file: bool) -> list[str]:
    headers = response.headers
    found = [name for name, value in FIXED.items() if headers.get(name) != value]
    found += [name for name in ("Content-Security-Policy", "X-Frame-Options") if name not in headers]
    found += [f"names itself in {name}" for name in ("Server", "X-Powered-By") if name in headers]
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if is_file:
        return [name for name in found if name != "Cross-Origin-Resource-Policy"]
    if "Cookie" not in headers.get("Vary", ""):
        found.append("Vary")
    kept = {part.strip() for part in headers.get("Cache-Control", "").split(",")}
    if (is_signed_in or response.status_code >= 400) and not {"no-store", "private"} <= kept:
        found.append(f"Cache-Control: {headers.get('Cache-Control')}")
    return found


def test_every_answer_to_everybody_has_its_headers(college: CollegeA) -> None:
    sender = user_with("administrator", school(), username=SENDER)
    people = {**college.everybody, "administrator of the school": sender, "nobody": None}
    wrong, statuses = [], Counter[int]()
    for role, user in people.items():
        for place, response in walked(college, user):
            statuses[response.status_code] += 1
            is_file = "/media/" in place
            if lacking := missing(response, is_signed_in=user is not None, is_file=is_file):
                wrong.append(f"{role}: {place} answers {response.status_code} without {lacking}")
    assert not wrong, "\n".join(wrong)
    assert {200, 302, 403, 404, 405, 429, 500} <= set(statuses), "the walk should meet each kind of answer"
