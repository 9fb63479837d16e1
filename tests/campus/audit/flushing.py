"""Tests that commit end with a flush of all tables: triggers refuse it, and it takes away what migrations made.

The suite takes the triggers off around that flush and puts them back. Nothing in the product does so: no setting, no
session variable and no command switches them off. Afterwards it writes back the rows that the database began with
(record types, rules, purposes, the root of the page tree), so that it does not matter which test comes next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from campus.triggers import lifted

Rows = dict[str, tuple[list[str], list[Any]]]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database of the suite; after a flush it has the rows again that it has now."""
    flush = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        beginning = _all_rows()

    def flush_and_begin_again(case: TransactionTestCase) -> None:
        with lifted(connection):
            flush(case)
            _write_back(beginning)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_begin_again)
        yield


def _all_rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if rows := cursor.fetchall():
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


def _tables() -> list[str]:
    """Those that a flush empties."""
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def _write_back(beginning: Rows) -> None:
    """In one transaction, at whose end the foreign keys are looked at."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        # Django makes permissions and kinds of content anew after a flush, with other keys.
        for table in _tables():
            cursor.execute(f"DELETE FROM {quote(table)}")
        for table, (columns, rows) in beginning.items():
            names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)
    ContentType.objects.clear_cache()
