"""What responses say to caches and search engines, and the remembered language."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from campus.middleware import KeepPrivate, RememberLanguage, is_private


@pytest.mark.parametrize(
    "address", ["/staff/", "/staff/audit/1/", "/accounts/login/", "/zh-hans/my/", "/en/my/archive/"]
)
def test_private_pages_are_stored_and_found_by_nobody(rf: RequestFactory, address: str) -> None:
    answer = HttpResponse(headers={"Cache-Control": "public, max-age=600"})
    response = KeepPrivate(lambda request: answer)(rf.get(address))
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "address", ["/", "/zh-hans/", "/en/courses/my/", "/zh-hans/mysteries/", "/my/", "/staffing/"]
)
def test_public_pages_keep_their_own_headers(rf: RequestFactory, address: str) -> None:
    assert not is_private(address)
    response = KeepPrivate(lambda request: HttpResponse())(rf.get(address))
    assert "X-Robots-Tag" not in response
    assert "Cache-Control" not in response


def test_the_language_of_a_page_is_remembered(rf: RequestFactory) -> None:
    response = RememberLanguage(lambda request: HttpResponse())(rf.get("/en/courses/"))
    cookie = response.cookies["django_language"]
    assert cookie.value == "en"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("address", "status"), [("/accounts/login/", 200), ("/en/nothing/", 404), ("/fr/", 200)]
)
def test_other_addresses_leave_the_remembered_language_alone(
    rf: RequestFactory, address: str, status: int
) -> None:
    response = RememberLanguage(lambda request: HttpResponse(status=status))(rf.get(address))
    assert not response.cookies


def test_a_language_that_is_known_already_sets_no_cookie(rf: RequestFactory) -> None:
    request = rf.get("/en/courses/")
    request.COOKIES["django_language"] = "en"
    assert not RememberLanguage(lambda request: HttpResponse())(request).cookies


def test_a_preview_leaves_the_language_of_the_workbench_alone(rf: RequestFactory) -> None:
    request = rf.get("/en/courses/")
    request.is_preview = True  # type: ignore[attr-defined]
    assert not RememberLanguage(lambda request: HttpResponse())(request).cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/staff/"])
def test_the_middleware_is_in_use(client: object, address: str) -> None:
    response = client.get(address)  # type: ignore[attr-defined]
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
