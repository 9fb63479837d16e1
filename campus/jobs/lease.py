"""A handler's hold on its job: the lease, the heartbeat, the checkpoint."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from campus.jobs.models import Job, JobQuerySet, Status

LEASE = timedelta(seconds=60)
# `heartbeat` writes only this often, so that handlers may call it in their innermost loop.
HEARTBEAT = timedelta(seconds=10)
# Set when this process was told to stop: the running job is handed back at its next save.
stopping = threading.Event()


class LeaseLost(Exception):
    """Another worker has the job now; this one must not write any more."""


class Cancelled(Exception):
    """Somebody cancelled the job."""


class Stopping(Exception):
    """This process was told to stop; the job goes back to the queue with its checkpoint."""


class JobFailed(Exception):
    """Raised by handlers to end a job with a sentence for the person who waits, without personal data."""


class JobRun:
    """A handler's hold on its job.

    Call `save` at least every 30 seconds of work, best inside the transaction that writes a chunk: then the
    chunk and the checkpoint stand or fall together, and a worker that lost its lease writes nothing.
    """

    def __init__(self, job: Job, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self.job = job
        self.clock = clock

    @property
    def checkpoint(self) -> dict[str, Any]:
        """Where an earlier attempt came to; empty at the first."""
        checkpoint: dict[str, Any] = self.job.checkpoint
        return checkpoint

    def save(
        self,
        checkpoint: dict[str, Any] | None = None,
        done: int | None = None,
        total: int | None = None,
        message: str | None = None,
    ) -> None:
        """Renew the lease and keep what is given. Raises LeaseLost, Cancelled or Stopping: let them pass."""
        at = self.clock()
        given = {"checkpoint": checkpoint, "done": done, "total": total, "message": message}
        changes = {name: value for name, value in given.items() if value is not None}
        if not held(self.job).update(lease_until=at + LEASE, heartbeat_at=at, **changes):
            raise self._lost()
        for name, value in {**changes, "heartbeat_at": at}.items():
            setattr(self.job, name, value)
        if stopping.is_set():
            raise Stopping

    def heartbeat(self) -> None:
        """Renew the lease when a renewal is due; free to call often."""
        assert self.job.heartbeat_at is not None
        if stopping.is_set() or self.clock() - self.job.heartbeat_at >= HEARTBEAT:
            self.save()

    def _lost(self) -> Exception:
        cancelled = Job.objects.filter(pk=self.job.pk, status=Status.CANCELLED).exists()
        return Cancelled() if cancelled else LeaseLost()


def held(job: Job) -> JobQuerySet:
    """The job's row as long as this lease on it is good: every write goes through here."""
    return Job.objects.filter(pk=job.pk, status=Status.RUNNING, lease_token=job.lease_token)
