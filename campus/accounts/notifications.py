"""Mail to people about their account."""

from __future__ import annotations

import logging
from io import BytesIO
from smtplib import SMTPException
from urllib.parse import urlsplit

from allauth.account.forms import ResetPasswordForm
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core.context import request_context
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.mail import send_mail
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext
from django_tasks import task

from campus.accounts.models import User

logger = logging.getLogger(__name__)


def send_password_link(request: HttpRequest, user: User) -> bool:
    """Mail the link with which the person chooses a password; False when the mail could not be sent."""
    form = ResetPasswordForm(data={"email": user.email})
    if not form.is_valid():
        return False
    try:
        form.save(request)
    except (OSError, SMTPException) as error:
        logger.error("A link to choose a password could not be mailed: %s", type(error).__name__)
        return False
    return True


@task()
def mail_password_links(people: list[int], site: str, language: str) -> None:
    """Mail each of these people the link that was asked for on the page "forgot password".

    `people` is empty for an address that nobody has: then there is nothing to do. `site` is the address of the site
    as the browser saw it, `language` what was read there; the person's own language goes before it.
    """
    request = _request_to(site)
    for user in User.objects.filter(pk__in=people, is_active=True).exclude(email=""):
        with translation.override(user.language or language), request_context(request):
            try:
                request_password_reset(request, user.email, [user], None)
            except (OSError, SMTPException) as error:
                logger.error("A link to choose a password could not be mailed: %s", type(error).__name__)


@task()
def tell_old_address(person: int, address: str) -> None:
    """Tell the person at the address they had that an administrator gave their account another one."""
    user = User.objects.get(pk=person)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + gettext("Another e-mail address for your account")
        text = gettext(
            "An administrator changed the e-mail address of the account %(user)s. Links to choose a password go to the "
            "new address from now on. If you did not ask for this, tell the office that runs this site at once."
        ) % {"user": user.username}
    try:
        send_mail(subject, text, None, [address])
    except (OSError, SMTPException) as error:
        logger.error("A notice about an account could not be mailed: %s", type(error).__name__)


def _request_to(site: str) -> HttpRequest:
    """allauth builds links from a request; the worker has none."""
    parts = urlsplit(site)
    header, value = settings.SECURE_PROXY_SSL_HEADER or ("HTTP_X_FORWARDED_PROTO", parts.scheme)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "HTTP_HOST": parts.netloc,
            "SERVER_NAME": parts.hostname or "",
            "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(),
            header: value if parts.scheme == "https" else parts.scheme,
        }
    )
