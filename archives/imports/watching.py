"""Runs the child process that opens an uploaded file, and watches over it.

The child gets its limits and its request as one line of JSON on standard input and answers in lines of
JSON. The environment it gets is empty: no keys, no database address.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from archives.imports.sentences import UnreadableFile
from campus.working_files import descriptor_of

PROJECT = Path(__file__).resolve().parents[2]
ROWS = b'["rows",'  # how a line with rows begins
MAX_FRAME_BYTES = 256 * 2**20  # a chunk of rows; cells hold at most 32,767 characters
READ_BYTES = PIPE_BYTES = 2**20  # a whole chunk of rows, so that the child goes on reading while one is checked


class Watched:
    """One child process reading one file. Use `with`, or call `close()`."""

    def __init__(self, path: Path | str, request: dict[str, Any]) -> None:
        self.name = str(request["name"])
        size = _size(path)
        if size > settings.IMPORT_MAX_BYTES:
            limit = _megabytes(settings.IMPORT_MAX_BYTES)
            raise UnreadableFile("too_large", name=self.name, size_mb=_megabytes(size), limit_mb=limit)
        if size == 0:
            raise UnreadableFile("empty", name=self.name)
        self._buffer = bytearray()
        self._patience = float(settings.IMPORT_CHILD_SECONDS)
        self._process = _start(descriptor_of(path))
        assert self._process.stdout is not None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._send({**request, "path": str(Path(path).absolute()), "limits": _limits()})

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Kill the child if it still runs, and release its pipes."""
        process = getattr(self, "_process", None)
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        self._selector.close()
        for pipe in (process.stdin, process.stdout):
            if pipe and not pipe.closed:
                with suppress(OSError):  # the child is gone and the request was never flushed
                    pipe.close()
        process.wait()

    def frames(self, aside: Callable[[bytes], object] | None = None) -> Iterator[tuple[str, Any]]:
        """What the child says, as (kind, content), until it ends; rows go `aside` as they come, unread, where
        something takes them. Raises `UnreadableFile`.
        """
        try:
            for line in self._lines():
                if aside is not None and line.startswith(ROWS):
                    aside(line)
                    continue
                kind, content = decode(line)
                if kind == "refused":
                    raise self._refused(content)
                if kind == "done":
                    return
                yield kind, content
            raise self._reason_of_death()
        except (ValueError, TypeError, KeyError, LookupError) as error:
            # Whatever the child says is judged as input: a child taken over by its file may say anything.
            raise UnreadableFile("damaged", name=self.name) from error
        finally:
            self.close()

    def _refused(self, content: dict[str, Any]) -> UnreadableFile:
        error = UnreadableFile(content["code"], **{**content["params"], "name": self.name})
        error.message()  # an unknown code or a missing param shows here, not on somebody's page
        return error

    def _send(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(orjson.dumps(request) + b"\n")
            self._process.stdin.close()
        except BrokenPipeError:  # it died at once: frames() says so
            pass

    def _lines(self) -> Iterator[bytes]:
        while True:
            end = self._buffer.find(b"\n")
            while end < 0:
                before = len(self._buffer)
                if not self._fill():
                    return
                end = self._buffer.find(b"\n", before)
            line = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            yield line

    def _fill(self) -> bool:
        """Wait for more bytes. Only waiting counts towards the time limit, not a slow consumer."""
        assert self._process.stdout is not None
        started = time.monotonic()
        ready = self._selector.select(max(self._patience, 0))
        self._patience -= time.monotonic() - started
        if not ready:
            raise UnreadableFile("timeout", name=self.name, limit=settings.IMPORT_CHILD_SECONDS)
        chunk = os.read(self._process.stdout.fileno(), READ_BYTES)
        self._buffer += chunk
        if len(self._buffer) > MAX_FRAME_BYTES:
            raise UnreadableFile("out_of_memory", name=self.name)
        return bool(chunk)

    def _reason_of_death(self) -> UnreadableFile:
        """The child ended without saying that it was done."""
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return UnreadableFile("timeout", name=self.name, limit=settings.IMPORT_CHILD_SECONDS)
        if status in (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV):
            # Rust and C readers abort when an allocation fails; the kernel kills where memory runs out.
            return UnreadableFile("out_of_memory", name=self.name)
        return UnreadableFile("damaged", name=self.name)


def _start(descriptor: int | None) -> subprocess.Popen[bytes]:
    try:
        return _popen(descriptor, PIPE_BYTES)
    except OSError:  # so many pipes are open that the system grants only small ones
        return _popen(descriptor)


def _popen(descriptor: int | None, pipe_bytes: int = -1) -> subprocess.Popen[bytes]:
    """`descriptor`: the file itself, where it has no name under which the child could open it."""
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "archives.imports.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a reader's panic may quote the file
        cwd=PROJECT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        close_fds=True,
        pass_fds=() if descriptor is None else (descriptor,),
        pipesize=pipe_bytes,
    )


def _limits() -> dict[str, int]:
    return {
        "unpacked_bytes": settings.IMPORT_MAX_UNPACKED_BYTES,
        "rows": settings.IMPORT_MAX_ROWS,
        "columns": settings.IMPORT_MAX_COLUMNS,
        "memory_bytes": settings.IMPORT_CHILD_MEMORY_BYTES,
        "seconds": settings.IMPORT_CHILD_SECONDS,
    }


def _size(path: Path | str) -> int:
    return Path(path).stat().st_size


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f}".removesuffix(".0")


def decode(line: bytes) -> tuple[str, Any]:
    """One line of what a child said. Raises ValueError, TypeError or KeyError for what it would not say."""
    kind, content = orjson.loads(line)
    return str(kind), content
