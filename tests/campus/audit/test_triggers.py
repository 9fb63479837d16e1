"""The database itself refuses to change the log, whoever asks."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from campus.audit import triggers
from campus.audit.models import AuditEntry, AuditEvent, Checkpoint
from campus.audit.sealing import seal
from tests.campus.audit.events import AT, events

TABLES = ["campus_auditevent", "campus_auditentry", "campus_checkpoint"]
COLUMNS = {"campus_auditevent": "action", "campus_auditentry": "hash", "campus_checkpoint": "hash"}


@pytest.fixture
def sealed_log(db):
    events(2)
    seal(AT)


def refused(sql: str) -> None:
    def execute() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    with pytest.raises(IntegrityError, match="never changed or deleted"):
        execute()
    assert (AuditEvent.objects.count(), AuditEntry.objects.count(), Checkpoint.objects.count()) == (2, 2, 1)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.usefixtures("sealed_log")
def test_raw_sql_cannot_update_or_delete(table):
    refused(f"UPDATE {table} SET {COLUMNS[table]} = 'x'")
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.usefixtures("sealed_log")
def test_rows_cannot_be_pushed_out_or_truncated(table):
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {table}")
    else:
        refused(f"REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.usefixtures("sealed_log")
def test_the_orm_cannot_either():
    for model in (AuditEvent, AuditEntry, Checkpoint):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.first().save()


@pytest.mark.django_db
def test_the_triggers_are_there_after_migration():
    assert triggers.are_in_place(connection)


@pytest.mark.django_db
def test_lifting_them_is_noticed_and_undone():
    with triggers.lifted(connection):
        assert triggers.in_place(connection) == frozenset()
        assert not triggers.are_in_place(connection)

    assert triggers.are_in_place(connection)
    triggers.create(connection)  # those that are there stay
    assert triggers.are_in_place(connection)


@pytest.mark.django_db(transaction=True)
def test_even_djangos_own_flush_is_refused():
    events(1)

    with pytest.raises(CommandError, match="flushed"):
        call_command("flush", interactive=False, verbosity=0)

    assert AuditEvent.objects.count() == 1
