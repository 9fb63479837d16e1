"""Devices and addresses from which somebody signed in before: a stranger's wrong tries are not counted against them.

Wrong tries of strangers share one narrow limit for each account, so that nobody guesses a password. A device that
signed in before, or an address, has a limit of its own: whoever uses up the limit of strangers does not keep the
owner out. A signed cookie remembers the device; of an address only a keyed hash is kept, for six weeks.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from campus.accounts.models import KnownAddress, User
from campus.encryption.index import blind_index

ADDRESS_CONTEXT = "accounts.KnownAddress"
DEVICE_CONTEXT = "accounts.known_device"
SALT = "campus.accounts.known_devices"
ADDRESS_KEPT = timedelta(weeks=6)
DEVICE_KEPT = timedelta(days=180)
# People who share a device; the one who signed in there longest ago is forgotten first.
MOST_PEOPLE = 5


def recognised(request: HttpRequest, tried: str, *, at: datetime) -> str:
    """A name for the limit of the device or address that signed in to this account before; "" for a stranger.

    `tried` is the user name or e-mail address that was typed. Known and unknown accounts cost the same queries.
    """
    person = _person(tried)
    since = at - ADDRESS_KEPT
    address = _address_index(request)
    is_known_address = KnownAddress.objects.filter(
        user=person, address_index=address, seen_at__gt=since
    ).exists()
    device, people = _device(request)
    if person and _person_index(person) in people:
        return f"device:{device}"
    return f"address:{address}" if is_known_address else ""


def account_index(tried: str) -> str:
    """One name for an account, whether its user name or its e-mail address was typed; also for one that nobody has."""
    person = _person(tried)
    return _person_index(person) if person else blind_index(DEVICE_CONTEXT, f"nobody:{tried.strip().lower()}")[:32]


def _person(tried: str) -> int:
    """The key of the account that answers to this user name or e-mail address; 0 where there is none."""
    tried = tried.strip()
    named = Q(username=User.normalize_username(tried)) | Q(email__iexact=tried) & ~Q(email="")
    return User.objects.filter(named).values_list("pk", flat=True).first() or 0


def remember_address(request: HttpRequest, user: User, *, at: datetime) -> None:
    """After a sign-in: this address is known for six weeks. Older ones of the person are forgotten."""
    KnownAddress.objects.filter(user=user, seen_at__lte=at - ADDRESS_KEPT).delete()
    KnownAddress.objects.update_or_create(
        user=user, address_index=_address_index(request), defaults={"seen_at": at}
    )


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """After a sign-in: this device is known for half a year."""
    device, people = _device(request)
    person = _person_index(user.pk)
    people = [*(other for other in people if other != person), person][-MOST_PEOPLE:]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device or secrets.token_urlsafe(12), people], salt=SALT),
        max_age=int(DEVICE_KEPT.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    given = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        found: Any = signing.loads(given, salt=SALT, max_age=DEVICE_KEPT)
    except signing.BadSignature:
        return "", []
    device, people = found
    return str(device), list(people)


def _person_index(person: int) -> str:
    return blind_index(DEVICE_CONTEXT, str(person))[:32]


def _address_index(request: HttpRequest) -> str:
    return blind_index(ADDRESS_CONTEXT, get_ip(request))
