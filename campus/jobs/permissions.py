"""Who may do what with background work."""

from __future__ import annotations

from campus.accounts.models import User
from campus.accounts.permissions import may_everywhere
from campus.jobs.models import Job


def may_change(user: User, job: Job) -> bool:
    """May this user cancel or repeat the job? Who asked for it may, and who looks after the jobs."""
    return job.requested_by_id == user.pk or may_everywhere(user, "jobs.view")
