"""What must happen once a minute on some machine: lapsed leases, lost kicks, due times."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from cronsim import CronSim
from django.db import IntegrityError, transaction
from django.utils import timezone

from campus.jobs import running
from campus.jobs.models import Job, ScheduledRun, Status
from campus.jobs.registry import Schedule, schedules

# A job that waits and was handed to the workers longer ago than this is handed over again: kicks get lost
# when a process dies between commit and enqueue, and a second kick does no harm.
LOST_KICK = timedelta(minutes=5)
# After a longer standstill a due time is not served any more.
CATCH_UP = timedelta(hours=24)


@dataclass
class Tick:
    """What one tick did."""

    scheduled: list[str] = field(default_factory=list)
    requeued: int = 0
    given_up: int = 0
    kicked: int = 0


def tick(at: datetime) -> Tick:
    """Do what is due at `at`. Any number of machines may tick at the same time."""
    done = Tick()
    for job in Job.objects.lapsed(at):
        outcome = running.recover(job, at)
        done.requeued += outcome == Status.QUEUED
        done.given_up += outcome == Status.FAILED
    for schedule in schedules():
        if start_if_due(schedule, at):
            done.scheduled.append(schedule.name)
    for job in Job.objects.waiting().order_by("queued_at", "pk"):
        if job.kicked_at is None or job.kicked_at <= at - LOST_KICK:
            done.kicked += kick(job.pk, at, kicked_before=job.kicked_at)
    return done


def latest_due(schedule: Schedule, at: datetime) -> datetime:
    """The last due time at or before `at`. Cron fields are read in the site's time zone (Asia/Shanghai)."""
    local = timezone.localtime(at, timezone.get_default_timezone()).replace(microsecond=0)
    # Backwards, CronSim does not give the starting time itself.
    return next(CronSim(schedule.cron, local + timedelta(seconds=1), reverse=True))


def start_if_due(schedule: Schedule, at: datetime) -> bool:
    """Make the job of the latest due time, unless it was made before or an earlier one is still at work."""
    due = latest_due(schedule, at)
    if due <= at - CATCH_UP or ScheduledRun.objects.filter(name=schedule.name, due_at__gte=due).exists():
        return False
    if Job.objects.unfinished().filter(kind=schedule.name, scheduled_run__isnull=False).exists():
        return False
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=schedule.name, created_at=at, queued_at=at)
            ScheduledRun.objects.create(name=schedule.name, due_at=due, job=job)
    except IntegrityError:  # another machine was first
        return False
    return True


def kick(job_id: int, at: datetime, *, kicked_before: datetime | None = None) -> bool:
    """Hand a waiting job to the workers once the transaction commits; False when somebody else just did."""
    waiting = Job.objects.filter(pk=job_id, status=Status.QUEUED, kicked_at=kicked_before)
    if not waiting.update(kicked_at=at):
        return False
    transaction.on_commit(partial(_enqueue, job_id))
    return True


def _enqueue(job_id: int) -> None:
    from campus.jobs.tasks import run_job  # the task knows the packages, the schedule does not

    run_job.enqueue(job_id)
