"""The audit log in the database: rows are never changed, deleted or pushed out, and every new event is counted.

The count is what tells that an event was deleted before it was sealed (docs/adr/0025). Two writers never wait for
each other to count: each takes a counter that nobody holds at the moment, and opens a new one when all are held.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from campus import triggers
from campus.triggers import Guard, Trigger, frozen, never_deleted, triggers_of

GROUP = "audit"
MESSAGE = "Rows of the audit log are never changed or deleted."
COUNTED = "The count of audit events only ever goes up, by one."

COUNT_SQLITE = (
    "INSERT INTO campus_auditcounter (slot, written) "
    "SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM campus_auditcounter WHERE slot = 1); "
    "UPDATE campus_auditcounter SET written = written + 1 WHERE slot = 1;"
)
COUNT_POSTGRESQL = """
DECLARE free integer;
BEGIN
SELECT slot INTO free FROM campus_auditcounter ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED;
IF free IS NULL THEN INSERT INTO campus_auditcounter (written) VALUES (1);
ELSE UPDATE campus_auditcounter SET written = written + 1 WHERE slot = free;
END IF;
RETURN NULL;
END """

GUARDS: list[Guard] = [
    *frozen("campus_auditevent", MESSAGE),
    *frozen("campus_auditentry", MESSAGE, key="position", unique=("event_id", "previous_hash")),
    *frozen("campus_checkpoint", MESSAGE, unique=("position",)),
    Guard("campus_auditcounter", "UPDATE", COUNTED, "NEW.slot <> OLD.slot OR NEW.written <> OLD.written + 1"),
    *never_deleted("campus_auditcounter", COUNTED, key="slot"),
]
COUNT = Trigger("campus_auditevent", "COUNT", COUNT_SQLITE, COUNT_POSTGRESQL)

triggers.register(GROUP, [*triggers_of(GUARDS), COUNT])


def create(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers of the log in place."""
    triggers.create(connection, GROUP)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers of the log away: the migration backwards."""
    triggers.drop(connection, GROUP)


def are_in_place(connection: BaseDatabaseWrapper) -> bool:
    """All of them, and they do what is written here."""
    return not triggers.missing(connection, GROUP)
