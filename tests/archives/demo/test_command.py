"""manage.py demo: what it does before and after the school is loaded."""

from __future__ import annotations

import socket
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from archives.demo.people import PASSWORD, STAFF, STUDENT
from archives.management.commands import demo


@pytest.fixture
def listening() -> Any:
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_is_taken_is_told_before_anything_is_made(listening: int) -> None:
    with pytest.raises(CommandError, match=rf"{listening}.*DEMO_PORT={listening + 1}"):
        call_command("demo", port=listening)


def test_load_only_makes_what_is_missing_and_starts_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path,
) -> None:
    settings.HOME_DIR, settings.STATIC_ROOT = tmp_path / "home", str(tmp_path / "home" / "static")
    called: list[str] = []
    monkeypatch.setattr(demo, "call_command", lambda name, **_options: called.append(name))
    monkeypatch.setattr(demo, "load_demo_school", lambda *, at: ["school"])
    out = StringIO()

    call_command("demo", load_only=True, stdout=out)

    assert called == ["migrate", "createcachetable", "sync_roles", "work"]
    assert "Loaded the demo school" in out.getvalue()
    assert Path(settings.STATIC_ROOT).is_dir()


def test_a_second_start_loads_nothing(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.HOME_DIR, settings.STATIC_ROOT = tmp_path, str(tmp_path / "static")
    called: list[str] = []
    monkeypatch.setattr(demo, "call_command", lambda name, **_options: called.append(name))
    monkeypatch.setattr(demo, "load_demo_school", lambda *, at: [])
    call_command("demo", load_only=True, stdout=StringIO())
    assert "work" not in called


class Process:
    """What Popen gives, without a process: it runs until it is told to end."""

    def __init__(self, returncode: int | None = None) -> None:
        self.returncode, self.ended = returncode, False

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self.ended = True

    def wait(self, timeout: float) -> None:
        assert timeout > 0


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Callable[..., tuple[list[Any], str]]:
    """`served(then)`: start both processes, answer at once, and let `then` happen while they run."""
    settings.HOME_DIR = tmp_path

    def serve(then: Callable[[list[Process]], None]) -> tuple[list[Any], str]:
        started: list[Any] = []
        processes: list[Process] = []

        def start(command: list[str], **options: Any) -> Process:
            started.append((command, options["env"]))
            processes.append(Process())
            return processes[-1]

        monkeypatch.setattr(demo.subprocess, "Popen", start)
        monkeypatch.setattr(demo, "wait_until_ready", lambda port, processes: None)
        monkeypatch.setattr(demo.signal, "signal", lambda *_given: None)
        monkeypatch.setattr(demo.time, "sleep", lambda _seconds: then(processes))
        command = demo.Command(stdout=StringIO())
        try:
            command.serve(8123)
        finally:
            assert all(process.ended for process in processes)
        return started, command.stdout.getvalue()

    return serve


def test_it_starts_a_worker_and_a_web_server_on_this_machine_only(served: Any) -> None:
    def stop(_processes: list[Process]) -> None:
        raise KeyboardInterrupt

    started, said = served(stop)

    (web, environment), (worker, _environment) = started
    assert web[web.index("--bind") + 1] == "127.0.0.1:8123"
    assert worker[-1] == "work"
    assert environment["BASE_URL"] == "http://127.0.0.1:8123"
    assert environment["SECRET_KEY"] == demo.secret_key()
    assert all(name in said for name in ("admin", STUDENT, PASSWORD, *(person.username for person in STAFF)))
    assert "http://127.0.0.1:8123/staff/" in said


def test_a_process_that_stops_ends_the_other_and_is_told(served: Any) -> None:
    def crash(processes: list[Process]) -> None:
        processes[0].returncode = 1

    with pytest.raises(CommandError, match="stopped"):
        served(crash)


def test_the_key_of_a_demo_is_made_once_and_is_nobody_elses(settings: Any, tmp_path: Path) -> None:
    settings.HOME_DIR = tmp_path
    made = demo.secret_key()
    assert demo.secret_key() == made
    assert len(made) >= 50
    assert (tmp_path / "keys" / "secret-key").stat().st_mode & 0o077 == 0


def test_it_waits_until_the_site_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    class Answer:
        status = 200

        def __enter__(self) -> Answer:
            return self

        def __exit__(self, *_given: object) -> None: ...

    def ask(address: str, timeout: int) -> Answer:
        tries.append(timeout)
        if len(tries) < 3:
            raise ConnectionRefusedError
        return Answer()

    monkeypatch.setattr(demo.urllib.request, "urlopen", ask)
    monkeypatch.setattr(demo.time, "sleep", lambda _seconds: None)
    demo.wait_until_ready(8123, [Process()])
    assert len(tries) == 3


def test_a_server_that_does_not_come_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="did not start"):
        demo.wait_until_ready(8123, [Process(returncode=1)])
    monkeypatch.setattr(demo, "READY_WITHIN", 0)
    with pytest.raises(CommandError, match="did not answer"):
        demo.wait_until_ready(8123, [Process()])
