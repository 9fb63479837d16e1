"""What every response says to browsers, caches and search engines, and the language that a reader chose last."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path

Handler = Callable[[HttpRequest], HttpResponseBase]

PRIVATE_PREFIXES = ("/staff/", "/accounts/")


def is_private(path: str) -> bool:
    """Is this the address of a page for staff or about one person: /staff/, /accounts/ or /<language>/my/?"""
    if path.startswith(PRIVATE_PREFIXES):
        return True
    language = get_language_from_path(path)
    return bool(language) and path.startswith(f"/{language}/my/")


# What pages here may ask of a browser: passkeys and a video in full. Everything else is off, for scripts that get in.
NEEDED = {"fullscreen", "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get"}
UNUSED = {
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "web-share",
    "window-management",
    "xr-spatial-tracking",
}
PERMISSIONS_POLICY = ", ".join(f"{name}={'(self)' if name in NEEDED else '()'}" for name in sorted(NEEDED | UNUSED))


class TellBrowsers:
    """What a browser may do with an answer of this site, on every answer: outermost, after the log.

    Django's own middleware says the first three as well; an answer that begins before it (a refused host) has them too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        headers.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
        # Pictures of public pages may stand on other pages of the school; nothing else is anybody's to embed.
        is_picture = request.path_info.startswith(settings.MEDIA_URL)
        headers["Cross-Origin-Resource-Policy"] = "same-site" if is_picture else "same-origin"
        if response.status_code == 429:
            headers.setdefault("Retry-After", "60")
        return response


class RefuseNul:
    """No text of a database holds a NUL: a request with one in its address or its cookies cannot be read (400).

    Before sessions: even the key of a session is looked for in the database.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "%00" in query or any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("A NUL in the address or in a cookie.")
        return self.get_response(request)


class KeepPrivate:
    """What one person sees is stored by no cache, and private pages are found by no search engine.

    Whoever is signed in sends the session's cookie; so does nobody who only reads. That is known without asking the
    database, also when it is away. A page for everybody may be stored, but never handed to somebody with a cookie; an
    error is over before anybody reads it from a store.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_private(request.path_info):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        elif _is_file_for_everybody(request, response):
            return response
        session = settings.SESSION_COOKIE_NAME
        has_session = session in request.COOKIES or session in response.cookies
        if has_session or is_private(request.path_info) or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store, private"
        patch_vary_headers(response, ["Cookie"])
        return response


def _is_file_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A style sheet, a script or a picture of a public page: the same for all, whoever asks."""
    return response.status_code < 400 and request.path_info.startswith((settings.STATIC_URL, settings.MEDIA_URL))


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
