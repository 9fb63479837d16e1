"""Two people at once, and twenty readers beside the sealer of the audit log: real threads, real commits.

What differs between the engines is said where it does. Nothing here is a matter of luck: the two meet at a barrier
after both have read the row and before either has written it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from archives.catalogue.models import RecordType
from archives.imports import actions as imports
from archives.imports.models import Batch
from archives.imports.models import Status as BatchStatus
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.health import verify_database
from campus.audit.models import AuditEvent, AuditLock
from campus.audit.sealing import Sealed, seal
from campus.jobs.models import Job
from tests.archives.imports.factories import checked, colleges, student_row, students, uploaded, workbook
from tests.archives.portal.factories import disputed
from tests.factories import NOW, adverse_record, good_record, student_with_account, user_with

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

LONG = 60  # seconds; whoever waits longer than this waits for ever
READERS = 20


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    """Tests that commit end with all tables empty: what the migrations put there is put there again."""
    if not RecordType.objects.exists():
        for name in ("0002_catalogue_defaults", "0003_purposes"):
            import_module(f"archives.migrations.{name}").fill(apps, None)


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`together("archives.records.permissions.may_confirm")`: two threads leave that question at the same moment."""

    def meet_at(name: str) -> None:
        module, function = name.rsplit(".", 1)
        ask = getattr(import_module(module), function)
        barrier, met = threading.Barrier(2), threading.local()

        def asked(*args: Any) -> Any:
            answer = ask(*args)
            if not getattr(met, "once", False):
                met.once = True
                barrier.wait(LONG)
            return answer

        monkeypatch.setattr(name, asked)

    return meet_at


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(READERS + 2) as pool:
        yield pool


def in_a_thread(pool: ThreadPoolExecutor, do: Callable[[], Any]) -> Future[Any]:
    """With a connection of its own, closed at the end: an open one would hold up the next test."""

    def alone() -> Any:
        try:
            return do()
        finally:
            connections.close_all()

    return pool.submit(alone)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def both(pool: ThreadPoolExecutor, *requests: tuple[User, str, dict[str, str]]) -> dict[int, HttpResponse]:
    """Both send at once; the answers by status."""
    clients = [signed_in(user) for user, _address, _data in requests]
    sent = [in_a_thread(pool, lambda client=client, address=address, data=data: client.post(address, data))
            for client, (_user, address, data) in zip(clients, requests, strict=True)]
    return {answer.status_code: answer for answer in (one.result(LONG) for one in sent)}


def of_record(name: str, record: Record) -> str:
    return reverse(f"records:{name}", args=[record.number])


# --- Two officers, one record ----------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "question", "made", "typed"), [
    ("confirm", "may_confirm", lambda student: adverse_record(student, confirmed=False), {}),
    ("withdraw", "may_withdraw", adverse_record, {"reason": "决定已被撤销"}),
    ("settle", "may_settle_dispute", lambda student: disputed(adverse_record(student)), {"answer": "已核对，无误"}),
])
def test_of_two_officers_with_one_record_one_wins_and_the_other_is_told(
    verb: str, question: str, made: Callable[[Student], Record], typed: dict[str, str],
    together: Callable[[str], None], threads: ThreadPoolExecutor,
) -> None:
    record = made(student_with_account())
    officers = [user_with("integrity_officer"), user_with("integrity_officer")]
    together(f"archives.records.permissions.{question}")

    answers = both(threads, *((officer, of_record(verb, record), typed) for officer in officers))

    assert set(answers) == {302, 409}
    told = gettext("Somebody else changed this record a moment ago. Look at it again before you go on.")
    assert told in answers[409].content.decode()
    after = Record.objects.get(pk=record.pk)
    assert after.version == record.version + 1
    event = AuditEvent.objects.get(action__startswith="records.", target_id=str(record.pk))
    assert event.actor_id == str({"confirm": after.confirmed_by_id, "withdraw": after.withdrawn_by_id,
                                  "settle": after.settled_by_id}[verb])


def test_of_confirming_and_withdrawing_one_record_one_wins_and_the_other_is_told(
    monkeypatch: pytest.MonkeyPatch, threads: ThreadPoolExecutor,
) -> None:
    record = adverse_record(student_with_account(), confirmed=False)
    barrier = threading.Barrier(2)
    # Both verbs change the row through one function: they meet at its door.
    change = import_module("archives.records.actions")._change

    def met(*args: Any, **kwargs: Any) -> Any:
        barrier.wait(LONG)
        return change(*args, **kwargs)

    monkeypatch.setattr("archives.records.actions._change", met)

    answers = both(threads, (user_with("integrity_officer"), of_record("confirm", record), {}),
                   (user_with("integrity_officer"), of_record("withdraw", record), {"reason": "录入有误"}))

    assert set(answers) == {302, 409}
    after = Record.objects.get(pk=record.pk)
    assert (after.confirmed_at is None) != (after.withdrawn_at is None)
    assert AuditEvent.objects.filter(action__startswith="records.", target_id=str(record.pk)).count() == 1


# --- Two people, one batch ---------------------------------------------------------------------------------


