"""How the background work is doing, for /healthz."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from campus.jobs.models import Job

# The worker looks every minute: a job that waits longer than this means that there is no worker.
LONGEST_LAG = timedelta(minutes=15)


def queue_lag(at: datetime) -> timedelta | None:
    """How long the oldest waiting job has waited; None when nothing waits."""
    oldest: datetime | None = Job.objects.waiting().aggregate(oldest=Min("queued_at"))["oldest"]
    return max(at - oldest, timedelta(0)) if oldest else None
