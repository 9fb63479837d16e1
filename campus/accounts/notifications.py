"""Mail to people about their account."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

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