def test_of_two_who_confirm_one_batch_one_wins_and_the_rows_are_written_once(
    together: Callable[[str], None], threads: ThreadPoolExecutor,
) -> None:
    colleges()
    registrars = [user_with("registrar"), user_with("registrar")]
    batch = students(registrars[0], student_row("2024000001"))
    together("archives.imports.permissions.may_prepare")
    address = reverse("imports:confirm", args=[batch.number])

    answers = both(threads, *((registrar, address, {"digest": batch.digest}) for registrar in registrars))

    assert set(answers) == {302, 409}
    assert gettext(MOVED_ON) in answers[409].content.decode()
    assert Batch.objects.get().status == BatchStatus.APPLYING
    assert AuditEvent.objects.filter(action="imports.confirm_batch", target_id=batch.number).count() == 1
    assert Job.objects.filter(kind="imports.apply", reference=batch.number).count() == 1


def test_of_two_second_persons_one_releases_the_batch_and_the_other_is_told(
    together: Callable[[str], None], threads: ThreadPoolExecutor,
) -> None:
    registrar = user_with("registrar")
    batch = adverse_batch(registrar)
    imports.confirm_batch(batch=batch, by=registrar, at=NOW)
    second = [user_with("integrity_officer"), user_with("integrity_officer")]
    together("archives.imports.permissions.may_release")
    address = reverse("imports:release", args=[batch.number])

    answers = both(threads, *((officer, address, {"digest": batch.digest}) for officer in second))

    assert set(answers) == {302, 409}
    assert gettext(MOVED_ON) in answers[409].content.decode()
    assert AuditEvent.objects.filter(action="imports.release_batch", target_id=batch.number).count() == 1
    assert Job.objects.filter(kind="imports.apply", reference=batch.number).count() == 1


MOVED_ON = "Somebody else did something with this batch a moment ago. Look at it again before you go on."


def adverse_batch(registrar: User) -> Batch:
    colleges()
    student = student_with_account(number="2024000001")
    headings = ("学号", "姓名", "记录类型", "违纪事实", "违纪日期", "处分种类", "处分决定文号", "决定日期", "告知日期",
                "送达日期", "依据条款")
    row = (student.number, student.name, "学术不端", "课程论文大段抄袭", "2026-05-10", "警告", "示大学字〔2026〕1号",
           "2026-06-01", "2026-05-18", "2026-06-04", "《学生违纪处分规定》第13条")
    return checked(uploaded(workbook([row], headings), registrar, kind="records", name="decisions.xlsx"))


# --- Readers and the audit log -------------------------------------------------------------------------------


@pytest.fixture
def readers() -> list[Client]:
    """Students with an archive, each signed in."""
    clients = []
    for number in range(READERS):
        student = student_with_account(number=f"2024{number:06d}")
        adverse_record(student)
        good_record(student)
        clients.append(signed_in(student.user))
    return clients


def read_archive(client: Client) -> tuple[int, list[str]]:
    """The status, and what was asked of the database."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/zh-hans/my/archive/")
    return answer.status_code, [query["sql"] for query in asked]


def test_twenty_students_read_their_archives_while_the_log_is_being_sealed(
    readers: list[Client], threads: ThreadPoolExecutor,
) -> None:
    """On both engines. On SQLite all writers share one lock: a reader's event may wait for a batch of the sealer, as
    for anybody's, for milliseconds; nobody is told "database is locked", and nobody asks for the sealer's own lock.
    """
    at_work = threading.Event()
    sealing = in_a_thread(threads, lambda: seal_until(at_work))
    answers = [one.result(LONG) for one in [in_a_thread(threads, lambda client=client: read_archive(client))
                                            for client in readers]]
    at_work.set()
    sealing.result(LONG)

    assert [status for status, _asked in answers] == [200] * READERS
    assert [sql for _status, asked in answers for sql in asked if AuditLock._meta.db_table in sql] == []
    assert AuditEvent.objects.filter(action="portal.view_archive").count() == READERS
    seal(NOW)
    assert verify_database().ok


def seal_until(stop: threading.Event) -> None:
    while not stop.wait(0.01):
        seal(NOW)


# SQLite locks no single rows: there the test above says what there is to say.
if connection.vendor == "postgresql":

    def test_twenty_students_read_their_archives_while_the_sealers_lock_is_held(
        readers: list[Client], threads: ThreadPoolExecutor,
    ) -> None:
        """The row that sealers wait for is locked in an open transaction: a sealer waits, readers do not.

        An open transaction on SQLite that writes holds the lock of all writers, whatever it wrote.
        """
        AuditLock.objects.get_or_create(pk=1)
        with transaction.atomic():
            AuditLock.objects.select_for_update().get(pk=1)
            sealing: Future[Sealed] = in_a_thread(threads, lambda: seal(NOW))
            answers = [one.result(LONG) for one in [in_a_thread(threads, lambda client=client: read_archive(client))
                                                    for client in readers]]
            assert not sealing.done(), "the lock is not what sealers wait for"
            assert [status for status, _asked in answers] == [200] * READERS
        sealed = sealing.result(LONG)
        assert sealed.position == AuditEvent.objects.count()
        assert verify_database().ok
