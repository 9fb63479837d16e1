"""What every response says to caches and search engines, and the language that a reader chose last."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language_from_path

Handler = Callable[[HttpRequest], HttpResponseBase]

PRIVATE_PREFIXES = ("/staff/", "/accounts/")


def is_private(path: str) -> bool:
    """Is this the address of a page for staff or about one person: /staff/, /accounts/ or /<language>/my/?"""
    if path.startswith(PRIVATE_PREFIXES):
        return True
    language = get_language_from_path(path)
    return bool(language) and path.startswith(f"/{language}/my/")


class KeepPrivate:
    """Private pages are stored by no cache and found by no search engine, whatever their view said."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_private(request.path_info):
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


class LanguageOfPath(LocaleMiddleware):
    """Django's middleware, except that only the front door `/` sends people on to their language.

    Django would send every address that is not found there too, because the pages of the site answer to any
    path: a student of another college would be "moved", not "not found".
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info != "/":
            return response
        return super().process_response(request, response)


class RememberLanguage:
    """Who reads pages in one language gets sign-in and other addresses without a language in it, too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        language = get_language_from_path(request.path_info)
        remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        # Only a page that exists in this language counts, and only a change is worth a cookie. An editor who looks at
        # the preview of a translation goes on working in the language of the workbench.
        is_preview = getattr(request, "is_preview", False)
        if language and language != remembered and not is_preview and response.status_code == 200:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
