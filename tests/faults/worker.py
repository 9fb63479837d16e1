"""Workers in processes of their own, as `manage.py work` is one, that die when and where they are told to."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from campus.jobs.running import JobRun

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.faults.preloaded"])

# Each test has files of its own; its workers use the same.
PASSED_ON = ("MEDIA_ROOT", "STORAGES", "AUDIT_CHECKPOINT_FILE", "ENCRYPTION_KEYS_FILE", "AUDIT_KEY_FILE",
             "IMPORT_CHILD_SECONDS")  # fmt: skip
WITH_CHUNKS = ("checking", "applying", "undoing")
LONG = 120  # seconds; whoever needs longer than this hangs


@dataclass(frozen=True)
class Order:
    """What a worker is told: what time it is, where it works, and how it ends."""

    now: datetime
    chunk: int = 0  # rows in a chunk; 0: as in production
    die_at: int = 0  # it kills itself before or after the n-th statement or commit; 0: never
    stop_after_saves: int = 0  # it stops (SIGSTOP) after its job's n-th save; 0: never
    stop_inside: bool = False  # in a transaction, instead of between two of them
    serve: bool = False  # until SIGTERM, as in production; otherwise until nothing is left to do
    prepare: Callable[[], None] | None = None  # a function of a test module, called in the worker
    database: dict[str, Any] = field(default_factory=lambda: dict(connection.settings_dict))
    settings: dict[str, Any] = field(default_factory=lambda: {name: getattr(settings, name) for name in PASSED_ON})


class Worker:
    """One worker process. Use `with`: nothing of it is left running."""

    def __init__(self, order: Order) -> None:
        self.moments = FORKING.Value("i", 0)
        self.process = FORKING.Process(target=_work, args=(order, self.moments), daemon=False)
        self.started = time.monotonic()
        self.process.start()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.is_alive():
            self.process.kill()
        self.process.join(LONG)

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def kill_after(self, seconds: float) -> bool:
        """SIGKILL from outside. False when it was through before."""
        self.process.join(max(seconds - self.seconds, 0))
        self.process.kill()
        return self.was_killed()

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait(self) -> int:
        """Its exit status; negative when a signal ended it."""
        self.process.join(LONG)
        assert self.process.exitcode is not None, "the worker hangs"
        return self.process.exitcode

    def was_killed(self) -> bool:
        return self.wait() == -signal.SIGKILL

    def wait_until_stopped(self) -> bool:
        """It has sent itself SIGSTOP. False when it was through before."""
        deadline = time.monotonic() + LONG
        while self.process.is_alive() and time.monotonic() < deadline:
            if _state(self.pid) == "T":
                return True
            time.sleep(0.005)
        return False


def work(order: Order) -> int:
    """Let a worker do everything that waits or is due; its exit status."""
    with Worker(order) as worker:
        return worker.wait()


def left_running(session: int) -> list[int]:
    """Processes that a worker started and that still run, whatever became of the worker itself."""
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
            if _session(pid) == session and _state(pid) not in ("Z", "")]  # fmt: skip


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["", "", "", "0"]


def _state(pid: int) -> str:
    return _stat(pid)[0]


def _session(pid: int) -> int:
    return int(_stat(pid)[3])


# --- In the worker's process -----------------------------------------------------------------------------


def _work(order: Order, moments: Any) -> None:
    os.setsid()  # so that whatever it starts can be found afterwards
    import time_machine
    from django.core.management import call_command
    from django.test import override_settings

    connection.settings_dict.update(order.database)
    with ExitStack() as stack:
        stack.enter_context(override_settings(**order.settings))
        stack.enter_context(time_machine.travel(order.now, tick=True))
        for name in WITH_CHUNKS if order.chunk else ():
            module = import_module(f"archives.imports.{name}")
            if hasattr(module, "CHUNK"):
                module.CHUNK = order.chunk
        if order.prepare:
            order.prepare()
        _count_moments(order, moments)
        call_command("work", *([] if order.serve else ["--burst"]), stdout=io.StringIO())


def _count_moments(order: Order, moments: Any) -> None:
    """A moment is right before or right after a statement or a commit."""

    def moment() -> None:
        moments.value += 1
        if moments.value == order.die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        wanted = 0 < order.stop_after_saves <= len(saves)
        if wanted and not stopped and _in_a_transaction() == order.stop_inside:
            stopped.append(True)
            os.kill(os.getpid(), signal.SIGSTOP)

    def statement(execute: Callable[..., Any], *args: Any) -> Any:
        moment()
        result = execute(*args)
        moment()
        return result

    def commit() -> Any:
        moment()
        result = real_commit()
        moment()
        return result

    def save(run: JobRun, *args: Any, **kwargs: Any) -> None:
        real_save(run, *args, **kwargs)
        if run.job.kind.startswith("imports."):
            saves.append(True)

    stopped: list[bool] = []
    saves: list[bool] = []
    real_save, JobRun.save = JobRun.save, save  # type: ignore[method-assign]
    connection.execute_wrappers.append(statement)
    real_commit = connection._commit  # type: ignore[attr-defined]
    connection._commit = commit  # type: ignore[attr-defined]


def _in_a_transaction() -> bool:
    """Also one that Django does not know of: a stopped worker must not hold the lock of all writers."""
    raw = connection.connection
    return raw.in_transaction if connection.vendor == "sqlite" else raw.info.transaction_status != 0
