from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from campus.jobs import lease, running
from campus.jobs.lease import Cancelled, JobFailed, JobRun, LeaseLost
from campus.jobs.models import Job, ScheduledRun, Status
from campus.jobs.schedule import tick
from tests.campus.jobs.factories import AT, Clock, queued_job

LAPSE = timedelta(seconds=61)


@pytest.mark.django_db
def test_a_job_is_claimed_done_and_finished(kind):
    seen = []
    job = queued_job(kind(lambda run: seen.append((run.job.status, run.job.attempts, run.checkpoint))))

    done = running.run(job.pk, clock=Clock())

    assert seen == [(Status.RUNNING, 1, {})]
    assert (done.status, done.started_at, done.finished_at) == (Status.DONE, AT, AT)
    assert (done.lease_token, done.lease_until, done.is_finished) == (None, None, True)


@pytest.mark.django_db
def test_of_two_workers_kicked_for_one_job_one_does_it(kind):
    outcomes = []

    def handler(run: JobRun) -> None:
        outcomes.append(running.run(run.job.pk))  # the second kick arrives in the middle of the first

    job = queued_job(kind(handler))
    assert running.run(job.pk).status == Status.DONE
    assert outcomes == [None]
    assert running.run(job.pk) is None  # and a third after the end


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_exactly_one_claims_a_job():
    job, start, claimed = queued_job(), threading.Barrier(6), []

    def work() -> None:
        try:
            start.wait()
            claimed.append(running.claim(job.pk, AT))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [found.pk for found in claimed if found] == [job.pk]
    assert len(claimed) == 6
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Status.RUNNING, 1)


@pytest.mark.django_db
def test_saving_keeps_checkpoint_and_numbers_and_renews_the_lease(kind):
    clock = Clock()

    def handler(run: JobRun) -> None:
        clock.now = AT + timedelta(seconds=50)
        run.save(checkpoint={"row": 500}, done=500, total=900, message="")
        job = Job.objects.get(pk=run.job.pk)
        assert (job.checkpoint, job.done, job.total) == ({"row": 500}, 500, 900)
        assert job.lease_until == AT + timedelta(seconds=110)
        assert (run.checkpoint, run.job.done) == ({"row": 500}, 500)

    assert running.run(queued_job(kind(handler)).pk, clock=clock).status == Status.DONE


@pytest.mark.django_db
def test_a_heartbeat_writes_only_when_one_is_due(kind, django_assert_num_queries):
    clock = Clock()

    def handler(run: JobRun) -> None:
        clock.now = AT + timedelta(seconds=9)
        with django_assert_num_queries(0):
            run.heartbeat()
        clock.now = AT + timedelta(seconds=10)
        with django_assert_num_queries(1):
            run.heartbeat()
        with django_assert_num_queries(0):
            run.heartbeat()

    assert running.run(queued_job(kind(handler)).pk, clock=clock).status == Status.DONE


def resumable(log: list, *, die_at: int | None = None):
    """Ten steps, one at a time; dies like a killed worker: nothing is written about the death."""

    def handler(run: JobRun) -> None:
        for step in range(run.checkpoint.get("step", 0), 10):
            if step == die_at:
                raise SystemExit
            log.append(step)
            run.save(checkpoint={"step": step + 1}, done=step + 1, total=10)

    return handler


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_goes_on_from_its_checkpoint_once_the_lease_lapses(kind, only_schedule):
    log: list[int] = []
    job = queued_job(kind(resumable(log, die_at=4)))
    with pytest.raises(SystemExit):
        running.run(job.pk, clock=Clock())

    assert tick(AT + timedelta(seconds=59)).requeued == 0
    assert running.run(job.pk) is None  # still held

    done = tick(AT + LAPSE)
    assert (done.requeued, done.given_up, done.kicked) == (1, 0, 1)
    from campus.jobs import registry

    registry._handlers["tests.kind"] = resumable(log)
    finished = running.run(job.pk, clock=Clock(AT + LAPSE))

    assert (finished.status, finished.attempts, finished.done) == (Status.DONE, 2, 10)
    assert log == list(range(10))
    assert finished.started_at == AT


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_again_and_again_is_given_up_with_a_sentence(kind, only_schedule):
    job = queued_job(kind(resumable([], die_at=0)))
    at = AT
    for _attempt in range(running.MAX_ATTEMPTS):
        with pytest.raises(SystemExit):
            running.run(job.pk, clock=Clock(at))
        at += LAPSE
        done = tick(at)

    job.refresh_from_db()
    assert (done.given_up, done.requeued, job.status, job.error) == (1, 0, Status.FAILED, "LeaseLapsed")
    assert str(running.MAX_ATTEMPTS) in job.explanation
    assert running.run(job.pk) is None


