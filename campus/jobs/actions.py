"""Starting, cancelling and repeating background work."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from campus.accounts.models import User
from campus.audit.actions import record_event
from campus.jobs.models import FINISHED, Job, Status, sources_of
from campus.jobs.permissions import may_change
from campus.jobs.registry import handler_of
from campus.jobs.schedule import kick
from campus.refusals import Conflict


def start_job(*, kind: str, reference: str, by: User | None, at: datetime) -> Job:
    """Ask for background work; a worker gets it after the surrounding transaction commits.

    Asks no permission of its own: the action that calls it has. `by` is None for a command or the site
    itself. Raises UnknownJobKind.
    """
    handler_of(kind)
    with transaction.atomic():
        job = Job.objects.create(kind=kind, reference=reference, requested_by=by, created_at=at, queued_at=at)
        record_event(
            action="jobs.start_job", by=by, at=at, target=job, details={"kind": kind, "reference": reference}
        )
        kick(job.pk, at)
    return job


def cancel_job(*, job: Job, by: User, at: datetime) -> Job:
    """Stop a waiting job, or a running one at its next save. What it has finished stays.

    Raises PermissionDenied, or Conflict when the job has ended meanwhile.
    """
    _require(by, job)
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, status__in=sources_of(Status.CANCELLED)).update(
            status=Status.CANCELLED, finished_at=at, lease_token=None, lease_until=None
        )
        if not changed:
            raise Conflict(
                _("Job %(number)d has ended already; it cannot be cancelled.") % {"number": job.pk}
            )
        record_event(action="jobs.cancel_job", by=by, at=at, target=job, details={"kind": job.kind})
    job.refresh_from_db()
    return job


def retry_job(*, job: Job, by: User, at: datetime) -> Job:
    """Let a failed or cancelled job go on from its checkpoint, with fresh attempts.

    Raises PermissionDenied, or Conflict when the job is not in such a state any more.
    """
    _require(by, job)
    repeatable = [status for status in sources_of(Status.QUEUED) if status in FINISHED]
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, status__in=repeatable).update(
            status=Status.QUEUED,
            queued_at=at,
            kicked_at=None,
            finished_at=None,
            attempts=0,
            error="",
            message="",
        )
        if not changed:
            raise Conflict(
                _("Job %(number)d can be repeated only after it has failed or was cancelled.")
                % {"number": job.pk}
            )
        record_event(action="jobs.retry_job", by=by, at=at, target=job, details={"kind": job.kind})
        kick(job.pk, at)
    job.refresh_from_db()
    return job


def _require(by: User, job: Job) -> None:
    if not may_change(by, job):
        raise PermissionDenied(
            _("Job %(number)d was started by somebody else. Only they or an administrator may change it.")
            % {"number": job.pk}
        )
