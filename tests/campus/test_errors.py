"""The pages for when something cannot be shown."""

from __future__ import annotations

import errno
from datetime import timedelta

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone

import campus.urls
from campus import errors
from campus.accounts.access import public
from campus.refusals import TooMany
from campus.urls import handler400, handler403, handler404, handler429, handler500

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]


def _refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("您没有查看导入批次的权限。")


def _stumble(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the server")


def _overflow(request: HttpRequest) -> HttpResponse:
    try:
        raise OSError(errno.ENOSPC, "No space left on device")
    except OSError as error:
        raise ValueError("a library's own word for it") from error


def _misread(request: HttpRequest) -> HttpResponse:
    raise BadRequest("details for developers")


def _hurry(request: HttpRequest) -> HttpResponse:
    raise TooMany("每 10 分钟最多 30 次。", goes_on_at=timezone.now() + timedelta(minutes=4))


def _form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent")


# Every address of the site, except those with a language: there Wagtail would look into the database.
urlpatterns = [
    *[entry for entry in campus.urls.urlpatterns if not isinstance(entry.pattern, LocalePrefixPattern)],
    *[
        path(f"{language}/{name}/", public(view))
        for language in ("zh-hans", "en")
        for name, view in (
            ("refuse", _refuse),
            ("stumble", _stumble),
            ("overflow", _overflow),
            ("misread", _misread),
            ("hurry", _hurry),
            ("form", _form),
        )
    ],
]

pytestmark = [pytest.mark.urls(__name__)]

CASES = [
    ("/zh-hans/misread/", 400, "无法识别这次请求"),
    ("/en/misread/", 400, "The request could not be understood"),
    ("/zh-hans/refuse/", 403, "您无权打开此页面"),
    ("/en/refuse/", 403, "You may not open this page"),
    ("/zh-hans/nothing/", 404, "没有找到这个页面"),
    ("/en/nothing/", 404, "There is no page at this address"),
    ("/zh-hans/hurry/", 429, "短时间内尝试次数过多"),
    ("/en/hurry/", 429, "Too many tries in a short time"),
    ("/zh-hans/stumble/", 500, "系统出了问题"),
    ("/en/stumble/", 500, "Something went wrong on our side"),
    ("/zh-hans/overflow/", 507, "服务器磁盘已满"),
    ("/en/overflow/", 507, "The disk of the server is full"),
]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "heading"), CASES)
def test_error_pages_have_their_status_and_speak_the_language_of_the_address(
    visitor: Client, address: str, status: int, heading: str
) -> None:
    response = visitor.get(address)
    text = response.content.decode()
    assert response.status_code == status
    assert heading in text
    assert f'<html lang="{"en" if address.startswith("/en/") else "zh-Hans"}">' in text
    assert "campus/tokens.css" in text
    assert '<main id="main">' in text
    assert "no-store" in response["Cache-Control"]


def test_error_pages_do_not_tell_what_the_exception_says(visitor: Client) -> None:
    assert "secret of the server" not in visitor.get("/zh-hans/stumble/").content.decode()
    assert "details for developers" not in visitor.get("/zh-hans/misread/").content.decode()


def test_a_refusal_says_its_own_sentence(visitor: Client) -> None:
    assert "您没有查看导入批次的权限。" in visitor.get("/zh-hans/refuse/").content.decode()


def test_a_limit_says_its_own_sentence_and_when_it_goes_on(visitor: Client) -> None:
    response = visitor.get("/zh-hans/hurry/")
    text = response.content.decode()
    assert "每 10 分钟最多 30 次。" in text
    assert "忘记密码" not in text
    assert int(response["Retry-After"]) in range(235, 241)


def test_an_old_form_is_explained(visitor: Client) -> None:
    response = Client(enforce_csrf_checks=True).post("/en/form/")
    assert response.status_code == 403
    assert "This form is out of date" in response.content.decode()


@pytest.mark.parametrize(
    "handler",
    [
        errors.bad_request,
        errors.permission_denied,
        errors.page_not_found,
        errors.too_many_requests,
        errors.server_error,
        errors.csrf_failure,
    ],
)
def test_error_pages_need_no_database(handler: object, rf: RequestFactory) -> None:
    # Without the django_db mark every query fails this test.
    request = rf.get("/en/anything/")
    assert not connection.in_atomic_block
    assert b"Mingxin" in handler(request).content  # type: ignore[operator]


def test_too_many_tries_is_429_and_says_when_to_come_back(rf: RequestFactory) -> None:
    response = errors.too_many_requests(
        rf.post("/accounts/login/", headers={"accept-language": "en-GB,en;q=0.8"})
    )
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "Too many tries in a short time" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "cookie", "browser", "language"),
    [
        ("/en/x/", "zh-hans", "zh-CN", "en"),
        ("/accounts/x/", "en", "zh-CN", "en"),
        ("/accounts/x/", "", "en-US,en;q=0.9,zh;q=0.8", "en"),
        ("/accounts/x/", "", "fr-FR, de", "zh-hans"),
        ("/accounts/x/", "../../etc", "", "zh-hans"),
    ],
)
def test_the_language_comes_from_address_then_cookie_then_browser(
    rf: RequestFactory, address: str, cookie: str, browser: str, language: str
) -> None:
    request = rf.get(address, headers={"accept-language": browser})
    request.COOKIES["django_language"] = cookie
    assert errors.language_of(request) == language
