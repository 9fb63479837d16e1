from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from campus.audit import sealing
from campus.audit.actions import record_event
from campus.audit.chain import FIRST_PREVIOUS_HASH, event_content, event_digest, link_hash
from campus.audit.checkpoint_file import keep_checkpoint
from campus.audit.health import last_sealed, unsealed, verify_database
from campus.audit.models import AuditEntry, AuditEvent, AuditLock, Checkpoint
from campus.audit.reading import seal_of
from campus.audit.sealing import Sealed, seal
from tests.campus.audit.events import AT, event, events


@pytest.mark.django_db
def test_events_get_their_positions_in_the_order_of_their_ids_and_link_to_each_other():
    made = events(3)

    assert seal(AT) == Sealed(events=3, position=3)

    first, second, third = AuditEntry.objects.all()
    assert [entry.event_id for entry in (first, second, third)] == [found.pk for found in made]
    assert first.previous_hash == FIRST_PREVIOUS_HASH
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    content = event_content(AuditEvent.objects.get(pk=made[0].pk))
    assert first.digest == event_digest(content)
    assert first.hash == link_hash(1, made[0].pk, FIRST_PREVIOUS_HASH, first.digest)


@pytest.mark.django_db
def test_a_run_signs_one_checkpoint_and_keeps_it_outside_the_database(settings):
    events(3)
    seal(AT)

    checkpoint = Checkpoint.objects.get()
    kept = json.loads(Path(settings.AUDIT_CHECKPOINT_FILE).read_text())
    assert (checkpoint.position, checkpoint.count, checkpoint.signed_at) == (3, 3, AT)
    assert checkpoint.hash == AuditEntry.objects.get(position=3).hash == kept["hash"]
    assert kept["signature"] == checkpoint.signature
    assert last_sealed() == (3, AT)


@pytest.mark.django_db
def test_a_slower_sealer_does_not_put_an_older_checkpoint_in_place_of_a_newer_one(settings):
    event(1)
    seal(AT)
    older = seal_of(Checkpoint.objects.get())
    event(2)
    seal(AT)
    kept = Path(settings.AUDIT_CHECKPOINT_FILE).read_text()

    assert keep_checkpoint(older) is True
    assert Path(settings.AUDIT_CHECKPOINT_FILE).read_text() == kept


@pytest.mark.django_db
def test_rows_of_the_chain_are_named_by_their_numbers():
    made = event(1)
    seal(AT)

    rows = [made, AuditEntry.objects.get(), Checkpoint.objects.get(), AuditLock.objects.get()]
    assert [str(row) for row in rows] == [f"{made.pk} records.enter_record", "1", "1", "1"]


@pytest.mark.django_db
def test_nothing_to_seal_changes_nothing(settings):
    assert seal(AT) == Sealed(events=0, position=0)
    assert not Checkpoint.objects.exists()
    assert not Path(settings.AUDIT_CHECKPOINT_FILE).exists()
    assert last_sealed() == (0, None)


@pytest.mark.django_db
def test_many_events_are_sealed_in_batches_of_one_checkpoint_each(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    events(5)

    assert seal(AT) == Sealed(events=5, position=5)
    assert list(Checkpoint.objects.values_list("position", "count")) == [(2, 2), (4, 2), (5, 1)]
    assert verify_database().ok


@pytest.mark.django_db
def test_an_event_that_was_committed_after_newer_ones_is_still_sealed():
    late, newer = events(2)
    seal_only(newer)

    assert seal(AT) == Sealed(events=1, position=2)
    assert list(AuditEntry.objects.values_list("event_id", flat=True)) == [newer.pk, late.pk]
    assert verify_database().ok


def seal_only(chosen: AuditEvent) -> None:
    """Seal as if only this event had been committed yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "_next_events", lambda everything: [AuditEvent.objects.get(pk=chosen.pk)])
        patch.setattr(sealing, "BATCH", 2)
        seal(AT)


@pytest.mark.django_db
def test_an_event_that_was_committed_very_late_is_sealed_by_the_nightly_run(monkeypatch):
    monkeypatch.setattr(sealing, "LATE_IDS", 1)
    late, _between, newest = events(3)
    seal_only(newest)

    assert seal(AT).events == 0
    assert seal(AT, everything=True).events == 2
    assert unsealed(AT) == (0, 0)
    assert AuditEntry.objects.filter(event_id=late.pk).exists()


@pytest.mark.django_db
def test_the_unique_previous_hash_lets_no_chain_fork():
    events(2)
    seal(AT)
    first = AuditEntry.objects.get(position=1)
    event(3)

    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(
            position=3, event_id=99, previous_hash=first.hash, digest=first.digest, hash="f" * 64
        )


@pytest.mark.django_db
def test_a_sealer_that_was_overtaken_tries_again(monkeypatch):
    events(1)
    real, calls = sealing._seal_batch, []

    def overtaken_once(*arguments):
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError
        return real(*arguments)

    monkeypatch.setattr(sealing, "_seal_batch", overtaken_once)
    assert seal(AT).events == 1


@pytest.mark.django_db
def test_a_sealer_that_is_overtaken_again_and_again_gives_up_with_the_databases_error(monkeypatch):
    def overtaken(*arguments):
        raise IntegrityError

    monkeypatch.setattr(sealing, "_seal_batch", overtaken)

    with pytest.raises(IntegrityError):
        seal(AT)


@pytest.mark.django_db
def test_waiting_events_are_counted_and_late_ones_among_them():
    made = event()

    assert unsealed(made.recorded_at) == (1, 0)
    assert unsealed(made.recorded_at + timedelta(minutes=11)) == (1, 1)


@pytest.mark.django_db
def test_in_production_a_missing_key_is_an_error_and_nothing_is_sealed(settings, tmp_path):
    settings.PRODUCTION, settings.AUDIT_KEY_FILE = True, str(tmp_path / "missing.pem")
    events(1)

    with pytest.raises(ImproperlyConfigured, match=r"missing\.pem"):
        seal(AT)

    assert not AuditEntry.objects.exists()


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_and_writers_between_them_leave_one_unbroken_chain(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 7)
    start, errors, sealed = threading.Barrier(5), [], []

    def in_thread(work):
        def run():
            try:
                start.wait()
                for number in range(10):
                    work(number)
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        return threading.Thread(target=run)

    threads = [in_thread(lambda _n: sealed.append(seal(AT).events)) for _sealer in range(2)]
    threads += [in_thread(lambda n: [event(n) for _each in range(5)]) for _writer in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed.append(seal(AT).events)

    assert errors == []
    assert sum(sealed) == AuditEntry.objects.count() == 150
    verification = verify_database()
    assert (verification.ok, verification.events) == (True, 150)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_of_a_writer_does_not_hold_up_the_sealer_on_postgresql():
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time: there is nothing to wait beside
    written, done = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                record_event(action="records.enter_record", by=None, at=AT)
                written.set()
                done.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    written.wait(20)
    event(2)
    assert seal(AT).events == 1
    done.set()
    writer.join()

    assert seal(AT).events == 1  # the smaller id, committed later
    assert list(AuditEntry.objects.values_list("event_id", flat=True)) == sorted(
        AuditEvent.objects.values_list("id", flat=True), reverse=True
    )
    assert verify_database().ok
