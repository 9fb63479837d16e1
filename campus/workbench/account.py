"""One's own settings on the staff pages: appearance and notifications; the rest is where it belongs.

Names, e-mail and office are kept by administrators (with an audit event), language has its place in the menu,
passwords and second factors are on the pages of accounts.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, BaseSettingsPanel

from campus.accounts.access import signed_in


class StaffAccountView(AccountView):
    """Wagtail's page without the panels that something else here is responsible for."""

    kept_elsewhere: ClassVar[frozenset[str]] = frozenset({"name_email", "avatar", "locale", "password"})

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if panel.name not in self.kept_elsewhere]


account = signed_in(require_admin_access(StaffAccountView.as_view()))


def password_item(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("account_change_password"),
        "label": _("Change password"),
        "help_text": _("Choose a new password for this account."),
    }


def second_factor_item(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("Authenticator app, passkeys and recovery codes."),
    }


def sessions_item(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("account_sessions"),
        "label": _("Where you are signed in"),
        "help_text": _("The devices on which this account is open; end one that is not yours."),
    }
