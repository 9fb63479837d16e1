"""Going live and expiring on time (E4)."""

from __future__ import annotations

from django.core.management import call_command

from campus.jobs.registry import JobRun, job_kind, scheduled
from education.courses.rights import share_all_courses


@scheduled("courses.share_courses", cron="17 3 * * *")
@job_kind("courses.share_courses")
def share_courses(run: JobRun) -> None:
    """Rights in courses follow their units, also where the tree of units was changed; safe to repeat."""
    share_all_courses()


@scheduled("courses.publish_scheduled", cron="* * * * *")
@job_kind("courses.publish_scheduled")
def publish_scheduled(run: JobRun) -> None:
    """Publish reviewed pages whose hour has come and take down those that have expired; safe to repeat."""
    call_command("publish_scheduled")
