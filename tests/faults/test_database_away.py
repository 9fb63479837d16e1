"""The database goes away in the middle of a batch: the work is tried again, nothing is lost, and the page says what
happened. On PostgreSQL its connections are cut and, in `make faults`, the server falls; on SQLite the file is locked.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from django.db import connection

from archives.imports import actions
from archives.imports.models import Batch
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


def away(school: School, moment: float) -> None:
    """After that many seconds the database is not there for the worker, for a while."""
    time.sleep(moment)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip
        return
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=10, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(0.6)
        other.execute("COMMIT")


def through(school: School, step: str, batch: Batch, moments: Iterator[float]) -> int:
    """Do a step; while there are moments, the database goes away at one of them. How often it hit the work."""
    hits = 0
    while batch.status == STANDS_IN[step]:
        order, moment = impatient(school.order()), next(moments, None)
        with Worker(order) as worker:
            school.sessions.append(worker.pid)
            if moment is not None:
                away(school, moment)
            worker.wait()  # it may fall with its database; another one is started then, as systemd does
        batch.refresh_from_db()
        after_kill(school, batch, step)
        job = actions.last_job(batch)
        assert job is not None
        hits += moment is not None and job.status != JobStatus.DONE
        if job.status == JobStatus.FAILED:
            assert job.error in ("OperationalError", "InterfaceError", "LeaseLapsed"), job.error
            actions.continue_batch(batch=batch, by=school.by, at=school.later())
            batch.refresh_from_db()
    return hits


def test_while_the_database_comes_and_goes_nothing_is_lost_or_doubled(school: School) -> None:
    rng, hits = random.Random(SEED), 0
    batch = school.file.upload(school.by)
    work(school.order())  # what is due by the clock today
    for step in STEPS:
        school.ask_for(step, batch)
        hits += through(school, step, batch, iter([rng.uniform(0.02, 0.4) for _ in range(3)]))
        after_step(school, batch, step)
    one_event_for_each_step(school, batch)
    the_log_is_whole(school)
    nothing_is_left(school)
