from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from campus.jobs.models import Job

AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)


def queued_job(kind: str = "tests.kind", **values: Any) -> Job:
    return Job.objects.create(kind=kind, **{"created_at": AT, "queued_at": AT, **values})


class Clock:
    """A clock that tests move."""

    def __init__(self, now: datetime = AT) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now
