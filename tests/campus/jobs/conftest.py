from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from campus.jobs import lease, registry


@pytest.fixture
def kind() -> Iterator[Callable[[registry.Handler], str]]:
    """Register a handler as the job kind "tests.kind" for one test."""
    registry.schedules()  # the real ones first

    def register(handler: registry.Handler) -> str:
        registry.job_kind("tests.kind")(handler)
        return "tests.kind"

    yield register
    registry._handlers.pop("tests.kind", None)


@pytest.fixture
def only_schedule(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Leave only one thing for the clock: `only_schedule("tests.nightly", "20 3 * * *", handler)`."""
    registry.schedules()
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_schedules", {})

    def declare(name: str, cron: str, handler: registry.Handler = lambda run: None) -> None:
        registry.scheduled(name, cron=cron)(handler)

    return declare


@pytest.fixture(autouse=True)
def _not_stopping() -> Iterator[None]:
    yield
    lease.stopping.clear()
