"""The proof of the log, with what only the accounts know: a role that somebody holds was granted by an event."""

from __future__ import annotations

from collections.abc import Callable

from campus.accounts.models import RoleAssignment
from campus.audit.health import verify_database
from campus.audit.models import AuditEvent
from campus.audit.verification import Fault, Verification


def prove_log(*, each: Callable[[], None] = lambda: None) -> Verification:
    """Prove the log of this database; see `verify_database`.

    A log that was wiped together with every checkpoint, and has grown again since, looks like a young one. It says
    nothing of the roles that people hold, and neither does a log when a role was written past the actions.
    """
    verification = verify_database(each=each)
    unknown = roles_unknown_to_the_log()
    if verification.ok and unknown:
        verification.first_bad = Fault("role_without_event", verification.position, found=str(unknown))
    return verification


def roles_unknown_to_the_log() -> int:
    """How many role assignments no event speaks of."""
    granted = set(RoleAssignment.objects.values_list("pk", flat=True))
    known = AuditEvent.objects.of_action("accounts.grant_role").values_list("details__assignment", flat=True)
    return len(granted - set(known))
