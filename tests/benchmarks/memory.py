"""The largest memory of a process and of those it started, each by itself, and what they computed.

From /proc where there is one: ru_maxrss of a child counts what its parent had when it was started.
"""

from __future__ import annotations

import re
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PEAK = re.compile(rb"^VmHWM:\s+(\d+) kB", re.MULTILINE)
EVERY = 0.05  # seconds between looks at the children


class Peaks:
    """Megabytes: `own` of this process, `child` of the largest of those it started."""

    def __init__(self) -> None:
        self.child = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @property
    def cpu(self) -> float:
        """Seconds of computing of this process and of those that ended: less troubled by other work than the clock."""
        return sum(usage.ru_utime + usage.ru_stime for usage in map(
            resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))

    @property
    def own(self) -> float:
        return _peak("self") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            self.child = max([self.child, *map(_peak, _children("self"))])

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        if not Path("/proc/self/task").exists():
            self.child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


@contextmanager
def watched() -> Iterator[Peaks]:
    peaks = Peaks()
    peaks.begin()
    try:
        yield peaks
    finally:
        peaks.end()


def _children(process: str) -> Iterator[str]:
    """Of the process, and theirs; none that was only just forked and still is its parent's copy."""
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found = task.read_text().split()
        except OSError:
            continue
        for child in found:
            if _command(child) != _command(process):
                yield child
                yield from _children(child)


def _command(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _peak(process: str) -> float:
    try:
        found = PEAK.search(Path(f"/proc/{process}/status").read_bytes())
    except OSError:
        return 0.0
    return int(found.group(1)) / 1024 if found else 0.0
