"""What of an event the pages of the log show. The log itself keeps all, and so does its export.

Whoever reviews the log must see who did what, when, for which purpose and whether a second person took part. They need
not learn who has a record, of which kind, or by which decision; looking into an archive has a way of its own, with a
trace (docs/adr/0021). Events from before this was decided hold such details, so what may be shown is listed here and
not what may not.
"""

from __future__ import annotations

from typing import Any

from campus.audit.models import AuditEvent

# Acts on a record: beside the student's archive number they would say that this student has one.
ACTS_ON_RECORDS = "records."

SHOWN_DETAILS = frozenset({
    # Accounts and units.
    "added", "after", "assignment", "before", "fields", "methods", "parent", "removed", "role",
    # Batches, lists that leave, background work: codes, counts and digests, and why a batch was undone.
    "adverse", "changed", "choice", "code", "days", "digest", "ended", "errored", "fingerprint", "format", "given_up",
    "kept", "kind", "left_behind", "looked", "mends", "new", "reason", "reference", "refused", "reversed", "row",
    "rows", "size", "students", "topics", "unchanged", "written",
    # Pages, the archive's own extract, the proof of the log.
    "checkpoints", "events", "first_bad", "language", "made", "number", "ok", "revision", "sections", "sha256",
    "translation_key", "workflow_state",
})


def shown_details(event: AuditEvent) -> dict[str, Any]:
    """The details that a page of the log may show."""
    return {key: value for key, value in event.details.items() if key in SHOWN_DETAILS}


def shown_student(event: AuditEvent) -> str:
    """The archive number of the student, "" where the act itself says that there is a record."""
    return "" if event.action.startswith(ACTS_ON_RECORDS) else event.student
