"""How allauth behaves here: closed sign-up, traces in the audit log, encrypted second factors.

allauth calls these methods while it works. What it only tells by signals is not used.
"""

from __future__ import annotations

import base64
import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone

from campus.accounts.traces import trace, trace_failed_sign_in
from campus.encryption.values import decrypt, encrypt

STORED_AT = "mfa.Authenticator.secret"  # the place to which the encryption is bound
logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: staff add people, students activate the account of their student number."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many failures answer with the page 429 instead of one more form to try."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(respond_429(request)) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        tried = credentials.get("username") or credentials.get("email") or ""
        trace_failed_sign_in(tried=tried, by=request.user, at=timezone.now())

    @transaction.atomic
    def login(self, request: HttpRequest, user: Any) -> None:
        # The trace first: without it nobody is signed in.
        methods = [record["method"] for record in request.session.get("account_authentication_methods", [])]
        trace("accounts.sign_in", by=user, at=timezone.now(), details={"methods": methods})
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
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
        super().set_password(user, password)
        trace("accounts.set_password", by=user, at=timezone.now())

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
