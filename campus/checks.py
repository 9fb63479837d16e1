"""What `manage.py check --deploy` says about settings that look fine and would fail the people of a real school."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _

UNSENT = ("filebased", "console", "locmem", "dummy")
OF_ONE_PROCESS = ("locmem", "dummy", "filebased")
SHORTEST_KEY = 50  # characters of SECRET_KEY
FEWEST_LETTERS = 10  # different ones in it
KNOWN_KEYS = ("development-only-", "django-insecure-")
MOST_PROXIES = 5
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@register(Tags.security, deploy=True)
def check_deployment(**options: Any) -> list[CheckMessage]:
    """Errors (no school may start with them) are what lets strangers in; warnings are what fails its people."""
    errors: list[CheckMessage] = [Error(sentence, id=code) for code, sentence in _open_to_strangers()]
    return [*errors, *(Warning(sentence, id=code) for code, sentence in _found())]


def _open_to_strangers() -> Iterator[tuple[str, str]]:
    yield from _of_addresses()
    if settings.DEBUG:
        yield "campus.E132", _("DEBUG is on: error pages would show the values of variables. Take DEBUG out.")
    key = str(settings.SECRET_KEY)
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS or key.startswith(KNOWN_KEYS):
        yield "campus.E135", _(
            "SECRET_KEY is short or known, so that anybody could sign sessions with it. Put at least %(count)d random "
            "characters there."
        ) % {"count": SHORTEST_KEY}
    for path in _closed_places():
        if path.exists() and path.stat().st_mode & OTHERS:
            yield "campus.E137", _(
                "%(place)s can be opened by other accounts of this machine. Run: chmod go= %(place)s"
            ) % {"place": path}


def _of_addresses() -> Iterator[tuple[str, str]]:
    hosts = settings.ALLOWED_HOSTS
    if not hosts or any("*" in host or host.startswith(".") for host in hosts):
        yield "campus.E131", _(
            "ALLOWED_HOSTS is %(hosts)s. Name each host of the site in full there, without * and without a dot at the "
            "beginning: whoever reaches the site under another name could put it into the links of mails."
        ) % {"hosts": ", ".join(hosts) or "–"}
    if urlsplit(settings.BASE_URL).hostname not in hosts:
        yield "campus.E133", _(
            "Links in mails lead to %(url)s, which is no host of ALLOWED_HOSTS. Make the two agree."
        ) % {"url": settings.BASE_URL or "–"}
    if not 1 <= settings.ALLAUTH_TRUSTED_PROXY_COUNT <= MOST_PROXIES:
        yield "campus.E134", _(
            "TRUSTED_PROXY_COUNT is %(count)d. Count your own proxies, at least one and at most %(most)d: with too few "
            "all visitors share one address, with too many they make theirs up."
        ) % {"count": settings.ALLAUTH_TRUSTED_PROXY_COUNT, "most": MOST_PROXIES}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if "." not in domain:
        yield "campus.E136", _(
            "Mails would come from %(address)s, which nobody can answer and many servers refuse. Put an address of the "
            "school into DEFAULT_FROM_EMAIL."
        ) % {"address": settings.DEFAULT_FROM_EMAIL or "–"}


def _closed_places() -> list[Path]:
    """What only the account of the site may open. The keys' own checks (campus.E102, E113) say the same of theirs."""
    return [Path(settings.PRIVATE_ROOT), Path(settings.BASE_DIR) / ".env"]


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
