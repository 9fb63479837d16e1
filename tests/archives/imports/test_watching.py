from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archives.imports import watching
from archives.imports.sentences import UnreadableFile
from archives.imports.watching import Watched

REQUEST = {"name": "a.csv"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    return path


def speaking(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a child in place that does what `script` says instead of reading the file."""

    def start(descriptor: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    monkeypatch.setattr(watching, "_start", start)


def code_of(path: Path) -> str:
    watched = Watched(path, REQUEST)
    with pytest.raises(UnreadableFile) as caught:
        list(watched.frames())
    assert watched._process.poll() is not None  # nothing is left running
    return caught.value.code


@pytest.mark.parametrize(
    ("signal", "code"), [("SIGKILL", "out_of_memory"), ("SIGABRT", "out_of_memory"), ("SIGXCPU", "timeout")]
)
def test_a_child_that_dies_is_an_unreadable_file(
    monkeypatch: pytest.MonkeyPatch, file: Path, signal: str, code: str
) -> None:
    speaking(monkeypatch, f"import os, signal; os.kill(os.getpid(), signal.{signal})")

    assert code_of(file) == code


def test_a_child_that_says_nothing_is_killed_in_time(
    monkeypatch: pytest.MonkeyPatch, file: Path, settings: object
) -> None:
    settings.IMPORT_CHILD_SECONDS = 0.3  # type: ignore[attr-defined]
    speaking(monkeypatch, "import time; time.sleep(60)")

    assert code_of(file) == "timeout"


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "[1]",
        '["refused", {"code": "no such code", "params": {}}]',
        '["refused", {"code": "too_large", "params": {}}]',
        '["rows", {"d": "yesterday"}]',
        '["rows", [',
        "\\udcff",
        "",
    ],
)
def test_whatever_a_child_says_is_judged_as_input(
    monkeypatch: pytest.MonkeyPatch, file: Path, said: str
) -> None:
    speaking(monkeypatch, f"print({said!r})")

    assert code_of(file) == "damaged"


def test_a_child_that_floods_is_stopped(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(watching, "MAX_FRAME_BYTES", 2**20)
    speaking(monkeypatch, "while True: print('x' * 65536, end='')")

    assert code_of(file) == "out_of_memory"


def test_leaving_early_ends_the_child(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    speaking(monkeypatch, "import time; print('[\"rows\", []]', flush=True); time.sleep(60)")

    with Watched(file, REQUEST) as watched:
        assert next(watched.frames()) == ("rows", [])

    assert watched._process.poll() is not None


def test_the_child_gets_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    process = watching._start(None)
    environment = Path(f"/proc/{process.pid}/environ")
    try:
        if environment.exists():
            names = {line.split(b"=")[0] for line in environment.read_bytes().split(b"\0") if line}
            assert names <= {b"PATH", b"LANG", *(os.fsencode(name) for name in ("LC_CTYPE",))}
    finally:
        process.kill()
        process.communicate()
