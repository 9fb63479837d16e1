"""Writing rows by the hundred thousand: COPY on PostgreSQL, one prepared statement on SQLite.

Past Django's bulk_create on purpose: making a model object and an INSERT with thousands of parameters for every row
costs several times what writing the row does (docs/adr/0014). Constraints, defaults of the database and the caller's
transaction hold as ever; `save()`, field defaults of Django and encryption do not happen here, so columns arrive ready.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import orjson
from django.db import connection, models, transaction
from django.db.models import F, Func

Column = Sequence[Any]
NOTHING = r"\N"
ESCAPED = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
ESCAPES = str.maketrans(ESCAPED)
PIECE = 200  # rows: they fit into the buffer of a connection, so that writing one and making the next go side by side
# On SQLite one writes and all others wait, also a page that leaves its trace: transactions are short there.
MOST_ON_SQLITE = 1_000


def rows_at_once(most: int) -> int:
    """How many rows to write in one transaction, at most so many."""
    return min(most, MOST_ON_SQLITE) if connection.vendor == "sqlite" else most


class Among(Func):
    """For filter(): the value of a field is one of a few thousand. `in` builds an expression for each of them, which
    takes longer than the query; here they are one parameter.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, name: str, values: Iterable[str | int]) -> None:
        self.values = list(values)
        super().__init__(F(name))

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, params = compiler.compile(self.source_expressions[0])
        values = orjson.dumps(self.values).decode()
        if connection.vendor == "postgresql":
            if not self.values:  # an array of nothing has no type that fits every column
                return "FALSE", []
            numbers = isinstance(self.values[0], int)
            array = self.values if "\\" in values else f"{{{values[1:-1]}}}"  # as PostgreSQL writes arrays
            return f"{column} = ANY(%s::{'bigint' if numbers else 'text'}[])", [*params, array]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, values]  # noqa: S608


class NewUUID(Func):
    """A UUID for each row of a query, given a whole number that no two of its rows have: version 7 (RFC 9562, 5.7), the
    time of the statement before 64 random bits, so that rows written together stand together in the index.

    On PostgreSQL the bits are SHA-256 of that number behind a random seed that nobody keeps, because its own function
    asks the system anew for every row and takes four times as long.
    """

    output_field = models.UUIDField()

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        number, params = compiler.compile(self.source_expressions[0])
        hashed = f"sha256(%s::bytea || int8send({number}))"
        with_version_and_variant = f"substring(set_byte(set_byte({hashed}, 0, 112), 2, 128) FOR 10)"
        return f"encode(%s::bytea || {with_version_and_variant}, 'hex')::uuid", (_now(), os.urandom(32), *params)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        return "lower(%s || '70' || hex(randomblob(1)) || '80' || hex(randomblob(7)))", (_now().hex(),)


