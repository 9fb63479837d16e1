"""Forgetting what the clock did long ago. Jobs that a person asked for stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from campus.jobs.models import FINISHED, Job, Status
from campus.limits.actions import forget_ended

TASK_RESULT_DAYS = 7
KEEP_DONE = timedelta(days=2)
KEEP_FAILED = timedelta(days=90)


def prune(at: datetime) -> int:
    """Delete scheduled jobs that ended long before `at`, the engine's old results and ended counts; count the jobs."""
    for alias in settings.TASKS:
        if isinstance(task_backends[alias], DatabaseBackend):
            call_command(
                "prune_db_task_results",
                "--backend", alias, "--queue-name", "*", "--min-age-days", str(TASK_RESULT_DAYS),
                verbosity=0,
            )  # fmt: skip
            # A killed worker leaves its result "running" for ever; the job itself went on long ago.
            DBTaskResult.objects.running().filter(
                started_at__lt=at - timedelta(days=TASK_RESULT_DAYS)
            ).delete()
    scheduled = Job.objects.filter(scheduled_run__isnull=False)
    done = scheduled.filter(status=Status.DONE, finished_at__lt=at - KEEP_DONE)
    rest = scheduled.filter(status__in=FINISHED, finished_at__lt=at - KEEP_FAILED)
    deleted = 0
    for jobs in (done, rest):
        _all, per_model = jobs.delete()
        deleted += per_model.get("campus.Job", 0)
    forget_ended(at)
    return deleted
