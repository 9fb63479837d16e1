"""Database triggers that refuse every change of the audit log, on both engines.

The migration calls `create`. Tests that commit need an empty log afterwards and have no other way than to
take the triggers off around Django's flush: see `lifted`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "Rows of the audit log are never changed or deleted."
# Tables, with the columns by which a new row could push out an old one (INSERT OR REPLACE on SQLite).
TABLES: dict[str, tuple[str, ...]] = {
    "campus_auditevent": ("id",),
    "campus_auditentry": ("position", "event_id", "previous_hash"),
    "campus_checkpoint": ("id", "position"),
}
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION campus_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def create(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those that are there stay."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        present = in_place(connection)
        for name, sql in _triggers(connection.vendor).items():
            if name not in present:
                cursor.execute(sql)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: the migration backwards, and `lifted`."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in [name for name in _triggers(connection.vendor) if name.startswith(f"{table}_")]:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS campus_audit_refuse()")


def in_place(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """The names of the triggers that the database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = {row[0] for row in cursor.fetchall()}
    return frozenset(names & _triggers(connection.vendor).keys())


def are_in_place(connection: BaseDatabaseWrapper) -> bool:
    return in_place(connection) == _triggers(connection.vendor).keys()


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without triggers for a moment: only the test suite does this, around the flush of a committing test."""
    drop(connection)
    try:
        yield
    finally:
        create(connection)


def _triggers(vendor: str) -> dict[str, str]:
    make = _postgresql_triggers if vendor == "postgresql" else _sqlite_triggers
    return {name: sql for table, columns in TABLES.items() for name, sql in make(table, columns).items()}


def _postgresql_triggers(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    call = "EXECUTE FUNCTION campus_audit_refuse()"
    change, truncate = f"{table}_no_change", f"{table}_no_truncate"
    return {
        change: f"CREATE TRIGGER {change} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
        truncate: f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    }


def _sqlite_triggers(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {name} = NEW.{name})" for name in columns)  # noqa: S608 constants
    update, delete, replace = f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace"
    return {
        update: f"CREATE TRIGGER {update} BEFORE UPDATE ON {table} FOR EACH ROW {refuse}",
        delete: f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        replace: f"CREATE TRIGGER {replace} BEFORE INSERT ON {table} FOR EACH ROW WHEN {taken} {refuse}",
    }
