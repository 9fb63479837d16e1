"""Whose session counts; and the door of the staff pages: staff only, with a second factor where the school asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campus.accounts import sessions
from campus.accounts.access import is_staff_permission, refused

# Open editors tell the server every few seconds that they are open, and pages ask how far a job has come: that is
# nobody's use.
NOBODYS_USE = re.compile(r"editing-sessions/|imports/[^/]+/progress/")


class ProvenSessionMiddleware:
    """A session counts only with the proof that the one sign-in leaves in it; any other is emptied.

    Right behind Django's own middleware, so that nothing sees a person in `request.user` who is not proven.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        if was_signed_in and not self._counts(request):
            request.session.flush()
            request.user = AnonymousUser()
            was_signed_in = False
        key = request.session.session_key
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            # Not "cookies": that empties the cookies of every site of the school, and this device would be a stranger.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        elif was_signed_in and request.session.session_key != key:
            sessions.follow_new_key(request)
        return response

    def _counts(self, request: HttpRequest) -> bool:
        at = timezone.now()
        if not sessions.is_proven(request, at):
            return False
        home = reverse("wagtailadmin_home")
        if request.path_info.startswith(home) and NOBODYS_USE.match(request.path_info, len(home)):
            return True
        return sessions.note_use(request, at)


class StaffDoorMiddleware:
    """Below /staff/, Wagtail would send a signed-in student to the sign-in and back, for ever: say no
    instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or not _is_inside(request):
            return None
        if request.user.has_perm("wagtailadmin.access_admin"):
            return None
        return refused(
            request,
            _(
                "These pages are for staff. Your account holds no role that opens them; "
                "an administrator can grant you one."
            ),
        )


class RequireSecondFactorMiddleware:
    """A staff page opens to a session that was proven with a second factor, where the school asks for it.

    Whoever has none yet is led to set one up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if not (_is_inside(request) or is_staff_permission(getattr(view, "permission_name", None))):
            return None
        if sessions.has_second_factor(request):
            return None
        if sessions.has_own_factor(request.user):  # type: ignore[arg-type]
            # Only a session that did not show the factor the account has: it is none.
            get_adapter().logout(request)
            return redirect_to_login(request.get_full_path())
        messages.warning(
            request,
            _(
                "Staff pages need a second factor. Set up an authenticator app or a passkey "
                "here; it takes a minute."
            ),
        )
        return redirect("mfa_index")


def _is_inside(request: HttpRequest) -> bool:
    """Below /staff/, except the doors themselves (sign-in and sign-out, see urls.py)."""
    match = request.resolver_match
    is_door = match is not None and match.namespace == "staff_doors"
    return request.path.startswith(reverse("wagtailadmin_home")) and not is_door
