from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from campus.jobs.models import TRANSITIONS, Job, ScheduledRun, Status, sources_of
from tests.campus.jobs.factories import AT, queued_job


def test_every_status_has_its_line_in_the_table_and_done_is_the_end():
    assert set(TRANSITIONS) == set(Status)
    assert TRANSITIONS[Status.DONE] == frozenset()
    assert set(sources_of(Status.CANCELLED)) == {Status.QUEUED, Status.RUNNING}
    assert set(sources_of(Status.QUEUED)) == {Status.RUNNING, Status.FAILED, Status.CANCELLED}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"status": "thinking"},
        {"status": Status.RUNNING},
        {"status": Status.RUNNING, "lease_token": uuid4(), "lease_until": AT, "heartbeat_at": AT},
        {"lease_token": uuid4()},
        {"lease_until": AT},
        {"status": Status.DONE},
        {"finished_at": AT},
        {"status": Status.FAILED, "finished_at": AT},
        {"error": "ValueError"},
        {"done": 3, "total": 2},
    ],
)
def test_the_database_refuses_a_row_that_contradicts_itself(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        queued_job(**values)

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_jobs_are_asked_for_in_domain_words():
    waiting = queued_job(reference="7")
    done = queued_job("other.kind", status=Status.DONE, finished_at=AT)
    running = queued_job(
        status=Status.RUNNING, lease_token=uuid4(), lease_until=AT, heartbeat_at=AT, started_at=AT
    )

    assert list(Job.objects.waiting()) == [waiting]
    assert set(Job.objects.unfinished()) == {waiting, running}
    assert list(Job.objects.lapsed(AT)) == []
    assert list(Job.objects.lapsed(AT + timedelta(seconds=1))) == [running]
    assert list(Job.objects.about("tests.kind", "7")) == [waiting]
    assert done.is_finished
    assert str(waiting) == f"{waiting.pk} tests.kind"


@pytest.mark.django_db
def test_a_due_time_is_served_once():
    ScheduledRun.objects.create(name="a.b", due_at=AT, job=queued_job())

    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledRun.objects.create(name="a.b", due_at=AT, job=queued_job())

    assert str(ScheduledRun.objects.get()) == "a.b 2026-11-23 01:12"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("LeaseLapsed", "stopped 5 times in the middle"),
        ("OperationalError", "had no room left 5 times"),
        ("OSError", "its disk is full"),
        ("KeyError", "KeyError, job 7"),
    ],
)
def test_a_failed_job_says_in_words_why_and_what_to_do(error: str, said: str) -> None:
    job = Job(pk=7, kind="tests.any", status=Status.FAILED, error=error, attempts=5)
    with override("en"):
        assert said in job.explanation
        assert "tart it again" in job.explanation
