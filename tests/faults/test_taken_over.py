"""One job, several workers: a deploy, two at once, one that was only slow, one whose reading process is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from archives.imports import actions
from archives.imports.kept_rows import forget_rows
from archives.imports.models import Batch, Status
from campus.jobs.models import Job
from campus.jobs.models import Status as JobStatus
from campus.jobs.running import JobRun
from campus.management.commands import work as work_command
from tests.faults.journey import (
    STEPS,
    School,
    after_kill,
    after_step,
    nothing_is_left,
    one_event_for_each_step,
    steps_in_the_log,
    the_log_is_whole,
)
from tests.faults.worker import Worker, work

pytestmark = pytest.mark.concurrency


@pytest.fixture
def school() -> School:
    return School.with_file("students", seed=7, rows=60, chunk=6)


def job_of(batch: Batch) -> Job:
    job = actions.last_job(batch)
    assert job is not None
    return job


def at_save(number: int, do: Callable[[], None]) -> None:
    """In a worker: do something right before it saves for the n-th time, in the middle of a chunk's transaction."""
    real, calls = JobRun.save, []

    def save(run: JobRun, *args: object, **kwargs: object) -> None:
        calls.append(1)
        if run.job.kind.startswith("imports.") and len(calls) == number:
            do()
        real(run, *args, **kwargs)  # type: ignore[arg-type]

    JobRun.save = save  # type: ignore[method-assign]


def told_to_stop() -> None:
    work_command.POLL_SECONDS = 0.05  # nobody waits for a test
    at_save(4, lambda: os.kill(os.getpid(), signal.SIGTERM))


def killed_at_the_second_save() -> None:
    at_save(2, lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_a_deploy_interrupts_every_step_and_the_next_worker_goes_on_without_a_counted_attempt(school: School) -> None:
    batch = school.file.upload(school.by)
    for step in STEPS:
        school.ask_for(step, batch)
        status = batch.status

        stopped = work(school.order(serve=True, prepare=told_to_stop))

        batch.refresh_from_db()
        job = job_of(batch)
        assert (stopped, job.status, job.attempts, batch.status) == (0, JobStatus.QUEUED, 0, status)
        assert job.checkpoint["row"] > 0 or step == "check"
        after_kill(school, batch, step)
        assert work(school.order()) == 0
        batch.refresh_from_db()
        after_step(school, batch, step)
        assert job_of(batch).attempts == 1
    one_event_for_each_step(school, batch)
    the_log_is_whole(school)


def test_of_two_workers_with_one_job_one_does_it(school: School) -> None:
    batch = school.file.upload(school.by)
    for step in STEPS:
        school.ask_for(step, batch)
        order = school.order()

        with Worker(order) as one, Worker(order) as other:
            assert (one.wait(), other.wait()) == (0, 0)

        batch.refresh_from_db()
        after_step(school, batch, step)
        assert job_of(batch).attempts == 1
    one_event_for_each_step(school, batch)


@pytest.mark.parametrize("saves", [1, 3])
def test_a_worker_that_wakes_up_after_another_took_its_job_writes_nothing_more(school: School, saves: int) -> None:
    batch = school.file.upload(school.by)
    for step in STEPS:
        school.ask_for(step, batch)
        with Worker(school.order(stop_after_saves=saves)) as slow:
            assert slow.wait_until_stopped()
            assert work(school.order()) == 0  # three minutes later: its lease has lapsed
            slow.send(signal.SIGCONT)
            assert slow.wait() == 0
        batch.refresh_from_db()
        after_step(school, batch, step)
        assert job_of(batch).attempts == 2
    one_event_for_each_step(school, batch)


def test_after_five_killed_workers_the_page_says_where_it_stopped_and_its_button_goes_on(school: School) -> None:
    batch = school.file.upload(school.by)
    for step in STEPS:
        school.ask_for(step, batch)
        for _ in range(5 if step == "apply" else 0):
            with Worker(school.order(prepare=killed_at_the_second_save)) as worker:
                assert worker.was_killed()
        assert work(school.order()) == 0  # gives the job up
        batch.refresh_from_db()
        if step == "apply":
            after_kill(school, batch, step)
            assert (job_of(batch).status, job_of(batch).error) == (JobStatus.FAILED, "LeaseLapsed")
            assert 0 < batch.written < batch.importable

            school.continue_where_it_stopped(batch)

            assert work(school.order()) == 0
            batch.refresh_from_db()
        after_step(school, batch, step)
    one_event_for_each_step(school, batch)
    assert steps_in_the_log(batch)["imports.continue_batch"] == 1
    the_log_is_whole(school)


# --- The reading process ---------------------------------------------------------------------------------------


def kill_the_reader() -> None:
    """As when the kernel finds no memory: the process that reads the file, not the worker."""
    from archives.imports import watching
    from archives.imports.watching import Watched

    real = Watched.frames

    def frames(watched: Watched):  # type: ignore[no-untyped-def]
        for place, frame in enumerate(real(watched)):
            yield frame
            if not place:
                watched._process.kill()
                watched._process.wait()

    Watched.frames = frames  # type: ignore[method-assign]
    watching.PIPE_BYTES = 4096  # or all rows would be in the pipe before it dies


def test_a_reading_process_that_is_killed_takes_no_worker_with_it_and_the_person_reads_why() -> None:
    school = School.with_file("students", seed=7, rows=11_000, chunk=5000)  # several frames
    school.file.as_csv = True
    batch = school.file.upload(school.by)
    forget_rows(batch)
    school.ask_for("check", batch)
    other = school.file.upload(school.by)
    actions.start_check(batch=other, by=school.by, at=school.now)

    with Worker(school.order(prepare=kill_the_reader)) as worker:
        assert worker.wait() == 0
        school.sessions.append(worker.pid)

    batch.refresh_from_db()
    assert (batch.status, batch.unreadable["code"]) == (Status.UNREADABLE, "out_of_memory")
    page = school.page("check", batch)
    assert "名单.csv" in page
    assert school.file.archive() == school.file.expected()
    nothing_is_left(school)
    again = school.file.upload(school.by)
    actions.start_check(batch=again, by=school.by, at=school.now)
    assert work(school.order()) == 0
    again.refresh_from_db()
    assert (again.status, again.rows) == (Status.CHECKED, 11_000)
