from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from campus.jobs import running, schedule
from campus.jobs.models import Job, ScheduledRun, Status
from campus.jobs.registry import Schedule
from campus.jobs.schedule import latest_due, tick
from tests.campus.jobs.factories import AT, queued_job

NIGHT = datetime(2026, 11, 22, 19, 20, tzinfo=UTC)  # 03:20 in Shanghai


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (NIGHT, NIGHT),
        (NIGHT + timedelta(seconds=59, microseconds=999), NIGHT),
        (NIGHT + timedelta(hours=23, minutes=59, seconds=59), NIGHT),
        (NIGHT - timedelta(microseconds=1), NIGHT - timedelta(days=1)),
    ],
)
def test_due_times_are_those_of_shanghai(at, due):
    assert latest_due(Schedule("tests.nightly", "20 3 * * *"), at) == due


@pytest.mark.django_db
def test_a_due_job_is_made_and_handed_out_once(only_schedule, django_capture_on_commit_callbacks):
    only_schedule("tests.nightly", "20 3 * * *")

    with django_capture_on_commit_callbacks() as kicks:
        first, second = tick(NIGHT), tick(NIGHT + timedelta(minutes=1))

    assert (first.scheduled, first.kicked) == (["tests.nightly"], 1)
    assert (second.scheduled, second.kicked) == ([], 0)
    assert len(kicks) == 1
    served = ScheduledRun.objects.get()
    assert (served.due_at, served.job.kind, served.job.requested_by) == (NIGHT, "tests.nightly", None)


@pytest.mark.django_db
def test_after_a_standstill_only_the_latest_due_time_is_served_and_none_older_than_a_day(only_schedule):
    only_schedule("tests.minutely", "* * * * *")
    only_schedule("tests.yearly", "0 0 1 1 *")

    assert tick(AT).scheduled == ["tests.minutely"]
    running.run(Job.objects.get().pk)
    assert tick(AT + timedelta(hours=5)).scheduled == ["tests.minutely"]

    assert [served.due_at for served in ScheduledRun.objects.order_by("due_at")] == [
        AT,
        AT + timedelta(hours=5),
    ]


@pytest.mark.django_db
def test_while_an_earlier_run_is_at_work_the_next_one_waits(only_schedule):
    only_schedule("tests.minutely", "* * * * *")
    tick(AT)

    assert tick(AT + timedelta(minutes=1)).scheduled == []

    running.run(Job.objects.get().pk)
    assert tick(AT + timedelta(minutes=2)).scheduled == ["tests.minutely"]


@pytest.mark.django_db
def test_a_machine_that_was_second_leaves_no_job_behind(only_schedule, monkeypatch):
    only_schedule("tests.nightly", "20 3 * * *")
    due = Schedule("tests.nightly", "20 3 * * *")
    tick(NIGHT)
    running.run(Job.objects.get().pk)
    # As if the other machine's row were not committed yet at the moment of looking.
    monkeypatch.setattr(schedule.ScheduledRun.objects, "filter", lambda **_q: ScheduledRun.objects.none())

    assert schedule.start_if_due(due, NIGHT) is False
    assert Job.objects.count() == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_ticks_of_many_machines_at_once_make_one_run(only_schedule):
    only_schedule("tests.nightly", "20 3 * * *")
    start, ticks, errors = threading.Barrier(5), [], []

    def machine() -> None:
        try:
            start.wait()
            ticks.append(tick(NIGHT))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=machine) for _machine in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sum(len(done.scheduled) for done in ticks) == 1
    assert sum(done.kicked for done in ticks) == 1
    assert (Job.objects.count(), ScheduledRun.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_lost_kick_is_given_again_after_five_minutes(only_schedule):
    never = queued_job()
    fresh = queued_job(kicked_at=AT - timedelta(minutes=4))
    lost = queued_job(kicked_at=AT - timedelta(minutes=5))

    assert tick(AT).kicked == 2
    assert set(Job.objects.filter(kicked_at=AT)) == {never, lost}
    assert Job.objects.get(pk=fresh.pk).kicked_at == AT - timedelta(minutes=4)


@pytest.mark.django_db
def test_a_kick_that_somebody_else_gave_meanwhile_is_not_given_twice():
    job = queued_job(kicked_at=AT)

    assert schedule.kick(job.pk, AT, kicked_before=None) is False
    assert schedule.kick(job.pk, AT + timedelta(minutes=5), kicked_before=AT) is True
    Job.objects.filter(pk=job.pk).update(status=Status.CANCELLED, finished_at=AT)
    assert schedule.kick(job.pk, AT, kicked_before=AT + timedelta(minutes=5)) is False
