"""Background work: what waits, what runs, what failed; to cancel it or let it go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _

from campus.accounts.models import User
from campus.jobs.actions import cancel_job, retry_job
from campus.jobs.health import LONGEST_LAG, queue_lag
from campus.jobs.models import TRANSITIONS, Job, Status
from campus.workbench.components import Crumb, Fact, Tile
from campus.workbench.panels import Item, Panel
from campus.workbench.views import (
    ActionFormView,
    Column,
    ScopedDetailView,
    ScopedListView,
    ScopedViewMixin,
    Text,
)

TONES = {
    Status.QUEUED: (6, "clock"),
    Status.RUNNING: (2, "play"),
    Status.FAILED: (5, "alert"),
    Status.DONE: (1, "check"),
}


class _Jobs(ScopedViewMixin):
    """Jobs belong to the whole site, and so to administrators of the whole school; they name no student."""

    model: Any = Job
    permission_name = "jobs.view"

    def visible(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.person).select_related("requested_by").order_by("-pk")


class JobFilters(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"), empty_label=_("All"))
    kind = django_filters.CharFilter(lookup_expr="istartswith", label=_("Kind"))

    class Meta:
        model = Job
        fields: list[str] = []


class JobListView(_Jobs, ScopedListView):
    title = _("Background work")
    template_name = "campus/workbench/jobs_list.html"
    filterset_class = JobFilters
    empty_title = _("No background work yet")
    columns = (
        Column(_("Number"), "pk", link=True, num=True),
        Column(_("Kind"), "kind", mono=True),
        Column(_("About"), "reference", mono=True),
        Column(_("Status"), "status", template="campus/workbench/job_status.html"),
        Column(_("Progress"), lambda job: f"{job.done:,} / {job.total:,}" if job.total else "", num=True),
        Column(_("Waiting since"), "queued_at", template="campus/workbench/components/moment.html"),
        Column(_("Message"), "explanation"),
    )

    def get_row_url(self, row: Job) -> str:
        return reverse("jobs:job", args=[row.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = _counts(self.visible())
        chosen = self.request.GET.get("status", "")
        tiles = [
            Tile(
                status.label,
                counts.get(status.value, 0),
                f"?status={status.value}",
                tone,
                icon,
                chosen == status.value,
            )
            for status, (tone, icon) in TONES.items()
        ]
        return {
            **super().get_context_data(**kwargs),
            "tiles": tiles,
            "waited_minutes": self._waited_minutes(),
        }

    def _waited_minutes(self) -> int | None:
        lag = queue_lag(timezone.now())
        return int(lag.total_seconds() // 60) if lag is not None else None


class JobView(_Jobs, ScopedDetailView):
    template_name = "campus/workbench/job.html"

    def get_title(self) -> str:
        return gettext("Job %(number)d") % {"number": self.object.pk}

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(_("Background work"), reverse("jobs:list")), Crumb(self.get_title())]

    def get_facts(self) -> list[Fact]:
        return job_facts(self.object)

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        after = TRANSITIONS[Status(self.object.status)]
        verbs: list[tuple[Text, str]] = []
        if self.object.is_finished and Status.QUEUED in after:
            verbs.append((_("Let it go on"), reverse("jobs:retry", args=[self.object.pk])))
        if Status.CANCELLED in after:
            verbs.append((_("Cancel the job"), reverse("jobs:cancel", args=[self.object.pk])))
        return verbs


class _JobVerb(_Jobs, ActionFormView):
    def get_success_url(self) -> str:
        return reverse("jobs:job", args=[self.object.pk])

    def get_crumbs(self) -> list[Crumb]:
        number = gettext("Job %(number)d") % {"number": self.object.pk}
        return [
            Crumb(_("Background work"), reverse("jobs:list")),
            Crumb(number, self.get_success_url()),
            Crumb(self.get_title()),
        ]

    def get_facts(self) -> list[Fact]:
        return job_facts(self.object)


class JobRetryView(_JobVerb):
    title = _("Let the job go on")
    lede = _("It goes on from where it stopped. What was finished is not done twice.")

    def perform(self, form: forms.Form, at: datetime) -> str:
        retry_job(job=self.object, by=self.person, at=at)
        return gettext("The job waits for a worker.")


class JobCancelView(_JobVerb):
    title = _("Cancel the job")
    lede = _("A running job stops at its next step. What it has finished stays.")
    is_dangerous = True

    def get_cancel_url(self) -> str:
        return self.get_success_url()

    def perform(self, form: forms.Form, at: datetime) -> str:
        cancel_job(job=self.object, by=self.person, at=at)
        return gettext("The job is cancelled.")


def job_facts(job: Job) -> list[Fact]:
    """What there is to know of a job; no personal data."""

    def moment(at: datetime | None) -> str:
        return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""

    return [
        Fact(_("Kind"), job.kind, mono=True),
        Fact(_("About"), job.reference, mono=True),
        Fact(_("Status"), job.get_status_display()),
        Fact(_("Asked for by"), job.requested_by.username if job.requested_by else _("the schedule")),
        Fact(_("Waiting since"), moment(job.queued_at)),
        Fact(_("Started"), moment(job.started_at)),
        Fact(_("Last heard of"), moment(job.heartbeat_at)),
        Fact(_("Finished"), moment(job.finished_at)),
        Fact(_("Attempts"), job.attempts),
        Fact(_("Message"), job.explanation),
    ]


def _counts(jobs: QuerySet[Job]) -> dict[str, int]:
    return dict(jobs.order_by().values_list("status").annotate(Count("pk")))


def queue_panel(request: HttpRequest) -> Panel:
    """For administrators: does the background work get done?"""
    assert isinstance(request.user, User)
    counts = _counts(Job.objects.visible_to(request.user))
    lag = queue_lag(timezone.now())
    if lag is not None and lag > LONGEST_LAG:
        text = gettext("Work has waited for %(minutes)d minutes. Is the worker running?") % {
            "minutes": lag.total_seconds() // 60
        }
    else:
        text = gettext("The worker keeps up.")
    shown = (Status.FAILED, Status.RUNNING, Status.QUEUED)
    items = [
        Item(
            status.label,
            f"{reverse('jobs:list')}?status={status.value}",
            counts[status.value],
            unit=npgettext("unit of a count", "job", "jobs", counts[status.value]),
        )
        for status in shown
        if counts.get(status.value)
    ]
    return Panel(
        _("Background work"), items, text=text, empty=_("Nothing waits, nothing has failed."), icon="clock"
    )
