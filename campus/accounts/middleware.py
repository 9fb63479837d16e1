"""The door of the staff pages: staff only, and with a second factor where the school asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from campus.accounts.access import is_staff_permission, refused

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


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
    """Staff without a second factor are led to set one up before a staff page opens."""

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
        if is_mfa_enabled(request.user, SECOND_FACTORS):
            return None
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
