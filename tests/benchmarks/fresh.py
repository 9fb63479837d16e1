"""One measurement in a process of its own: `python -m tests.benchmarks.fresh NAME`, what it needs as JSON on stdin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "campus.settings",
    "DJANGO_READ_DOT_ENV": "false",
    "MINGXIN_PRODUCTION": "false",
    "DEBUG": "false",  # with it Django keeps every query
    "EMAIL_URL": "memorymail://",
    "LOG_LEVEL": "WARNING",
    "PYTHONWARNINGS": "ignore",
}


class Failed(Exception):
    """A measurement ended with an error; its last words."""


def environment(*, home: Path, database: str, **more: str) -> dict[str, str]:
    """What a process of the measured installation needs to know."""
    return {**os.environ, **SETTINGS, "MINGXIN_HOME": str(home), "DATABASE_URL": database, **more}


def measure(name: str, *, env: dict[str, str], **given: Any) -> dict[str, Any]:
    """Run one measurement and return what it found, with its memory. Raises Failed."""
    done = subprocess.run([sys.executable, "-m", "tests.benchmarks.fresh", name], input=json.dumps(given, default=str),
                          env=env, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        words = [line for line in done.stderr.splitlines() if line[:1].strip()]
        raise Failed(f"{name}: " + (words or [f"exit status {done.returncode}"])[-1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    import django

    django.setup()
    from tests.benchmarks.measurements import MEASUREMENTS
    from tests.benchmarks.memory import watched

    given = json.loads(sys.stdin.read() or "{}")
    profile = os.environ.get("BENCH_PROFILE")
    with watched() as peaks:
        before = peaks.cpu
        found = _profiled(profile, MEASUREMENTS[sys.argv[1]], given) if profile else MEASUREMENTS[sys.argv[1]](**given)
        own, cpu = peaks.own, peaks.cpu - before
    memory = {"own": round(own, 1), "child": round(peaks.child, 1)}
    sys.stdout.write("\n" + json.dumps({**found, "cpu": round(cpu, 3), "memory": memory}))


def _profiled(path: str, run: Any, given: dict[str, Any]) -> dict[str, Any]:
    import cProfile

    profile = cProfile.Profile()
    try:
        found: dict[str, Any] = profile.runcall(run, **given)
    finally:
        profile.dump_stats(path)
    return found


if __name__ == "__main__":
    main()
