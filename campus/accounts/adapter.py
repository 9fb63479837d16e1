"""How allauth behaves here: closed sign-up, traces in the audit log, encrypted second factors.

allauth calls these methods while it works. What it only tells by signals is not used.
"""

from __future__ import annotations

import base64
import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone

from campus.accounts import known_devices, sessions
from campus.accounts.models import User
from campus.accounts.traces import trace, trace_failed_sign_in
from campus.encryption.values import decrypt, encrypt
from campus.limits.actions import note_struck_stranger

STORED_AT = "mfa.Authenticator.secret"  # the place to which the encryption is bound
# In the session between the first and the last step of a sign-in: the account's epoch at the first.
BEGUN_IN = "sign_in_begun_in_epoch"
logger = logging.getLogger(__name__)


def sign_in(request: HttpRequest, user: User, *, method: str) -> HttpResponse:
    """Sign in a person who has just proven who they are by other means than a password, such as a one-time code.

    Goes the way of every sign-in: second factor, audit event, proof in the session. Answers with where to go next.
    """
    record_authentication(request, user, method)
    response: HttpResponse = perform_login(request, Login(user=user))
    return response


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: staff add people, students activate the account of their student number."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many failures answer with the page 429 instead of one more form to try.

        A device or address that signed in before has a limit of its own (see known_devices.py).
        """
        tried = credentials.get("username") or credentials.get("email") or ""
        action, key = "login_failed", self._get_login_attempts_cache_key(request, **credentials)
        if known := known_devices.recognised(request, tried, at=timezone.now()):
            action, key = "login_failed_where_known", f"{key}:{known}"
        # The name under which allauth gives a try back that was right.
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if not self._login_failed_rl_usage:
            note_struck_stranger("accounts.sign_in", address=self.get_client_ip(request), at=timezone.now())
            raise ImmediateHttpResponse(respond_429(request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong tries are counted under: the account, whatever it was called and by whichever host or port."""
        tried = credentials.get("username") or credentials.get("email") or ""
        return known_devices.account_index(tried)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        tried = credentials.get("username") or credentials.get("email") or ""
        trace_failed_sign_in(tried=tried, by=request.user, at=timezone.now())

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        # Between password and code, minutes may pass: what ends sessions in that time ends this beginning, too.
        request.session[BEGUN_IN] = user.session_epoch
        return response

    @transaction.atomic
    def login(self, request: HttpRequest, user: Any) -> None:
        """The one sign-in. Whoever comes here has shown what the account asks for, and the session says what."""
        at = timezone.now()
        records = get_authentication_records(request, user)
        factors = sessions.factors_in(records)
        if request.session.pop(BEGUN_IN, None) != user.session_epoch or not user.is_active:
            raise ImmediateHttpResponse(redirect("account_login"))
        if not factors or (sessions.has_own_factor(user) and sessions.SECOND_FACTORS.isdisjoint(factors)):
            raise ImmediateHttpResponse(redirect("account_login"))
        # The trace first: without it nobody is signed in.
        methods = [record["method"] for record in records]
        trace("accounts.sign_in", by=user, at=at, details={"methods": methods})
        super().login(request, user)
        sessions.prove(request, user, factors=factors, at=at)
        known_devices.remember_address(request, user, at=at)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known_devices.remember_device(request, response, user)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        user: Any = request.user
        trace("accounts.sign_out", by=user, at=timezone.now())
        super().logout(request)

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        """All ways to a new password end here: change, first choice, reset by mail. Other sessions end
        with it."""
        user.set_password(password)
        # Nothing else is written: the account may have been deactivated since this object was read.
        user.save(update_fields=["password"])
        acting = context.request
        is_own = acting is not None and acting.user.is_authenticated and acting.user.pk == user.pk
        sessions.end_for_good(user, keep=sessions.row_of(acting) if is_own else 0)
        trace("accounts.set_password", by=user, at=timezone.now())

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Every page that asks once more asks here first. With a factor, the password alone confirms nothing."""
        request = context.request
        if request is not None and request.user.is_authenticated and sessions.has_own_factor(request.user):
            sessions.forget_confirmations_by_password(request)
        return bool(super().is_reauthentication_required(app=app))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm that it is you: whoever has a second factor shows that one."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not sessions.has_own_factor(user):
            return methods
        return [method for method in methods if method["id"] != "reauthenticate"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        if hasattr(request.user, "student"):
            # Students live in archives, above this app: only the name of their page is known here.
            return reverse("portal:archive")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person that their account changed. The change stands even when the mail server is away."""
        try:
            super().send_notification_mail(template_prefix, user, context, email or user.email)
        except (OSError, SMTPException) as error:
            logger.error("A notice about an account could not be mailed: %s", type(error).__name__)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(encrypt(text, STORED_AT)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(base64.b64decode(encrypted_text), STORED_AT)

    def get_totp_issuer(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)