@pytest.mark.django_db
def test_a_lease_renewed_between_looking_and_taking_is_left_alone(kind):
    job = running.claim(queued_job().pk, AT)
    JobRun(job, clock=Clock(AT + LAPSE)).save()

    assert running.recover(job, AT + LAPSE) is None
    job.refresh_from_db()
    assert job.status == Status.RUNNING


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing_more(kind):
    def slow(run: JobRun) -> None:
        Job.objects.filter(pk=run.job.pk).update(status=Status.QUEUED, lease_token=None, lease_until=None)
        other = running.claim(run.job.pk, AT + LAPSE)
        with transaction.atomic(), pytest.raises(LeaseLost):
            run.save(checkpoint={"step": 99})
        JobRun(other, clock=Clock(AT + LAPSE)).save(checkpoint={"step": 1})
        raise LeaseLost

    job = running.run(queued_job(kind(slow)).pk, clock=Clock())

    assert (job.status, job.checkpoint, job.attempts) == (Status.RUNNING, {"step": 1}, 2)


@pytest.mark.django_db
def test_a_cancelled_job_stops_at_its_next_save(kind):
    reached = []

    def handler(run: JobRun) -> None:
        Job.objects.filter(pk=run.job.pk).update(
            status=Status.CANCELLED, finished_at=AT, lease_token=None, lease_until=None
        )
        with pytest.raises(Cancelled):
            run.save()
        reached.append("stopped")
        run.heartbeat()
        run.save()
        reached.append("went on")

    job = running.run(queued_job(kind(handler)).pk, clock=Clock())

    assert (job.status, reached) == (Status.CANCELLED, ["stopped"])


@pytest.mark.django_db
def test_a_process_told_to_stop_gives_the_job_back_without_counting_the_attempt(kind, only_schedule):
    def handler(run: JobRun) -> None:
        run.save(checkpoint={"step": 3})
        lease.stopping.set()
        run.heartbeat()

    job = running.run(queued_job(kind(handler)).pk, clock=Clock())

    assert (job.status, job.attempts, job.checkpoint) == (Status.QUEUED, 0, {"step": 3})
    assert tick(AT).kicked == 1


@pytest.mark.django_db
def test_an_error_fails_the_job_and_no_word_of_it_reaches_the_row_or_the_log(kind, caplog):
    secret = "陈佳宁 11010519491231002X"

    def handler(run: JobRun) -> None:
        raise ValueError(secret)

    with caplog.at_level(logging.DEBUG):
        job = running.run(queued_job(kind(handler)).pk, clock=Clock())

    assert (job.status, job.error, job.message, job.finished_at) == (Status.FAILED, "ValueError", "", AT)
    assert "ValueError" in job.explanation
    assert str(job.pk) in job.explanation
    assert "ValueError" in caplog.text
    assert "test_running.py" in caplog.text
    assert secret not in caplog.text


@pytest.mark.django_db
def test_a_handler_can_fail_its_job_with_a_sentence(kind):
    def handler(run: JobRun) -> None:
        raise JobFailed("Sheet 1 is empty.")

    job = running.run(queued_job(kind(handler)).pk)

    assert (job.status, job.error, job.explanation) == (Status.FAILED, "JobFailed", "Sheet 1 is empty.")


@pytest.mark.django_db
def test_a_busy_database_is_tried_again_until_the_attempts_are_used_up(kind):
    def handler(run: JobRun) -> None:
        raise OperationalError("database is locked")

    job = queued_job(kind(handler))
    for _attempt in range(running.MAX_ATTEMPTS - 1):
        assert running.run(job.pk).status == Status.QUEUED
    ended = running.run(job.pk)

    assert (ended.status, ended.error, ended.attempts) == (
        Status.FAILED,
        "OperationalError",
        running.MAX_ATTEMPTS,
    )


@pytest.mark.django_db
def test_a_job_of_a_kind_that_is_gone_fails_and_says_so():
    assert running.run(queued_job("gone.kind").pk).error == "UnknownJobKind"


@pytest.mark.django_db
def test_a_finished_job_without_failure_explains_nothing(kind):
    assert running.run(queued_job(kind(lambda run: None)).pk).explanation == ""
    assert not ScheduledRun.objects.exists()
