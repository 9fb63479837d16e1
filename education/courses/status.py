"""One word that says whether readers can see a page now (E4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState
from wagtail.query import PageQuerySet


@dataclass(frozen=True)
class Status:
    code: str
    words: str


def with_status(pages: PageQuerySet) -> PageQuerySet:
    """The pages with all that `status_of` asks for; one more query, however many pages there are.

    Wagtail's own `prefetch_workflow_states` finds nothing from the table of one page type: it compares the
    general type of all pages.
    """
    states = Prefetch(
        "_specific_workflow_states",
        queryset=WorkflowState.objects.active().select_related("current_task_state__task"),
        to_attr="_current_workflow_states",
    )
    return pages.annotate_approved_schedule().prefetch_related(states)


def status_of(page: Page, *, at: datetime) -> Status:
    """`live`, `scheduled`, `in_review`, `expired` or `draft`, with a sentence a teacher cannot misread.

    Times are shown in the site's time zone.
    """
    if page.live:
        if page.expire_at and page.expire_at > at:
            return Status("live", _("Live until %(when)s") % {"when": _when(page.expire_at)})
        return Status("live", _("Live"))
    if page.approved_schedule and page.go_live_at and page.go_live_at > at:
        return Status("scheduled", _("Scheduled for %(when)s") % {"when": _when(page.go_live_at)})
    if page.workflow_in_progress:
        return Status("in_review", _("In review, not visible to readers"))
    if page.expired:
        return Status("expired", _("Expired, no longer visible to readers"))
    return Status("draft", _("Draft, not visible to readers"))


def _when(moment: datetime) -> str:
    return date_format(localtime(moment), "Y-m-d H:i")
