"""How far the work on a batch is, in figures and in words that stay true after coming back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archives.imports import actions, mending
from archives.imports.models import AT_WORK, MENDABLE, Batch, Status
from campus.jobs.lease import LEASE
from campus.jobs.models import Job

LEAST_SECONDS = 2.0  # of work, before what is left can be guessed
MINUTE = 60
UNHEARD = LEASE / 2  # a worker that lives is heard of several times in that


def job_of(batch: Batch, *, at: datetime) -> dict[str, Any] | None:
    """The batch's work as the progress part shows it; `stopped` where nobody works on it any more."""
    job = job_at_work(batch)
    if job is None:
        return None
    return {
        "done": job.done,
        "total": job.total,
        "words": words(job, at=at),
        "stopped": batch.status == Status.FAILED or job.is_finished,
        "explanation": job.explanation,
        "row": job.checkpoint.get("row", 0),
        "status_url": reverse("imports:progress", args=[batch.number]),
        "waits": job.started_at is None,
    }


def job_at_work(batch: Batch) -> Job | None:
    """The job that the batch waits for: checking, writing, taking back, or checking mended rows again."""
    if batch.status in MENDABLE:
        return mending.job_of(batch)
    return actions.last_job(batch) if batch.status in (*AT_WORK, Status.FAILED) else None


def words(job: Job, *, at: datetime) -> str:
    """“61,204 of 100,000 rows, about 20 seconds left”, or how many imports are before this one."""
    if job.started_at is None:
        ahead = _ahead(job)
        if not ahead and at - job.queued_at > UNHEARD:
            return _("No worker has taken it up yet. Nothing is lost; if this lasts, tell an administrator.")
        if not ahead:
            return _("It starts in a moment.")
        return ngettext("Waiting behind %(number)d other import", "Waiting behind %(number)d other imports", ahead) % {
            "number": ahead
        }
    if not job.total:
        return ""
    rows = _("%(done)s of %(total)s rows") % {"done": intcomma(job.done), "total": intcomma(job.total)}
    if is_silent(job, at=at):
        return _("Interrupted after %(rows)s. It goes on from there by itself when a worker takes it up.") % {
            "rows": rows
        }
    left = seconds_left(job, at=at)
    if left is None or job.is_finished:
        return rows
    return _("%(rows)s, %(left)s left") % {"rows": rows, "left": _duration(left)}


def is_silent(job: Job, *, at: datetime) -> bool:
    """Nobody has been heard of who does it: its worker has died, and no other has taken it up yet."""
    return not job.is_finished and job.heartbeat_at is not None and at - job.heartbeat_at > UNHEARD


def seconds_left(job: Job, *, at: datetime) -> float | None:
    """How long the rest takes at the pace so far; None while there is no pace, or after an interruption."""
    if job.started_at is None or not job.done or job.attempts > 1:
        return None
    spent = (at - job.started_at).total_seconds()
    if spent < LEAST_SECONDS:
        return None
    return spent * max(job.total - job.done, 0) / job.done


def _duration(seconds: float) -> str:
    if seconds < MINUTE:
        whole = max(round(seconds / 5) * 5, 5)
        return ngettext("about %(number)d second", "about %(number)d seconds", whole) % {"number": whole}
    minutes = round(seconds / MINUTE)
    return ngettext("about %(number)d minute", "about %(number)d minutes", minutes) % {"number": minutes}


def _ahead(job: Job) -> int:
    """How many other imports stand before this one: those that wait longer and those that are being done."""
    kinds = [*actions.JOB_OF.values(), mending.JOB]
    return Job.objects.unfinished().filter(kind__in=kinds, pk__lt=job.pk).count()
