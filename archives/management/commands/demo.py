"""manage.py demo: a demo school on this machine: migrates, loads, starts worker and web server, says how to sign in."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archives.demo.load import load_demo_school
from archives.demo.people import PASSWORD, STAFF, STUDENT
from campus.accounts.roles import ROLES

HOST = "127.0.0.1"
READY_WITHIN = 60  # seconds


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--load-only", action="store_true", help="load the school and stop; start nothing")

    def handle(self, *args: Any, port: int, load_only: bool, **options: Any) -> None:
        if not load_only:
            refuse_taken_port(port)
        self.prepare()
        if load_only:
            return
        self.serve(port)

    def prepare(self) -> None:
        """Database, tables, cache, school: whatever is missing."""
        Path(settings.HOME_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("sync_roles", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
        begun = time.monotonic()
        made = load_demo_school(at=timezone.now())
        if made:
            call_command("work", burst=True, stdout=open(os.devnull, "w"))  # noqa: SIM115
            self.stdout.write(f"Loaded the demo school in {time.monotonic() - begun:.0f} seconds.")

    def serve(self, port: int) -> None:
        """Worker and web server as they run in production, until Ctrl+C."""
        environment = {**os.environ, "BASE_URL": f"http://{HOST}:{port}", "DEBUG": "false",
                       "SECRET_KEY": secret_key(), "MINGXIN_HOME": str(settings.HOME_DIR)}
        web = [sys.executable, "-m", "gunicorn", "campus.wsgi", "--config", "deploy/gunicorn.conf.py",
               "--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4",
               "--worker-class", "gthread", "--no-control-socket", "--log-level", "warning"]
        commands = (web, [sys.executable, "manage.py", "work"])
        processes = [subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR) for command in commands]
        signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
        try:
            wait_until_ready(port, processes)
            self.say_how_to_sign_in(port)
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError("The worker or the web server stopped; its last words are above.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. Everything is kept; the next start takes seconds.")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=15)

    def say_how_to_sign_in(self, port: int) -> None:
        base = f"http://{HOST}:{port}"
        people = [("admin", ROLES["administrator"].name, "")]
        people += [(person.username, ROLES[person.role].name, "" if person.unit == "school" else "计算机学院 only")
                   for person in STAFF]
        lines = [
            "", "明信 Mingxin demo school", "",
            f"  学生与公众 Public site       {base}/zh-hans/   {base}/en/",
            f"  工作台 Staff workbench       {base}/staff/",
            f"  我的档案 Student's archive   {base}/zh-hans/my/archive/", "",
            f"  Sign in at {base}/accounts/login/ with one of these names; the password is {PASSWORD}", "",
            f"    {STUDENT:<14}{ROLES['student'].name}",
            *(f"    {username:<14}{role}  {note}".rstrip() for username, role, note in people),
            "", f"  Passkeys need a name instead of a number: http://localhost:{port}/accounts/login/",
            f"  Mail is written to {settings.HOME_DIR}/mail. Stop with Ctrl+C.", "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise CommandError(f"Something already listens on {HOST}:{port}. Stop it, or choose another port: "
                               f"make demo DEMO_PORT={port + 1}")


def secret_key() -> str:
    """This demo's own key, made once."""
    path = Path(settings.HOME_DIR) / "keys" / "secret-key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


def wait_until_ready(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        if any(process.poll() is not None for process in processes):
            raise CommandError("The worker or the web server did not start; its last words are above.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/zh-hans/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise CommandError(f"The web server did not answer within {READY_WITHIN} seconds.")
