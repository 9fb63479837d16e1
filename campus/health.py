"""/healthz: what a load balancer and an operator need to know. No personal data, no sign-in, never cached."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campus import triggers
from campus.accounts.access import public
from campus.audit.health import LATE, last_sealed, last_verified
from campus.audit.models import AuditEntry, AuditEvent
from campus.jobs.health import LONGEST_LAG, queue_lag

logger = logging.getLogger(__name__)


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything works, 503 when something does not.

    The JSON says what, to whoever asks on the machine itself. Our proxy puts X-Forwarded-For on every request from
    outside: strangers need not know when the log is not being watched.
    """
    at = timezone.now()
    parts = {name: _checked(name, check, at) for name, check in CHECKS.items()}
    ok = all(part["ok"] for part in parts.values())
    for name, part in parts.items():
        if not part["ok"]:
            logger.warning("healthz: %s is not well", name)
    told = {} if "X-Forwarded-For" in request.headers else parts
    return JsonResponse({"ok": ok, **told}, status=200 if ok else 503)


def _checked(name: str, check: Callable[[datetime], dict[str, Any]], at: datetime) -> dict[str, Any]:
    try:
        return check(at)
    except Exception as error:  # whatever is broken, the answer must still be an answer
        logger.warning("healthz: %s failed: %s", name, type(error).__name__)
        return {"ok": False, "error": type(error).__name__}


def database(at: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if cursor.fetchone() != (1,):
            raise DatabaseError
    return {"ok": True}


def shared_cache(at: datetime) -> dict[str, Any]:
    """Writes and reads: rate limits and locks live in the cache."""
    key, value = f"healthz-{uuid.uuid4().hex}", uuid.uuid4().hex
    cache.set(key, value, timeout=10)
    read = cache.get(key)
    cache.delete(key)
    return {"ok": read == value}


def queue(at: datetime) -> dict[str, Any]:
    lag = queue_lag(at) or timedelta(0)
    return {"ok": lag <= LONGEST_LAG, "lag_seconds": int(lag.total_seconds())}


def audit(at: datetime) -> dict[str, Any]:
    """The newest seal, how long ago, whether sealing is late, what the nightly proof said, and the triggers."""
    position, signed_at = last_sealed()
    newest = AuditEntry.objects.aggregate(newest=Max("event_id"))["newest"] or 0
    # Only beyond the newest sealed one: this is asked every few seconds, and the log is long.
    late = AuditEvent.objects.filter(pk__gt=newest, recorded_at__lt=at - LATE).exists()
    verified = last_verified()
    guarded = not triggers.missing(connection)
    return {
        "ok": not late and guarded and (verified is None or verified[0]),
        "last_sealed_position": position,
        "last_sealed_age_seconds": int((at - signed_at).total_seconds()) if signed_at else None,
        "sealing_is_late": late,
        "triggers_in_place": guarded,
        "last_verified_ok": verified[0] if verified else None,
        "last_verified_at": verified[1].isoformat() if verified else None,
    }


CHECKS: dict[str, Callable[[datetime], dict[str, Any]]] = {
    "database": database,
    "cache": shared_cache,
    "queue": queue,
    "audit": audit,
}
