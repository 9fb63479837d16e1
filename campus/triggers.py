"""What the database itself refuses, on both engines, where a CHECK cannot see it: a change of a row needs the row as
it was, and some sentences of the law need another table.

A package lists its guards and hands them to `register`; a migration calls `create`. On PostgreSQL the condition stands
in the function and not in the trigger, so that `missing` can compare it to the letter: a trigger that is there and
does nothing counts as missing. New rows are looked at once for each statement there, which a COPY of ten thousand
hardly feels; SQLite knows only row by row.

No setting, no command and no session variable takes guards away. `lifted` is for a migration that rebuilds a guarded
table and for the flush at the end of a committing test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

# Bits of pg_trigger.tgtype by what the trigger waits for.
POSTGRESQL_KINDS = {"INSERT": 4, "UPDATE": 1 | 2 | 16, "DELETE": 1 | 2 | 8, "TRUNCATE": 2 | 32, "COUNT": 1 | 4}
POSTGRESQL_WHEN = {
    "INSERT": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
    "UPDATE": "BEFORE UPDATE ON {table} FOR EACH ROW",
    "DELETE": "BEFORE DELETE ON {table} FOR EACH ROW",
    "TRUNCATE": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    "COUNT": "AFTER INSERT ON {table} FOR EACH ROW",
}
SQLITE_WHEN = {
    "INSERT": "BEFORE INSERT ON {table} FOR EACH ROW",
    "UPDATE": "BEFORE UPDATE ON {table} FOR EACH ROW",
    "DELETE": "BEFORE DELETE ON {table} FOR EACH ROW",
    "COUNT": "AFTER INSERT ON {table} FOR EACH ROW",
}


class Guard(NamedTuple):
    """One sentence that the database refuses to break.

    `when`: a condition over OLD and NEW in SQL that both engines read, with SCHOOL_DAY(time) for the calendar day in
    Shanghai and HOW_MANY(column) for the length of a JSON list; "" for always. `engine`: the only one that needs
    it, "" for both.
    """

    table: str
    event: str
    message: str
    when: str = ""
    engine: str = ""


@dataclass(frozen=True)
class Trigger:
    """A trigger as each engine has it: `sqlite` between BEGIN and END, `postgresql` the body of its function."""

    table: str
    event: str
    sqlite: str
    postgresql: str

    @property
    def name(self) -> str:
        return f"{self.table}_on_{self.event.lower()}"

    def sql(self, vendor: str) -> str:
        if vendor == "sqlite":
            when = SQLITE_WHEN[self.event].format(table=self.table)
            return f"CREATE TRIGGER {self.name} {when} BEGIN {self.sqlite} END"
        when = POSTGRESQL_WHEN[self.event].format(table=self.table)
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self.postgresql}$$;\n"
            f"CREATE TRIGGER {self.name} {when} EXECUTE FUNCTION {self.name}()"
        )


_registered: dict[str, tuple[Trigger, ...]] = {}


def register(group: str, triggers: Iterable[Trigger]) -> None:
    """Make these triggers known under the name of the app that needs them."""
    _registered[group] = tuple(triggers)


def changed(*columns: str) -> str:
    """The condition that an UPDATE gives one of these columns another value."""
    return "(" + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns) + ")"


def never_deleted(table: str, message: str, *, key: str = "id", unique: Sequence[str] = ()) -> list[Guard]:
    """Rows stay: no DELETE, and none is pushed out.

    `key` and each of `unique` are columns with a space between them by which a new row takes the place of another in
    INSERT OR REPLACE, which asks no trigger for DELETE on SQLite.
    """
    taken = []
    for columns in (key, *unique):
        same = " AND ".join(f"old.{name} = NEW.{name}" for name in columns.split())
        taken.append(f"EXISTS (SELECT 1 FROM {table} AS old WHERE {same})")  # noqa: S608 constants
    return [Guard(table, "DELETE", message), Guard(table, "INSERT", message, " OR ".join(taken), engine="sqlite")]


def frozen(table: str, message: str, *, key: str = "id", unique: Sequence[str] = ()) -> list[Guard]:
    """Rows are written once and then stay as they are."""
    return [Guard(table, "UPDATE", message), *never_deleted(table, message, key=key, unique=unique)]


def triggers_of(guards: Iterable[Guard]) -> list[Trigger]:
    """One trigger for each table and event, and one against TRUNCATE for each table whose rows are kept."""
    grouped: dict[tuple[str, str], list[Guard]] = {}
    for guard in guards:
        grouped.setdefault((guard.table, guard.event), []).append(guard)
    made = []
    for (table, event), group in grouped.items():
        made.append(Trigger(table, event, _sqlite_body(group), _postgresql_body(event, group)))
        if event == "DELETE":
            made.append(Trigger(table, "TRUNCATE", "", _postgresql_body("TRUNCATE", [group[0]._replace(when="")])))
    return made


def _sqlite_body(guards: Sequence[Guard]) -> str:
    lines = []
    for guard in guards:
        if guard.engine != "postgresql":
            where = f" WHERE {_for_sqlite(guard.when)}" if guard.when else ""
            lines.append(f"SELECT RAISE(ABORT, '{guard.message}'){where};")
    return " ".join(lines)


def _postgresql_body(event: str, guards: Sequence[Guard]) -> str:
    lines = [""] if (guards := [guard for guard in guards if guard.engine != "sqlite"]) else []
    for guard in guards:
        condition = _for_postgresql(guard.when) if guard.when else "TRUE"
        if event == "INSERT":
            condition = f"EXISTS (SELECT 1 FROM added WHERE {condition.replace('NEW.', 'added.')})"  # noqa: S608 constants
        lines.append(
            f"IF {condition} THEN RAISE EXCEPTION '{guard.message}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        )
    if not lines:
        return ""
    result = {"UPDATE": "NEW", "DELETE": "OLD"}.get(event, "NULL")
    return "\n".join(["", "BEGIN", *lines[1:], f"RETURN {result};", "END "])


def _for_sqlite(condition: str) -> str:
    """IS DISTINCT FROM came to SQLite late (3.39), IS NOT was always there."""
    condition = condition.replace(" IS DISTINCT FROM ", " IS NOT ").replace("HOW_MANY(", "json_array_length(")
    return re.sub(r"SCHOOL_DAY\(([\w.]+)\)", r"date(\1, '+8 hours')", condition)


def _for_postgresql(condition: str) -> str:
    condition = condition.replace("HOW_MANY(", "jsonb_array_length(")
    return re.sub(r"SCHOOL_DAY\(([\w.]+)\)", r"(\1 AT TIME ZONE 'Asia/Shanghai')::date", condition)


def create(connection: BaseDatabaseWrapper, group: str | None = None) -> None:
    """Put the triggers of a group (default: all) in place as they are written here, whatever stands there now."""
    drop(connection, group)
    _execute(connection, [trigger.sql(connection.vendor) for trigger in _of(group, connection.vendor)])


def drop(connection: BaseDatabaseWrapper, group: str | None = None) -> None:
    """Take the triggers of a group (default: all) away."""
    triggers = _of(group, connection.vendor)
    if connection.vendor == "postgresql":  # with its function goes the trigger
        _execute(connection, [f"DROP FUNCTION IF EXISTS {trigger.name}() CASCADE" for trigger in triggers])
    else:
        _execute(connection, [f"DROP TRIGGER IF EXISTS {trigger.name}" for trigger in triggers])


def missing(connection: BaseDatabaseWrapper, group: str | None = None) -> frozenset[str]:
    """Names of the triggers that are not in the database, are switched off, or do something else than here."""
    present = (_present_on_postgresql if connection.vendor == "postgresql" else _present_on_sqlite)(connection)
    return frozenset(
        trigger.name
        for trigger in _of(group, connection.vendor)
        if present.get(trigger.name) != _wanted(trigger, connection.vendor)
    )


@contextmanager
def lifted(connection: BaseDatabaseWrapper, group: str | None = None) -> Iterator[None]:
    """Without triggers for a moment; see above for whom."""
    drop(connection, group)
    try:
        yield
    finally:
        create(connection, group)


def without_guards(group: str, operations: Sequence[Any]) -> list[Any]:
    """The operations of a migration that rebuilds or corrects guarded tables.

    SQLite rebuilds a table to change it, which loses its triggers and stumbles over those that name it.
    """

    def lift(apps: Any, schema_editor: Any) -> None:
        drop(schema_editor.connection, group)

    def put_back(apps: Any, schema_editor: Any) -> None:
        create(schema_editor.connection, group)

    return [migrations.RunPython(lift, put_back), *operations, migrations.RunPython(put_back, lift)]


def _of(group: str | None, vendor: str) -> list[Trigger]:
    groups = [_registered[group]] if group else _registered.values()
    return [trigger for group in groups for trigger in group if getattr(trigger, vendor)]


def _execute(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and statements:
            cursor.execute(";\n".join(statements))
        else:
            for statement in statements:
                cursor.execute(statement)


def _wanted(trigger: Trigger, vendor: str) -> tuple[Any, ...]:
    if vendor == "postgresql":
        return trigger.table, trigger.postgresql, POSTGRESQL_KINDS[trigger.event]
    return (trigger.sql(vendor),)


def _present_on_sqlite(connection: BaseDatabaseWrapper) -> dict[str, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: (sql,) for name, sql in cursor.fetchall()}


def _present_on_postgresql(connection: BaseDatabaseWrapper) -> dict[str, tuple[Any, ...]]:
    """Those that are switched on and have neither a condition nor a list of columns of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, relname, prosrc, tgtype FROM pg_trigger "
            "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr = ''::int2vector "
            "AND relnamespace = current_schema()::regnamespace"
        )
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