def _now() -> bytes:
    """Milliseconds since 1970, as a UUID begins with them."""
    return (time.time_ns() // 1_000_000).to_bytes(6)


def insert_columns(model: type[models.Model], columns: Mapping[str, Column]) -> int:
    """Insert one row for each place in the columns; returns how many. Keys are attribute names ("unit_id").

    Values are text, numbers, None, dates, aware datetimes, bytes; JSON as text, a UUID as 32 hexadecimal digits.
    Raises IntegrityError like any insert; with COPY none of the rows is in then.
    """
    return insert_pieces(model, [columns])


def insert_pieces(model: type[models.Model], pieces: Iterable[Mapping[str, Column]]) -> int:
    """As `insert_columns`, of columns with the same keys that come some rows at a time.

    PostgreSQL writes one piece while the next is made; making it must not ask the database.
    """
    filled = (piece for piece in pieces if len(next(iter(piece.values()))))
    first = next(filled, None)
    if first is None:
        return 0
    names = [_column_of(model, name) for name in first]
    columns = (list(piece.values()) for piece in chain([first], filled))
    insert = _copy if connection.vendor == "postgresql" else _execute_many
    return insert(model._meta.db_table, names, columns)


def insert_from(model: type[models.Model], rows: models.QuerySet[Any], columns: Mapping[str, Any]) -> int:
    """Insert one row for each row of a query; returns how many. The database makes them: none comes here and goes back.

    Keys are attribute names ("unit_id"), values expressions over the query, of the columns' types. Raises
    IntegrityError like any insert; none of the rows is in then.
    """
    made = {f"new_{name}": value for name, value in columns.items()}
    select, params = rows.annotate(**made).values_list(*made).query.sql_with_params()
    quote = connection.ops.quote_name
    names = ", ".join(quote(_column_of(model, name)) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select}", params)
        return int(cursor.rowcount)


def update_columns(model: type[models.Model], keys: Column, columns: Mapping[str, Column]) -> int:
    """Give the rows with these primary keys new values, place by place; returns how many there were.

    Values as for `insert_columns`. The caller's transaction holds, and locks the rows where that matters.
    """
    if not keys:
        return 0
    names = [_column_of(model, name) for name in columns]
    if connection.vendor == "postgresql":
        _copy_and_update(model, names, [keys, *columns.values()])
    else:
        ready = [*map(_as_text, columns.values()), keys]
        _update_many(model, names, zip(*ready, strict=True))
    return len(keys)


def commit_without_waiting() -> None:
    """For a chunk with its checkpoint, at the beginning of its transaction: do not wait for PostgreSQL's disk.

    After a power failure the last chunks may be missing, each whole and with its checkpoint, and the job does them
    again; nothing can be half there. The commit that ends the job waits for the disk, for all before it as well.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def refresh_statistics(model: type[models.Model], *names: str) -> None:
    """Tell PostgreSQL's planner at once that a table has grown; it would look by itself only a minute later.

    With the statistics of an empty table it sorts all rows of a batch for each chunk of it. A rough idea is enough:
    3,000 rows are looked at.
    """
    if connection.vendor == "postgresql":
        quote, columns = connection.ops.quote_name, [_column_of(model, name) for name in names]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL default_statistics_target TO 10")
            cursor.execute(f"ANALYZE {quote(model._meta.db_table)} ({', '.join(map(quote, columns))})")


def _column_of(model: type[models.Model], name: str) -> str:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(field.column)  # type: ignore[union-attr]


def _copy_and_update(model: type[models.Model], names: Sequence[str], columns: Sequence[Column]) -> None:
    quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
    key = _column_of(model, "pk")
    taken, own = ", ".join(map(quote, [key, *names])), quote(key)
    new = ", ".join(f"{quote(name)} = changes.{quote(name)}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE changes AS SELECT {taken} FROM {table} LIMIT 0")  # noqa: S608
        _copy("changes", [key, *names], [columns])
        cursor.execute(f"UPDATE {table} SET {new} FROM changes WHERE {table}.{own} = changes.{own}")  # noqa: S608
        cursor.execute("DROP TABLE changes")


def _update_many(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    quote, key = connection.ops.quote_name, _column_of(model, "pk")
    new = ", ".join(f"{quote(name)} = %s" for name in names)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {new} WHERE {quote(key)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)  # type: ignore[arg-type]  # any iterable: no list of all is made


def _copy(table: str, names: Sequence[str], pieces: Iterable[Sequence[Column]]) -> int:
    """Rows as COPY takes them in text. The driver would turn value by value into text, in three times the time."""
    quote, count = connection.ops.quote_name, 0
    # Names come from the models, never from a person.
    statement = f"COPY {quote(table)} ({', '.join(map(quote, names))}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for columns in pieces:
            lines = list(map("\t".join, zip(*map(_copied, columns), strict=True)))
            copy.write("\n".join(lines) + "\n")
            count += len(lines)
    return count


def _copied(column: Column) -> Sequence[str]:
    """A column in the text format of COPY (documentation of PostgreSQL, "COPY", "Text Format")."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return _escaped(column)
    if kinds == {int}:
        return list(map(str, column))
    if bytes in kinds:
        return [NOTHING if value is None else f"\\\\x{value.hex()}" for value in column]
    if str in kinds or (bool in kinds and len(kinds) > 1):  # True would be found where 1 is known
        return [_copied_value(value) for value in column]
    known = {value: _copied_value(value) for value in set(column)}  # days, numbers, truth values, None: few, many times
    return [known[value] for value in column]


def _copied_value(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, date):  # a datetime as well
        return value.isoformat()
    return str(value).translate(ESCAPES)


def _escaped(column: Sequence[str]) -> Sequence[str]:
    together = "".join(column)
    if any(mark in together for mark in ESCAPED):
        return [text.translate(ESCAPES) for text in column]
    return column


def _execute_many(table: str, names: Sequence[str], pieces: Iterable[Sequence[Column]]) -> int:
    quote, count = connection.ops.quote_name, 0
    places = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        for columns in pieces:
            rows = zip(*map(_as_text, columns), strict=True)
            cursor.executemany(statement, rows)  # type: ignore[arg-type]  # any iterable: no list of all is made
            count += len(columns[0])
    return count


def _as_text(column: Column) -> Column:
    """SQLite keeps days and times as text, times in UTC."""
    kinds = set(map(type, column))
    if datetime in kinds:
        adapt = connection.ops.adapt_datetimefield_value
        known = {value: adapt(value) for value in set(column)}
        return [known[value] for value in column]
    if date in kinds:
        return [value.isoformat() if type(value) is date else value for value in column]
    return column
