"""The pages for when something cannot be shown: in the reader's language, with what to do next.

They depend on as little as possible: no database, no session, no context processor. A reader who gets
one of them may be looking at a server that has just lost all three.
"""

from __future__ import annotations

import errno
import logging
import math
import sys
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_path, get_supported_language_variant, override

from campus.refusals import TooMany

logger = logging.getLogger(__name__)

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def language_of(request: HttpRequest) -> str:
    """The reader's language: by the address, else by the cookie, else by the browser, else Chinese."""
    if language := get_language_from_path(request.path_info):
        return language
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    wishes = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    wishes += [wish.split(";")[0].strip() for wish in header.split(",")]
    for wish in wishes:
        try:
            return get_supported_language_variant(wish)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that cannot be understood."""
    return _error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not see this. The refusal's own sentence is shown, it is written for people."""
    return _error_page(request, 403, sentence=str(exception) if exception else "")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or did not come from this site."""
    logger.warning("csrf_failure", extra={"reason": reason})
    return _error_page(request, 403, template="403_csrf.html")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing at this address. What the exception says is for developers, so it is not shown."""
    return _error_page(request, 404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries in a short time. A limit's own sentence says how many, and when it goes on."""
    if not isinstance(exception, TooMany):
        response = _error_page(request, 429)
        response.headers.setdefault("Retry-After", "60")
        return response
    response = _error_page(request, 429, sentence=str(exception))
    wait = (exception.goes_on_at - timezone.now()).total_seconds()
    response.headers["Retry-After"] = str(max(1, math.ceil(wait)))
    return response


class TooManyMiddleware:
    """Wherever an action says that it is too often and no form shows it: the page 429 with the action's sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many_requests(request, exception) if isinstance(exception, TooMany) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. 507: the disk is full, which an administrator can mend."""
    return _error_page(request, 507 if is_out_of_room(sys.exception()) else 500)


def is_out_of_room(error: BaseException | None) -> bool:
    """Was the disk full, or somebody's share of it? Libraries wrap the error of the system in their own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


def _error_page(request: HttpRequest, status: int, *, template: str = "", sentence: str = "") -> HttpResponse:
    language = language_of(request)
    with override(language):
        # No request is given to the template, so that no context processor runs.
        context = {
            "status": status,
            "sentence": sentence,
            "path": request.get_full_path(),
            "has_language": bool(get_language_from_path(request.path_info)),
        }
        text = loader.render_to_string(template or f"{status}.html", context)
    response = HttpResponse(text, status=status, headers={"Content-Language": language})
    patch_cache_control(response, no_store=True, private=True)
    return response
