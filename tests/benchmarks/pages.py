"""BENCH=pages: the checking page of a large list, and a student's page while an import runs beside it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from tests.benchmarks.fresh import PROJECT, environment, measure
from tests.benchmarks.importing import Bench, Sizes
from tests.benchmarks.lists import Wanted

PREPARE = "prepare_demo"
PATH = "/zh-hans/my/archive/"
# Well below what two cores can answer: measured is what an import adds, not what a queue does.
READERS = 2
PAUSE = 0.15  # seconds that each of them reads before the next page
WARM_UP = 30  # pages, so that every process of the server has loaded what it needs
QUIET = 20.0  # seconds of load without an import
READY_WITHIN = 60.0
STUDENT, REGISTRAR = "student", "registrar"


def wanted(sizes: Sizes) -> list[Wanted]:
    return [Wanted(sizes.list, bad=0.05), Wanted(sizes.list)]


def run(bench: Bench, sizes: Sizes) -> None:
    with bench.copy() as database:
        bench.take("check, 5 % bad", "check_only", database, path=bench.lists.path(Wanted(sizes.list, bad=0.05)))
        bench.take("checking page", "checking_page", database)
    with bench.copy() as database:
        env = environment(home=bench.home, database=database, SECRET_KEY="k" * 50)
        key = measure("session", env=env, username=STUDENT)["key"]
        with _running(env) as port:
            for _request in range(WARM_UP):
                ask(port, key)
            bench.found["archive page"] = [load(port, key, lambda: time.sleep(QUIET))]
            path = bench.lists.path(Wanted(sizes.list))
            bench.found["archive page, import"] = [load(port, key, lambda: bench.take(
                "import by a worker", "import_by_worker", database, path=path))]


def load(port: int, key: str, meanwhile: Callable[[], object]) -> dict[str, Any]:
    """Readers ask for the page again and again while something else happens."""
    times: list[float] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.wait(PAUSE):
            times.append(ask(port, key))

    readers = [threading.Thread(target=read) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    begun = time.perf_counter()
    try:
        meanwhile()
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    return {"seconds": {"whole": time.perf_counter() - begun}, "rows": len(times), **spread(times)}


def spread(times: list[float]) -> dict[str, Any]:
    ordered = sorted(1000 * one for one in times)
    p95, middle = ordered[int(0.95 * (len(ordered) - 1))], ordered[len(ordered) // 2]
    return {"p95_ms": round(p95, 1), "told": f"median {middle:.0f} ms, p95 {p95:.0f} ms, most {ordered[-1]:.0f} ms"}


def ask(port: int, key: str) -> float:
    """Seconds until the whole page is there."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", PATH, headers={"Cookie": f"sessionid={key}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the page answered {answer.status}")
    finally:
        connection.close()
    return time.perf_counter() - begun


@contextmanager
def _running(env: dict[str, str]) -> Iterator[int]:
    """Web server and worker as `manage.py demo` starts them."""
    port = _free_port()
    web = ["-m", "gunicorn", "campus.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
           "--worker-class", "gthread", "--no-control-socket", "--log-level", "error"]
    processes = [subprocess.Popen([sys.executable, *command], env=env, cwd=PROJECT, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
                 for command in (web, ["manage.py", "work"])]
    try:
        _wait_for(port)
        yield port
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + READY_WITHIN
    while True:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


# --- In processes of their own -----------------------------------------------------------------------


def prepare_demo(units: str) -> dict[str, Any]:
    """The demo school: a student with lessons, records and look-ups."""
    from django.core.management import call_command

    from campus.organisation.models import Unit

    call_command("demo", load_only=True, port=0, stdout=StringIO())
    return {"units": Unit.objects.count()}


def session(username: str) -> dict[str, Any]:
    """The key of a session of this person."""
    from django.test import Client

    from campus.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=username))
    return {"key": client.session.session_key}


def checking_page(requests: int = 30) -> dict[str, Any]:
    """The page of the newest batch, as its uploader sees it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from archives.imports.models import Batch
    from campus.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=REGISTRAR))
    address = reverse("imports:check", args=[Batch.objects.latest("pk").number])
    with CaptureQueriesContext(connection) as queries:
        first = client.get(address)
        asked = len(queries)
    times, bytes_ = [], len(first.content)
    for _request in range(requests):
        begun = time.perf_counter()
        answer = client.get(address)
        times.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"the page answered {answer.status_code}")
        bytes_ = max(bytes_, len(answer.content))
    found = spread(times)
    told = f"{found['told']}, {bytes_ / 1000:.0f} KB, {asked} queries"
    return {**found, "told": told, "kilobytes": bytes_ / 1000, "rows": requests,
            "seconds": {"whole": sum(times)}}


def import_by_worker(path: str) -> dict[str, Any]:
    """The whole way of a list, its jobs done by the worker that runs beside."""
    from django.core.files.base import File
    from django.utils import timezone

    from archives.imports import actions
    from archives.imports.intake import upload_batch
    from campus.accounts.models import User
    from tests.benchmarks.steps import Steps

    steps, by = Steps(), User.objects.get(username=REGISTRAR)
    with steps("upload"), Path(path).open("rb") as content:
        batch = upload_batch(kind="students", file=File(content), name=Path(path).name, by=by, at=timezone.now())
    for name, action in (("check", actions.start_check), ("apply", actions.confirm_batch)):
        with steps(name):
            batch = action(batch=batch, by=by, at=timezone.now())
            while not (job := actions.last_job(batch)) or not job.is_finished:
                time.sleep(0.2)
            batch.refresh_from_db()
    return {"seconds": steps.told(), "rows": batch.rows, "status": batch.status}
