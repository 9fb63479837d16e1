"""The database itself refuses to change the log, whoever asks."""

from __future__ import annotations

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from campus.audit import triggers
from campus.audit.evidence import written_and_present
from campus.audit.models import AuditCounter, AuditEntry, AuditEvent, Checkpoint
from campus.audit.sealing import seal
from campus.triggers import lifted
from tests.campus.audit.events import AT, event, events

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
    with lifted(connection, triggers.GROUP):
        assert not triggers.are_in_place(connection)

    assert triggers.are_in_place(connection)
    triggers.create(connection)  # once more does no harm
    assert triggers.are_in_place(connection)


@pytest.mark.usefixtures("sealed_log")
def test_every_event_is_counted_and_the_count_only_goes_up():
    assert written_and_present() == (2, 2)
    event(3)
    assert written_and_present() == (3, 3)

    for sql in (
        "UPDATE campus_auditcounter SET written = written - 1",
        "DELETE FROM campus_auditcounter",
        "UPDATE campus_auditcounter SET written = 0",
        "UPDATE campus_auditcounter SET slot = 99",
    ):
        with pytest.raises(IntegrityError, match="only ever goes up"), transaction.atomic():
            connection.cursor().execute(sql)
    assert written_and_present() == (3, 3)


@pytest.mark.django_db
def test_an_event_that_was_rolled_back_was_never_counted():
    with transaction.atomic():
        event(1)
        transaction.set_rollback(True)

    assert written_and_present() == (0, 0)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_writer_does_not_wait_for_another_that_has_counted_and_not_committed_on_postgresql():
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time
    written, done = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                event(1)
                written.set()
                done.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    written.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout TO '5s'")
        event(2)
        event(3)
        cursor.execute("SET statement_timeout TO DEFAULT")
    assert written_and_present() == (2, 2)
    done.set()
    writer.join()

    assert written_and_present() == (3, 3)
    assert AuditCounter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_even_djangos_own_flush_is_refused():
    events(1)

    with pytest.raises(CommandError, match="flushed"):
        call_command("flush", interactive=False, verbosity=0)

    assert AuditEvent.objects.count() == 1
