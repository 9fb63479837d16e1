"""The commands `work` and `tick`."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from campus.audit.health import unsealed
from campus.audit.models import AuditEntry, AuditEvent
from campus.jobs import lease, running
from campus.jobs.actions import start_job
from campus.jobs.models import Job, ScheduledRun, Status
from campus.management.commands import work
from tests.campus.audit.events import event
from tests.campus.jobs.factories import AT, queued_job


def last_line(command: str, *options: str) -> dict:
    out = io.StringIO()
    call_command(command, *options, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.django_db
def test_tick_says_what_it_did(only_schedule):
    only_schedule("tests.minutely", "* * * * *")

    call_command("tick", stdout=(said := io.StringIO()))
    assert "tests.minutely" in said.getvalue()
    running.run(Job.objects.get().pk)
    ScheduledRun.objects.all().delete()

    assert last_line("tick") == {"scheduled": ["tests.minutely"], "requeued": 0, "given_up": 0, "kicked": 1}


@pytest.mark.django_db
def test_work_burst_does_everything_that_waits_or_is_due_and_seals(kind):
    good, bad = queued_job(kind(lambda run: None)), queued_job("gone.kind")
    event()

    result = last_line("work", "--burst")

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, bad.status) == (Status.DONE, Status.FAILED)
    assert result == {"done": Job.objects.filter(status=Status.DONE).count(), "failed": 1}
    assert not Job.objects.unfinished().exists()
    assert ScheduledRun.objects.filter(name="audit.seal").count() == 1
    assert unsealed(AT)[0] == 0


@pytest.mark.django_db(transaction=True)
def test_work_burst_does_jobs_through_the_queue_when_they_were_committed(kind):
    job = start_job(kind=kind(lambda run: None), reference="", by=None, at=AT)

    last_line("work", "--burst")

    job.refresh_from_db()
    assert job.status == Status.DONE
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert AuditEvent.objects.filter(action="jobs.start_job").count() == 1


def test_work_refuses_a_queue_that_is_not_in_the_database(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

    with pytest.raises(CommandError, match="TASKS_BACKEND"):
        call_command("work", "--burst")


@pytest.mark.django_db(transaction=True)
def test_the_ticker_survives_an_error_and_logs_no_word_of_it(monkeypatch, caplog):
    stop, ticks = threading.Event(), []

    def failing_tick(at):
        ticks.append(at)
        if len(ticks) == 2:
            stop.set()
        raise ValueError("陈佳宁")

    monkeypatch.setattr(work, "tick", failing_tick)
    monkeypatch.setattr(work, "TICK_SECONDS", 0)
    thread = threading.Thread(target=work.tick_every_minute, args=[stop])
    thread.start()
    thread.join(20)

    assert len(ticks) == 2
    assert "ValueError" in caplog.text
    assert "陈佳宁" not in caplog.text


@pytest.mark.django_db
def test_work_burst_without_json_says_it_in_words(only_schedule):
    call_command("work", "--burst", stdout=(said := io.StringIO()))

    assert "0" in said.getvalue()


def test_work_serves_until_its_worker_ends_and_stops_the_ticker(monkeypatch):
    ticking, stopped = threading.Event(), threading.Event()

    def tick_until(stop):
        ticking.set()
        stop.wait(20)
        stopped.set()

    monkeypatch.setattr(work, "tick_every_minute", tick_until)
    monkeypatch.setattr(work.HandingBackWorker, "configure_signals", lambda worker: None)
    monkeypatch.setattr(work.HandingBackWorker, "run", lambda worker: ticking.wait(20))

    call_command("work", stdout=io.StringIO())

    assert stopped.is_set()


def test_a_worker_told_to_stop_takes_no_further_task():
    worker = work.make_worker()
    worker.running = False

    worker.run_ready()  # asks no database


def test_a_signal_lets_the_running_job_go_back_to_the_queue():
    worker = work.make_worker()
    worker.running_task = True

    worker.shutdown(signal.SIGTERM, None)

    assert lease.stopping.is_set()
    assert worker.running is False


@pytest.mark.django_db(transaction=True)
def test_work_as_a_process_ticks_does_jobs_and_ends_cleanly_on_sigterm(tmp_path):
    event()
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        # A socket's folder may stand in the options, where an address could not hold it.
        host = quote(database["HOST"] or database["OPTIONS"].get("host", ""), safe="")
        port = f"&port={database['PORT']}" if database["PORT"] else ""
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={host}{port}"
    environment = {**os.environ, "DATABASE_URL": url, "MINGXIN_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=django_settings.BASE_DIR, env=environment
    )
    try:
        deadline = time.monotonic() + 60
        sealing = Job.objects.filter(kind="audit.seal", status=Status.DONE)
        while time.monotonic() < deadline and not sealing.exists():
            time.sleep(0.2)
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(30)

    assert status == 0
    assert sealing.exists()
    assert AuditEntry.objects.exists()
