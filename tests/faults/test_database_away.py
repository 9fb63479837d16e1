"""The database goes away in the middle of a batch: the work is tried again, nothing is lost, and the page says what
happened. On PostgreSQL its connections are cut and, in `make faults`, the server falls; on SQLite the file is locked.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError, connection

from archives.imports import actions
from archives.registry.models import Student
from campus.jobs.models import Status as JobStatus
from tests.faults.journey import (
    STANDS_IN,
    STEPS,
    School,
    after_kill,
    after_step,
    nothing_is_left,
    one_event_for_each_step,
    the_log_is_whole,
)
from tests.faults.worker import Order, Worker, work

pytestmark = pytest.mark.concurrency
SEED = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture
def school() -> School:
    return School.with_file("students", seed=SEED, rows=120, chunk=6)


def impatient(order: Order) -> Order:
    """SQLite's writers wait 20 seconds for each other; nobody waits so long for a test."""
    options = {**order.database.get("OPTIONS", {})}
    if connection.vendor == "sqlite":
        options["timeout"] = 0.2
    return replace(order, database={**order.database, "OPTIONS": options})


@contextmanager
def away() -> Iterator[None]:
    """The database is not there for any worker."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip
        yield
        return
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=10, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("saves", [1, 2, 7])
def test_while_the_database_comes_and_goes_nothing_is_lost_or_doubled(school: School, saves: int) -> None:
    batch = school.file.upload(school.by)
    for step in STEPS:
        school.ask_for(step, batch)
        inside = connection.vendor == "postgresql" and saves == 2
        order = impatient(school.order(stop_after_saves=saves, stop_inside=inside))
        with Worker(order) as worker:
            school.sessions.append(worker.pid)
            assert worker.wait_until_stopped()
            with away():
                worker.send(signal.SIGCONT)
                worker.wait()  # it may fall with its database; another one is started then, as systemd does
        batch.refresh_from_db()
        after_kill(school, batch, step)
        if batch.status == STANDS_IN[step]:  # a worker that got a new connection has gone on by itself
            assert work(school.order()) == 0
            batch.refresh_from_db()
        after_step(school, batch, step)
        job = actions.last_job(batch)
        assert job is not None
        assert job.attempts == 2
    one_event_for_each_step(school, batch)
    the_log_is_whole(school)
    nothing_is_left(school)


def test_a_database_that_stays_away_ends_the_job_with_a_sentence_and_its_button_goes_on(school: School) -> None:
    batch = school.file.upload(school.by)
    for step in ("check", "apply"):
        school.ask_for(step, batch)
        for attempt in range(5 if step == "apply" else 0):
            assert work(school.order(prepare=lose_the_database)) == 0, attempt
        if step == "apply":
            batch.refresh_from_db()
            job = actions.last_job(batch)
            assert job is not None
            assert (job.status, job.error, batch.written) == (JobStatus.FAILED, "OperationalError", 0)
            page = school.page("check", batch)
            assert "Stopped before the first row" in page
            assert "The database could not be reached, was busy" in page
            actions.continue_batch(batch=batch, by=school.by, at=school.later())
        assert work(school.order()) == 0
        batch.refresh_from_db()
        after_step(school, batch, step)


def lose_the_database() -> None:
    """In a worker: whoever writes a student is told that the server is gone."""

    def gone(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if Student._meta.db_table in sql:
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, *args)

    connection.execute_wrappers.append(gone)
