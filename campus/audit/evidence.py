"""What must stand around the log for the proof of its chain to mean something: the triggers, the signing key, a
checkpoint outside the database, and as many events as were ever written.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from campus import triggers
from campus.audit.signing import key_file, trusted_fingerprints
from campus.audit.verification import Fault, Verification


def missing_evidence(verification: Verification) -> Fault | None:
    """The first thing that is not as it should be, None when all is; `verification` has walked the whole chain.

    Key and checkpoint are asked for in production and wherever the log was ever sealed: a new installation of a
    developer has neither yet.
    """
    end = verification.position
    gone = triggers.missing(connection)
    if gone:
        return Fault("triggers_missing", end, found=", ".join(sorted(gone)))
    written, present = written_and_present()
    if present < written:
        return Fault("events_deleted", end, found=str(written - present))
    if present > written:
        return Fault("events_not_counted", end, found=str(present - written))
    if not trusted_fingerprints() and (settings.PRODUCTION or verification.checkpoints):
        return Fault("key_missing", end, found=str(key_file()))
    if not verification.outside and verification.checkpoints:
        return Fault("outside_missing", end, found=str(settings.AUDIT_CHECKPOINT_FILE))
    return None


def written_and_present() -> tuple[int, int]:
    """How many events were ever written, and how many are there, at one moment: in one statement.

    They are the same, also while others write: an event and its count are committed together.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT COALESCE(SUM(written), 0) FROM campus_auditcounter), "
            "(SELECT COUNT(*) FROM campus_auditevent)"
        )
        written, present = cursor.fetchone()
    return int(written), int(present)
