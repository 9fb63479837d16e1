"""What `manage.py check --deploy` says about the audit key, and `check --database` about the triggers."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils.translation import gettext as _

from campus import triggers
from campus.audit import signing


@register(Tags.security, deploy=True)
def check_audit_key(**options: Any) -> list[CheckMessage]:
    """The key is there, can be read, and is readable by its owner only."""
    path = signing.key_file()
    if not path.exists():
        return [Error(signing.missing_key_sentence(), id="campus.E111")]
    found: list[CheckMessage] = []
    try:
        signing.trusted_fingerprints()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), id="campus.E112"))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        found.append(
            Error(
                _(
                    "The key file %(file)s can be read by other accounts of this machine. "
                    "Run: chmod 600 %(file)s"
                )
                % {"file": path},
                id="campus.E113",
            )
        )
    return found


@register(Tags.database)
def check_triggers(*, databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """With `--database default` and before each `migrate`: what the database refuses, it still refuses."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        migrated = "campus_auditcounter" in connection.introspection.table_names()
        gone = triggers.missing(connection) if migrated else frozenset()
        if gone:
            sentence = _(
                "Database triggers that protect the log and the archive are missing or were changed: %(found)s."
            ) % {"found": ", ".join(sorted(gone))}
            found.append(Warning(sentence, id="campus.W114"))
    return found
