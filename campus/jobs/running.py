"""Running one job: claim it, do it, finish it or give it back. All by compare-and-swap on the row."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import OperationalError
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from campus.jobs.lease import LEASE, Cancelled, JobFailed, JobRun, LeaseLost, Stopping, held
from campus.jobs.models import Job, Status
from campus.jobs.registry import handler_of

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5


def claim(job_id: int, at: datetime) -> Job | None:
    """Take a waiting job: exactly one of many claimers gets it, the others None."""
    token = uuid.uuid4()
    claimed = Job.objects.filter(pk=job_id, status=Status.QUEUED).update(
        status=Status.RUNNING,
        lease_token=token,
        lease_until=at + LEASE,
        heartbeat_at=at,
        started_at=Coalesce(F("started_at"), at),
        attempts=F("attempts") + 1,
    )
    return Job.objects.get(pk=job_id, lease_token=token) if claimed else None


def run(job_id: int, *, clock: Callable[[], datetime] = timezone.now) -> Job | None:
    """Do the job if nobody else has it. Errors end in the row and in the log, never in the caller.

    Returns the job as this process left it, or None when there was nothing to do.
    """
    job = claim(job_id, clock())
    if job is None:
        return None
    try:
        handler_of(job.kind)(JobRun(job, clock=clock))
    except (LeaseLost, Cancelled) as reason:
        logger.warning("job %d (%s) stopped: %s", job.pk, job.kind, type(reason).__name__)
    except Stopping:
        release(job, clock(), count_attempt=False)
    except OperationalError as error:
        # The database was busy or away: worth another try, until the attempts are used up.
        _log(job, error)
        if job.attempts >= MAX_ATTEMPTS:
            fail(job, clock(), error=type(error).__name__)
        else:
            release(job, clock())
    except JobFailed as failure:
        fail(job, clock(), error=type(failure).__name__, message=str(failure))
    except Exception as error:
        _log(job, error)
        fail(job, clock(), error=type(error).__name__)
    else:
        _leave(job, status=Status.DONE, finished_at=clock())
    job.refresh_from_db()
    return job


def release(job: Job, at: datetime, *, count_attempt: bool = True) -> bool:
    """Give a running job back to the queue with its checkpoint; the next tick hands it out again."""
    attempts = F("attempts") if count_attempt else F("attempts") - 1
    return _leave(job, status=Status.QUEUED, queued_at=at, kicked_at=None, attempts=attempts)


def recover(job: Job, at: datetime) -> Status | None:
    """Take a job from a worker that has not been heard of for a whole lease: back to the queue, or given up.

    Returns what became of it, None when the worker was heard of after all.
    """
    if job.attempts >= MAX_ATTEMPTS:
        changes: dict[str, Any] = {"status": Status.FAILED, "finished_at": at, "error": "LeaseLapsed"}
    else:
        changes = {"status": Status.QUEUED, "queued_at": at, "kicked_at": None}
    lapsed = held(job).filter(lease_until__lt=at)
    taken = lapsed.update(lease_token=None, lease_until=None, **changes)
    return changes["status"] if taken else None


def fail(job: Job, at: datetime, *, error: str, message: str = "") -> bool:
    """End a running job. `error` is the name of an exception class, `message` a sentence without names."""
    return _leave(job, status=Status.FAILED, finished_at=at, error=error[:120], message=message[:300])


def _leave(job: Job, **changes: Any) -> bool:
    return bool(held(job).update(lease_token=None, lease_until=None, **changes))


def _log(job: Job, error: Exception) -> None:
    # Lines of code only: the text of an exception can hold a name or a number of a person.
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("job %d (%s) stopped with %s\n%s", job.pk, job.kind, type(error).__name__, frames)
