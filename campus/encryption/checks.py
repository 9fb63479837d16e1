"""What `manage.py check --deploy` says about the encryption keys."""

from __future__ import annotations

import stat
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from campus.encryption import keys


@register(Tags.security, deploy=True)
def check_encryption_keys(**options: Any) -> list[CheckMessage]:
    """The keys are there, complete, and readable by their owner only."""
    if keys.keys_are_in_environment():
        return _check_content(lambda: keys.keyring(fresh=True))
    path = keys.keys_file()
    if not path.exists():
        return [Error(keys.missing_keys_sentence(), id="campus.E101")]
    found = _check_content(lambda: keys.parse_keyring(path.read_text(encoding="utf-8"), str(path)))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        found.append(
            Error(
                _(
                    "The key file %(file)s can be read by other accounts of this machine. "
                    "Run: chmod 600 %(file)s"
                )
                % {"file": path},
                id="campus.E102",
            )
        )
    return found


def _check_content(read: Any) -> list[CheckMessage]:
    try:
        read()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="campus.E103")]
    return []
