"""A stopwatch with named steps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Steps:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - begun

    def told(self) -> dict[str, float]:
        """Each step and their sum."""
        return {**{name: round(seconds, 3) for name, seconds in self.seconds.items()},
                "whole": round(sum(self.seconds.values()), 3)}
