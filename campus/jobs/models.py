"""Background work as rows: what is to be done, who does it now, how far it came."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campus.accounts.permissions import may_everywhere

if TYPE_CHECKING:
    from campus.accounts.models import User


class Status(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


# What may follow what. Running goes back to waiting when its worker was killed or told to stop.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.RUNNING, Status.FAILED, Status.CANCELLED}),
    Status.RUNNING: frozenset({Status.QUEUED, Status.DONE, Status.FAILED, Status.CANCELLED}),
    Status.FAILED: frozenset({Status.QUEUED}),
    Status.CANCELLED: frozenset({Status.QUEUED}),
    Status.DONE: frozenset(),
}
# By the name of the error, in words for the person who waits.
WHY_FAILED = {
    "LeaseLapsed": _(
        "The worker stopped %(count)d times in the middle of this job, so it was given up. "
        "What was finished is kept. Ask an administrator to look at the worker, then start "
        "it again."
    ),
    "OperationalError": _(
        "The database could not be reached, was busy or had no room left %(count)d times, so the job was given up. "
        "What was finished is kept. Ask an administrator to look at the database, then start it again."
    ),
    "OSError": _(
        "The server could not keep a file, most likely because its disk is full. "
        "What was finished is kept. Ask an administrator to make room, then start it again."
    ),
}
STOPPED_WITH_AN_ERROR = _(
    "The job stopped with an error (%(error)s, job %(number)d). What was finished is kept. "
    "Start it again; if it stops again, give this number to an administrator."
)
WAITING_OR_RUNNING = (Status.QUEUED, Status.RUNNING)
FINISHED = (Status.DONE, Status.FAILED, Status.CANCELLED)


def sources_of(status: Status) -> list[Status]:
    """The statuses from which a job may come to `status`."""
    return [before for before, after in TRANSITIONS.items() if status in after]


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User, permission: str = "jobs.view") -> JobQuerySet:
        """All jobs for administrators of the whole school, for others those that they asked for themselves."""
        return self if may_everywhere(user, permission) else self.filter(requested_by=user.pk)

    def waiting(self) -> JobQuerySet:
        return self.filter(status=Status.QUEUED)

    def unfinished(self) -> JobQuerySet:
        return self.filter(status__in=WAITING_OR_RUNNING)

    def lapsed(self, at: datetime) -> JobQuerySet:
        """Running jobs whose worker has not been heard of for a whole lease."""
        return self.filter(status=Status.RUNNING, lease_until__lt=at)

    def about(self, kind: str, reference: str) -> JobQuerySet:
        return self.filter(kind=kind, reference=reference)


class Job(models.Model):
    """One piece of background work. `reference` names what it is about, in the words of its kind."""

    kind = models.CharField(_("kind"), max_length=80)
    reference = models.CharField(_("what it is about"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
        help_text=_("Empty when the schedule asked for it."),
    )
    created_at = models.DateTimeField(_("created"))
    queued_at = models.DateTimeField(_("waiting since"))
    kicked_at = models.DateTimeField(_("handed to the workers"), null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    # Whoever holds the token may write; it changes with every claim.
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(_("last heard of"), null=True)
    checkpoint = models.JSONField(default=dict)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("kind of error"), max_length=120, blank=True)
    message = models.CharField(_("message"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True
    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["status", "queued_at"], name="job_status_queued"),
            models.Index(fields=["kind", "reference"], name="job_kind_reference"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="job_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.RUNNING, lease_token__isnull=False, lease_until__isnull=False,
                            heartbeat_at__isnull=False, started_at__isnull=False)
                | (~Q(status=Status.RUNNING) & Q(lease_token=None, lease_until=None)),
                name="job_lease_only_while_running",
            ),
            models.CheckConstraint(
                condition=Q(status__in=FINISHED, finished_at__isnull=False)
                | (~Q(status__in=FINISHED) & Q(finished_at=None)),
                name="job_finished_at_when_finished",
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.FAILED) & ~Q(error="")) | (~Q(status=Status.FAILED) & Q(error="")),
                name="job_error_when_failed",
            ),
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def explanation(self) -> str:
        """One sentence for the person who waits, in the reader's language."""
        if self.message or self.status != Status.FAILED:
            return self.message
        sentence = WHY_FAILED.get(self.error, STOPPED_WITH_AN_ERROR)
        return str(sentence) % {"count": self.attempts, "error": self.error, "number": self.pk}


class ScheduledRun(models.Model):
    """A due time that was served. Unique, so that any number of machines serve each due time once."""

    name = models.CharField(_("name of the schedule"), max_length=80)
    due_at = models.DateTimeField(_("due time"))
    job = models.OneToOneField(
        Job, on_delete=models.CASCADE, related_name="scheduled_run", verbose_name=_("job")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("scheduled run")
        verbose_name_plural = _("scheduled runs")
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="scheduled_run_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
