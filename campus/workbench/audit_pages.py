"""The audit log, to read and to verify. Nobody changes anything here.

The log is one chain for the whole school. Who may read it for one college reads the events of that college's
units; events without a unit (sign-ins, the catalogue, background work) are for those of the whole school. Who has a
record, and of which kind, the pages do not say: campus/workbench/audit_details.py.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from campus.accounts.models import User
from campus.accounts.permissions import covered_units, may_everywhere
from campus.audit.health import last_sealed, last_verified
from campus.audit.models import AuditEntry, AuditEvent, Checkpoint
from campus.jobs.actions import start_job
from campus.jobs.models import Job
from campus.workbench.audit_details import ACTS_ON_RECORDS, shown_details, shown_student
from campus.workbench.components import Crumb, Fact
from campus.workbench.filters import FromDate, UntilDate
from campus.workbench.panels import Item, Panel
from campus.workbench.views import (
    Column,
    ScopedDetailView,
    ScopedListView,
    ScopedViewMixin,
    named_permission,
)

VERIFY = "audit.verify"
STRUCK = "limits.struck"


class AuditFilters(django_filters.FilterSet):
    actor = django_filters.CharFilter(
        field_name="actor_name", lookup_expr="iexact", label=_("Who (user name)")
    )
    action = django_filters.CharFilter(method="of_action", label=_("Action"))
    student = django_filters.CharFilter(method="about_student", label=_("Student (archive number)"))
    since = FromDate("occurred_at")
    until = UntilDate("occurred_at")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def of_action(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        return events.of_action(value.strip())  # type: ignore[attr-defined]

    def about_student(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        # Not those that are shown without their student: finding one would tell whose it is.
        found: QuerySet[AuditEvent] = events.about_student(value.strip())  # type: ignore[attr-defined]
        return found.exclude(action__startswith=ACTS_ON_RECORDS)


class _AuditEvents(ScopedViewMixin):
    """What both pages start from: the reader's events, with their place in the chain (None: not sealed yet)."""

    model: Any = AuditEvent
    permission_name = "audit.view"

    def visible(self) -> QuerySet[AuditEvent]:
        position = AuditEntry.objects.filter(event_id=OuterRef("pk")).values("position")[:1]
        events = AuditEvent.objects.annotate(position=Subquery(position)).newest_first()  # type: ignore[attr-defined]
        if self.sees_all:
            return events
        return events.filter(unit__in=covered_units(self.person, self.permission_name).values("code"))

    @property
    def sees_all(self) -> bool:
        return may_everywhere(self.person, self.permission_name)


class AuditListView(_AuditEvents, ScopedListView):
    title = _("Audit log")
    lede = _(
        "Every act on this site that matters, newest first. Entries can be added, never changed or removed."
    )
    template_name = "campus/workbench/audit_list.html"
    filterset_class = AuditFilters
    empty_title = _("The log is empty")
    columns = (
        Column(_("When"), "occurred_at", template="campus/workbench/components/moment.html"),
        Column(_("Who"), "actor"),
        Column(_("Action"), "action", link=True, mono=True),
        Column(_("Object"), lambda event: f"{event.target_type} {event.target_id}".strip(), mono=True),
        Column(_("Student (archive number)"), shown_student, mono=True),
        Column(_("Purpose"), "purpose"),
        Column(
            _("Position"),
            lambda event: event.position or "",
            num=True,
            template="campus/workbench/audit_position.html",
        ),
    )

    def get_row_url(self, row: AuditEvent) -> str:
        return reverse("audit:event", args=[row.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        checkpoint = Checkpoint.objects.order_by("-position").first()
        lede = self.lede if self.sees_all else _("Every act on your units that matters, newest first.")
        return {
            **super().get_context_data(**kwargs),
            "lede": lede,
            "checkpoint": checkpoint,
            "verified": last_verified(),
            "verify_url": reverse("audit:verify"),
        }


class AuditEventView(_AuditEvents, ScopedDetailView):
    template_name = "campus/workbench/audit_event.html"

    def get_title(self) -> str:
        return gettext("Audit event %(number)s") % {"number": self.object.pk}

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(_("Audit log"), reverse("audit:list")), Crumb(self.get_title())]

    def get_facts(self) -> list[Fact]:
        event = self.object
        return [
            Fact(_("When"), timezone.localtime(event.occurred_at).strftime("%Y-%m-%d %H:%M:%S %z")),
            Fact(
                _("Recorded by the database"),
                timezone.localtime(event.recorded_at).strftime("%Y-%m-%d %H:%M:%S %z"),
            ),
            Fact(_("Who"), event.actor),
            Fact(_("Action"), event.action, mono=True),
            Fact(_("Object"), f"{event.target_type} {event.target_id}".strip(), mono=True),
            Fact(_("Student (archive number)"), shown_student(event), mono=True),
            Fact(_("Unit"), event.unit, mono=True),
            Fact(_("Purpose"), event.purpose),
            Fact(_("Position in the chain"), event.position or _("not sealed yet")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = AuditEntry.objects.filter(event_id=self.object.pk).first()
        shown = shown_details(self.object)
        return {
            **super().get_context_data(**kwargs),
            "entry": entry,
            "details": json.dumps(shown, ensure_ascii=False, indent=2) if shown else "",
            "some_withheld": len(shown) < len(self.object.details),
        }


@named_permission("audit.view")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask a worker to prove the whole chain now, as every night; unless one is already at it."""
    if Job.objects.about(VERIFY, "").unfinished().exists():
        messages.info(request, gettext("The chain is being verified already. Reload this page in a minute."))
    else:
        by = request.user if isinstance(request.user, User) else None
        start_job(kind=VERIFY, reference="", by=by, at=timezone.now())
        messages.success(request, gettext("The chain is being verified. Reload this page in a minute."))
    return HttpResponseRedirect(reverse("audit:list"))


def audit_panel(request: HttpRequest) -> Panel:
    """For those who read the log: is the chain whole, and is it being sealed?"""
    position, signed_at = last_sealed()
    verified = last_verified()
    if verified is None:
        text = gettext("The chain has not been verified yet; it is every night.")
    elif verified[0]:
        text = gettext("The chain is intact.")
    else:
        text = gettext("The chain is broken. Run “manage.py verify_audit” and keep what it says.")
    items = []
    if signed_at:
        unit = npgettext("unit of a count", "event", "events", position)
        items.append(Item(_("Newest seal"), reverse("audit:list"), position, signed_at, unit=unit))
    if verified:
        items.append(Item(_("Last verified"), f"{reverse('audit:list')}?action={VERIFY}", when=verified[1]))
    struck = _struck_limits(request)
    if struck:
        unit = npgettext("unit of a count", "event", "events", struck)
        label = _("Limits that struck in the last seven days")
        items.append(Item(label, f"{reverse('audit:list')}?action={STRUCK}", struck, unit=unit))
    return Panel(_("Audit log"), items, text=text, icon="shield")


def _struck_limits(request: HttpRequest) -> int:
    """How often somebody did something too often. Such events have no unit: they are for readers of the whole log."""
    if not isinstance(request.user, User) or not may_everywhere(request.user, "audit.view"):
        return 0
    at = timezone.now()
    return AuditEvent.objects.of_action(STRUCK).between(at - timedelta(days=7), at).count()  # type: ignore[attr-defined]
