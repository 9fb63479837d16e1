"""The worker: does background work and ticks every minute, in one process."""

from __future__ import annotations

import json
import logging
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from campus.audit.sealing import seal
from campus.jobs import lease, running
from campus.jobs.models import Job, Status
from campus.jobs.schedule import tick

logger = logging.getLogger(__name__)

TICK_SECONDS = 60
POLL_SECONDS = 1.0


class HandingBackWorker(Worker):
    """Told to stop (SIGTERM, SIGINT), it lets the running job go back to the queue at its next save."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        lease.stopping.set()
        super().shutdown(signum, frame)

    def run_ready(self) -> None:
        """Do what is ready now and return. `Worker.run` would first close the caller's connection."""
        while self.running:
            with exclusive_transaction():
                task = DBTaskResult.objects.ready().filter(backend_name=self.backend_name).get_locked()
                if task is None:
                    return
                task.claim(self.worker_id)
            self.run_task(task)


class Command(BaseCommand):
    help = (
        "Does background work until it is told to stop, and ticks every minute. Start as many as you "
        "like, on as many machines as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--burst", action="store_true", help="do everything that waits or is due, then exit"
        )
        parser.add_argument(
            "--json", action="store_true", help="with --burst: print one JSON object on the last line"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not isinstance(task_backends["default"], DatabaseBackend):
            raise CommandError(
                _(
                    "The queue is not kept in the database (see TASKS_BACKEND). Start the worker of that "
                    "queue instead, and run “manage.py tick” every minute."
                )
            )
        lease.stopping.clear()
        if options["burst"]:
            result = burst()
            self.stdout.write(_("%(done)d jobs done, %(failed)d failed.") % result)
            if options["json"]:
                self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(_("Working. Stop with Ctrl+C or SIGTERM."))
            serve()


def serve() -> None:
    """Work until a signal comes. Ticks come from a thread, so that a long job does not hold them up."""
    stop = threading.Event()
    ticker = threading.Thread(target=tick_every_minute, args=[stop], name="tick", daemon=True)
    worker = make_worker()
    worker.configure_signals()
    ticker.start()
    try:
        worker.run()
    finally:
        stop.set()
        ticker.join(timeout=10)


def tick_every_minute(stop: threading.Event) -> None:
    """Tick now and then once a minute until `stop` is set; an error is logged and does not end it."""
    while not stop.is_set():
        try:
            tick(timezone.now())
        except Exception as error:
            logger.error("tick failed with %s", type(error).__name__)
        finally:
            connections.close_all()
        stop.wait(TICK_SECONDS - timezone.now().second)


def burst() -> dict[str, int]:
    """Do everything that waits or is due now, one after the other, and count how the jobs ended."""
    start = timezone.now()
    while True:
        tick(timezone.now())
        make_worker().run_ready()
        # Jobs whose kick was not enqueued yet, or that went back to the queue.
        left = list(Job.objects.waiting().values_list("pk", flat=True))
        for job_id in left:
            running.run(job_id)
        if not left:
            break
    seal(timezone.now())  # what the last jobs did waits for no minute
    ended = Job.objects.filter(finished_at__gte=start)
    return {
        "done": ended.filter(status=Status.DONE).count(),
        "failed": ended.filter(status=Status.FAILED).count(),
    }


def make_worker() -> HandingBackWorker:
    """The engine's worker for all queues of the default backend."""
    return HandingBackWorker(
        queue_names=["*"],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=True,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
