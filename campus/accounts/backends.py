"""Sign-in by user name or e-mail, and named permissions asked in Django's way."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from campus.accounts.models import User
from campus.accounts.permission_names import PERMISSIONS
from campus.accounts.permissions import may
from campus.organisation.models import Unit


class AccountBackend(AuthenticationBackend):
    """The only backend: a second one would hash each wrong password twice.

    `user.has_perm("organisation.import", unit)` asks `permissions.may`, so that packages below accounts,
    Wagtail menus and templates (`{% if perms.imports.view %}`) can ask too.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if perm not in PERMISSIONS:
            return bool(super().has_perm(user_obj, perm, obj))
        if not isinstance(user_obj, User) or not (obj is None or isinstance(obj, Unit)):
            return False
        return may(user_obj, perm, obj)
