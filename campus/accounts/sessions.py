"""What makes a session count: it says who was proven, with what and when. And how sessions end for good.

The one sign-in (`AccountAdapter.login`) writes the proof; `ProvenSessionMiddleware` asks for it with every request.
Whatever other code calls `django.contrib.auth.login` opens nothing, because it leaves no proof. The proof lies in the
session's signed data: a row written into a table makes nobody signed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from campus.accounts.models import SignedInSession, User
from campus.accounts.traces import trace

PROOF = "proof"
# A recovery code is shown once and used once: it stands for the device that was lost.
SECOND_FACTORS = frozenset(
    {Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value, Authenticator.Type.RECOVERY_CODES.value}
)
# Recovery codes alone are not a factor that somebody has set up.
OWN_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# How often the time of last use is written, in seconds: a session is not worth a write with every request.
NOTED_EVERY = 60
BROWSER_LENGTH = 300


def factors_in(records: Iterable[dict[str, Any]]) -> list[str]:
    """What allauth noted while somebody signed in, as factors: "password", "totp", "webauthn", "recovery_codes"."""
    return sorted({record["type"] if record["method"] == "mfa" else record["method"] for record in records})


def has_own_factor(user: User) -> bool:
    """Has this account an authenticator app or a passkey?"""
    return Authenticator.objects.filter(user_id=user.pk, type__in=OWN_FACTORS).exists()


def prove(request: HttpRequest, user: User, *, factors: Collection[str], at: datetime) -> None:
    """Write into the session of a person who has just signed in how it was proven; `at` is aware."""
    if request.session.session_key is None:
        request.session.create()
    longest_ago = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    SignedInSession.objects.filter(user=user, since__lte=longest_ago).delete()
    row, _made = SignedInSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "since": at,
            "last_used_at": at,
            "address": request.META.get("REMOTE_ADDR") and get_adapter().get_client_ip(request),
            "browser": request.META.get("HTTP_USER_AGENT", "")[:BROWSER_LENGTH],
        },
    )
    now = at.timestamp()
    request.session[PROOF] = {
        "user": str(user.pk),
        "factors": sorted(factors),
        "at": now,
        "used_at": now,
        "row": row.pk,
    }


def is_proven(request: HttpRequest, at: datetime) -> bool:
    """Does the session of this signed-in person count at this time: proven for them, used lately, not too old?"""
    proof = request.session.get(PROOF)
    if not isinstance(proof, dict) or proof.get("user") != str(request.user.pk):
        return False
    now = at.timestamp()
    if now - proof["at"] >= settings.SESSION_COOKIE_AGE:
        return False
    return now - proof["used_at"] < idle_seconds(request.user, unused=now - proof["used_at"])  # type: ignore[arg-type]


def idle_seconds(user: User, *, unused: float) -> int:
    """How long a session of this person may be without use, when it is `unused` seconds.

    Roles are read only where the two limits answer differently.
    """
    staff, others = settings.SESSION_IDLE_MINUTES_STAFF * 60, settings.SESSION_IDLE_MINUTES * 60
    if unused < min(staff, others):
        return int(min(staff, others))
    return int(staff if user.is_staff else others)


def note_use(request: HttpRequest, at: datetime) -> bool:
    """Write down, once a minute, that the session was used; False when it was ended from elsewhere."""
    proof = request.session[PROOF]
    if at.timestamp() - proof["used_at"] < NOTED_EVERY:
        return True
    rows = SignedInSession.objects.filter(pk=proof["row"], user=request.user.pk)
    if not rows.update(last_used_at=at, session_key=request.session.session_key):
        return False
    request.session[PROOF] = {**proof, "used_at": at.timestamp()}
    return True


def follow_new_key(request: HttpRequest) -> None:
    """Django gives a session another key after a change of password or factors; its row goes with it."""
    if row := row_of(request):
        SignedInSession.objects.filter(pk=row).update(session_key=request.session.session_key)


def has_second_factor(request: HttpRequest) -> bool:
    """Was this session proven with a second factor (a passkey is one, a recovery code stands for one)?"""
    return bool(SECOND_FACTORS.intersection(request.session.get(PROOF, {}).get("factors", [])))


def row_of(request: HttpRequest) -> int:
    """The number of the row of the session in hand; 0 where nobody is signed in."""
    return int(request.session.get(PROOF, {}).get("row", 0))


def open_sessions(user: User, *, at: datetime) -> list[SignedInSession]:
    """Where the person is signed in at this time, last used first."""
    longest_ago = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    idle = settings.SESSION_IDLE_MINUTES_STAFF if user.is_staff else settings.SESSION_IDLE_MINUTES
    # The time of last use is written once a minute: a session may be a minute younger than its row says.
    unused_since = at - timedelta(minutes=idle, seconds=NOTED_EVERY)
    rows = SignedInSession.objects.filter(user=user, since__gt=longest_ago, last_used_at__gt=unused_since)
    store = _store()
    return [row for row in rows.order_by("-last_used_at", "-pk") if store.exists(row.session_key)]


@transaction.atomic
def end_sessions(*, rows: Collection[int], by: User, at: datetime) -> int:
    """End some of one's own sessions; returns how many ended."""
    ended = _delete(SignedInSession.objects.filter(user=by, pk__in=rows))
    if ended:
        trace("accounts.end_sessions", by=by, at=at, details={"ended": ended})
    return ended


@transaction.atomic
def end_for_good(user: User, *, keep: int = 0) -> None:
    """End all sessions of this person except the one with the row `keep`, which must take over the new hash
    (`update_session_auth_hash`). None of them counts again, whatever happens to the account later."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    _delete(SignedInSession.objects.filter(user=user).exclude(pk=keep))


def second_factors_changed(request: HttpRequest, *, added: Collection[str]) -> None:
    """After factors were added or removed: all other sessions end, this one counts as proven with what was added.

    Without any factor left it counts as proven with the password alone.
    """
    user: Any = request.user
    proof = request.session.get(PROOF, {})
    factors = set(proof.get("factors", [])) | set(added)
    if not has_own_factor(user):
        factors -= SECOND_FACTORS
    end_for_good(user, keep=row_of(request))
    update_session_auth_hash(request, user)
    request.session[PROOF] = {**proof, "factors": sorted(factors)}
    forget_confirmations_by_password(request)
    # Setting up asked for a code or a touch: the new factor was shown a moment ago.
    for kind in SECOND_FACTORS.intersection(added) - {Authenticator.Type.RECOVERY_CODES.value}:
        record_authentication(request, user, "mfa", type=kind, reauthenticated=True)


def forget_confirmations_by_password(request: HttpRequest) -> None:
    """Once an account has a factor, a password that was asked for again confirms nothing any more."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    kept = [
        {name: value for name, value in record.items() if name != "reauthenticated"}
        if record["method"] != "mfa"
        else record
        for record in records
    ]
    if kept != records:
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def _delete(rows: Any) -> int:
    store = _store()
    for key in rows.values_list("session_key", flat=True):
        store.delete(key)
    return int(rows.delete()[0])


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
