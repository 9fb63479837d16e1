"""What responses say to caches and search engines, and the remembered language."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from campus.middleware import KeepPrivate, RememberLanguage, TellBrowsers, is_private


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
    assert response["Vary"] == "Cookie"


@pytest.mark.parametrize(
    "address", ["/zh-hans/", "/en/courses/", "/documents/1/plan.pdf", "/healthz", "/media/gone.png"]
)
def test_whoever_has_a_session_gets_pages_that_no_cache_stores(rf: RequestFactory, address: str) -> None:
    """Public pages hold the reader's name. The cookie is enough: the database is not asked, and may be away."""
    request = rf.get(address)
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "anything"
    answer = HttpResponse(headers={"Cache-Control": "public, max-age=600"}, status=404 if "gone" in address else 200)
    response = KeepPrivate(lambda request: answer)(request)
    assert (response["Cache-Control"], response["Vary"]) == ("no-store, private", "Cookie")


def test_the_answer_that_begins_a_session_is_stored_by_no_cache(rf: RequestFactory) -> None:
    answer = HttpResponse()
    answer.set_cookie(settings.SESSION_COOKIE_NAME, "new")
    assert KeepPrivate(lambda request: answer)(rf.post("/en/"))["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 507])
def test_errors_are_stored_by_no_cache(rf: RequestFactory, status: int) -> None:
    response = KeepPrivate(lambda request: HttpResponse(status=status))(rf.get("/en/"))
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("address", ["/static/campus/app.css", "/media/images/hall.jpg"])
def test_files_that_are_the_same_for_everybody_are_stored_as_ever(rf: RequestFactory, address: str) -> None:
    request = rf.get(address)
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "anything"
    answer = HttpResponse(headers={"Cache-Control": "public, max-age=600"})
    response = KeepPrivate(lambda request: answer)(request)
    assert response["Cache-Control"] == "public, max-age=600"
    assert "Vary" not in response


@pytest.mark.parametrize(
    ("address", "whose"),
    [("/zh-hans/", "same-origin"), ("/static/app.css", "same-origin"), ("/media/a.jpg", "same-site")],
)
def test_browsers_are_told_what_they_may_do(rf: RequestFactory, address: str, whose: str) -> None:
    response = TellBrowsers(lambda request: HttpResponse())(rf.get(address))
    assert response["Cross-Origin-Resource-Policy"] == whose
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    policy = response["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "publickey-credentials-get=(self)"} <= set(policy.split(", "))
    assert "Retry-After" not in response


def test_whoever_is_slowed_down_is_told_how_long(rf: RequestFactory) -> None:
    bare = TellBrowsers(lambda request: HttpResponse(status=429))(rf.get("/"))
    known = TellBrowsers(lambda request: HttpResponse(status=429, headers={"Retry-After": "7"}))(rf.get("/"))
    assert (bare["Retry-After"], known["Retry-After"]) == ("60", "7")


@pytest.mark.django_db
def test_a_refused_host_gets_the_headers_too(client: object) -> None:
    response = client.get("/accounts/login/", headers={"host": "evil.example"})  # type: ignore[attr-defined]
    assert response.status_code == 400
    assert "camera=()" in response["Permissions-Policy"]
    assert "Content-Security-Policy" in response
    assert response["Cache-Control"] == "no-store, private"


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


@pytest.mark.django_db
def test_a_nul_in_address_or_cookie_is_a_request_that_cannot_be_read(client):
    """PostgreSQL keeps none: looked for in the database, it would be an error of the server."""
    assert client.get("/accounts/login/?next=%00").status_code == 400
    assert client.get("/zh-hans/a%00b/").status_code == 400
    client.cookies.load('sessionid="\\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"')
    assert client.get("/accounts/login/").status_code == 400
