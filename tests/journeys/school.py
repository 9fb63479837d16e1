"""The demo school of the journeys: started as a person starts it, with `manage.py demo`, and asked from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.factories import NOW

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "archives" / "imports" / "samples"
PASSWORD = "mingxin-demo"
READY_WITHIN = 180  # seconds; loading takes about 25 on two busy cores
# What a school of its own must not inherit from the suite or from a developer's shell.
SETTINGS = ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "MEDIA_ROOT", "PRIVATE_ROOT", "STATIC_ROOT", "BASE_URL",
            "SECRET_KEY", "TASKS_BACKEND", "MINGXIN_PRODUCTION", "DJANGO_SETTINGS_MODULE", "ALLOWED_HOSTS")
# Tables that a running school writes to without anybody doing anything.
ALWAYS_MOVING = ("campus_cache", "campus_job", "django_session", "django_tasks", "campus_checkpoint", "sqlite_")


class School:
    """One running demo school with its own home, database and port."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home.parent / f"{home.name}.log"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        self.environment = {
            **clean, "MINGXIN_HOME": str(home), "DJANGO_READ_DOT_ENV": "false", "DEBUG": "false",
            "PYTHONPATH": str(Path(__file__).parent / "known_day"), "LOG_LEVEL": "WARNING",
            "MINGXIN_JOURNEYS_BEGAN": str(time.time()), "MINGXIN_JOURNEYS_NOW": NOW.isoformat(),
        }

    def start(self) -> None:
        """`manage.py demo`; returns when it has said how to sign in."""
        command = [sys.executable, "-u", "manage.py", "demo", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log,
                                            stderr=subprocess.STDOUT, start_new_session=True)
        end = time.monotonic() + READY_WITHIN
        while "/accounts/login/" not in self.said():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise AssertionError(f"The demo school did not start. It said:\n{self.said()[-4000:]}")
            time.sleep(0.2)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """As Ctrl+C does; then whatever of its own process group is left."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def manage(self, *arguments: str) -> str:
        """What a command of `manage.py` prints; it must succeed."""
        done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment,
                              capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows straight from the school's database, to see what the pages do not say."""
        with sqlite3.connect(f"file:{self.home / 'mingxin.sqlite3'}?mode=ro", uri=True, timeout=20) as database:
            return database.execute(query, values).fetchall()

    def count(self, table: str) -> int:
        return int(self.ask(f'SELECT count(*) FROM "{table}"')[0][0])

    def counts(self) -> dict[str, int]:
        """How many rows each table has that only people fill."""
        tables = [name for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: self.count(name) for name in sorted(tables) if not name.startswith(ALWAYS_MOVING)}

    def proves(self) -> dict[str, Any]:
        """The result of `verify_audit --json`, with the set of actions that the log holds as "actions"."""
        export = self.home / "audit-export.jsonl"
        result = json.loads(self.manage("verify_audit", "--json", "--write-export", str(export)).splitlines()[-1])
        result["actions"] = {action for (action,) in self.ask("SELECT DISTINCT action FROM campus_auditevent")}
        return result


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
