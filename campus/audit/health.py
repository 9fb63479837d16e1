"""How the audit log is doing, for /healthz, the nightly check and the command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Max

from campus.audit.actions import Actor, record_event
from campus.audit.checkpoint_file import checkpoint_path, read_checkpoint, second_checkpoint_path
from campus.audit.evidence import missing_evidence
from campus.audit.models import AuditEvent, Checkpoint
from campus.audit.reading import database_records
from campus.audit.signing import trusted_fingerprints
from campus.audit.verification import Verification

# Sealing runs every minute; an event that waits longer than this means that it does not run.
LATE = timedelta(minutes=10)


def last_sealed() -> tuple[int, datetime | None]:
    """The position of the newest checkpoint and when it was signed; (0, None) before the first."""
    newest = Checkpoint.objects.order_by("-position").first()
    return (newest.position, newest.signed_at) if newest else (0, None)


def unsealed(at: datetime) -> tuple[int, int]:
    """How many events the chain does not cover yet, and how many of them have waited longer than LATE."""
    waiting = AuditEvent.objects.unsealed()
    return waiting.count(), waiting.filter(recorded_at__lt=at - LATE).count()


def verify_database(*, each: Callable[[], None] = lambda: None) -> Verification:
    """Prove the log of this database, with this machine's trusted keys and its checkpoint files, and that what
    protects the log is there.

    Calls `each` after every record (a job's heartbeat). Raises UnreadableCheckpointFile when that file is
    damaged.
    """
    verification = Verification(
        trusted=trusted_fingerprints(),
        outside=read_checkpoint(checkpoint_path()),
        second_outside=read_checkpoint(second_checkpoint_path()),
    )
    for record in database_records():
        verification.check(record)
        each()
    verification.finish()
    if verification.ok:
        verification.first_bad = missing_evidence(verification)
    return verification


def record_verification(verification: Verification, *, by: Actor | None, at: datetime) -> None:
    """Keep the result of a proof as an event of its own. Must run inside a transaction.

    `by` is None for the nightly job and for the command, which knows no user of the site.
    """
    bad = verification.first_bad
    record_event(
        action="audit.verify",
        by=by,
        at=at,
        details={
            "ok": verification.ok,
            "events": verification.events,
            "checkpoints": verification.checkpoints,
            "first_bad": {"position": bad.position, "what": bad.what} if bad else None,
        },
    )


def last_verified() -> tuple[bool, datetime] | None:
    """The result of the newest proof of the database and when it was, None before the first."""
    newest = AuditEvent.objects.of_action("audit.verify").aggregate(newest=Max("id"))["newest"]
    if newest is None:
        return None
    event = AuditEvent.objects.get(pk=newest)
    return bool(event.details.get("ok")), event.occurred_at
