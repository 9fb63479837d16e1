"""A worker that dies in the middle of a batch, and another that takes it over."""

from __future__ import annotations

import pytest

from archives.imports import actions
from archives.imports.models import Batch
from campus.jobs import running
from campus.jobs.models import Job
from tests.factories import NOW


class Killed(BaseException):
    """The worker process ends here; nothing after it runs."""


def die_at_save(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The process dies at its n-th save: before that chunk's transaction commits."""
    real, calls = running.JobRun.save, []

    def save(self: running.JobRun, *args: object, **kwargs: object) -> None:
        calls.append(1)
        if len(calls) == number:
            raise Killed
        real(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(running.JobRun, "save", save)


def die_and_resume(batch: Batch, monkeypatch: pytest.MonkeyPatch, number: int) -> bool:
    """Run the job, dying at its n-th save; then let another worker take it over. False when it did not
    die.
    """
    job = actions.last_job(batch)
    with monkeypatch.context() as patch:
        die_at_save(patch, number)
        try:
            running.run(job.pk, clock=lambda: NOW)
            died = False
        except Killed:
            died = True
    if died:
        Job.objects.filter(pk=job.pk).update(status="queued", lease_token=None, lease_until=None)
        running.run(job.pk, clock=lambda: NOW)
    batch.refresh_from_db()
    return died
