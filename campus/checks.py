"""What `manage.py check --deploy` says about settings that look fine and would fail the people of a real school."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.utils.translation import gettext as _

UNSENT = ("filebased", "console", "locmem", "dummy")
OF_ONE_PROCESS = ("locmem", "dummy", "filebased")


@register(Tags.security, deploy=True)
def check_deployment(**options: Any) -> list[CheckMessage]:
    """Database, cache, mail, addresses, second factor and the place of the checkpoint."""
    return [Warning(sentence, id=code) for code, sentence in _found()]


def _found() -> Iterator[tuple[str, str]]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield "campus.W121", _(
            "The database is SQLite, for one machine and a trial. Give the address of a PostgreSQL database in "
            "DATABASE_URL."
        )
    if _kind_of(settings.CACHES["default"]["BACKEND"]) in OF_ONE_PROCESS:
        yield "campus.W122", _(
            "The cache is not shared by all processes, so that rate limits count wrongly. Take CACHE_URL out, or "
            "give the address of a Redis server there."
        )
    if _kind_of(settings.EMAIL_BACKEND) in UNSENT:
        yield "campus.W123", _(
            "Mail is not sent: nobody could reset a password. Give the address of a mail server in EMAIL_URL."
        )
    if not settings.BASE_URL.startswith("https://"):
        yield "campus.W124", _(
            "Links in mails begin with %(url)s. Give the public address of this site, with https, in BASE_URL."
        ) % {"url": settings.BASE_URL}
    if not settings.REQUIRE_SECOND_FACTOR:
        yield "campus.W125", _(
            "Staff may sign in with a password alone. Take REQUIRE_SECOND_FACTOR out or set it to true."
        )
    if _is_inside(settings.AUDIT_CHECKPOINT_FILE, settings.HOME_DIR):
        yield "campus.W126", _(
            "The checkpoint file %(file)s lies beside everything else: who can cut the audit log can cut it, too. "
            "Name a file on storage of another machine in AUDIT_CHECKPOINT_FILE."
        ) % {"file": settings.AUDIT_CHECKPOINT_FILE}


def _kind_of(backend: str) -> str:
    """`filebased` of django.core.mail.backends.filebased.EmailBackend."""
    return backend.rpartition(".")[0].rpartition(".")[2]


def _is_inside(path: str, folder: Path) -> bool:
    return Path(path).resolve().is_relative_to(Path(folder).resolve())
