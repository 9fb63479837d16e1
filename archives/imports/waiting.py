"""The panel of the workbench's first page: batches that wait for this person."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from archives.imports import actions, permissions
from archives.imports.kinds import KINDS
from archives.imports.models import AT_WORK, IS_WRITTEN, Batch, Status
from campus.accounts.models import User
from campus.jobs.models import Job
from campus.workbench.panels import Item, Panel

MOST = 6
WAIT_FOR_AN_ANSWER = (Status.UPLOADED, Status.CHECKED, Status.RELEASE_REFUSED, Status.FAILED)
TOLD_FOR = timedelta(days=1)  # how long a finished import is told of


def waiting_batches(request: HttpRequest) -> Panel | None:
    """Own batches that wait for an answer, are at work or were imported a moment ago; others to release."""
    user = request.user
    if not isinstance(user, User):
        return None
    own = Q(uploaded_by=user.pk, status__in=[*WAIT_FOR_AN_ANSWER, *AT_WORK]) | Q(
        uploaded_by=user.pk,
        status__in=[Status.APPLIED, Status.PART_APPLIED],
        applied_at__gte=timezone.now() - TOLD_FOR,
    )
    others = Q(status=Status.WAITING_RELEASE)
    found = (
        Batch.objects.visible_to(user)
        .filter(own | others)
        .select_related("unit")
        .defer("summary", "changes", "notes", "headers")[: MOST * 2]
    )
    shares = _shares([batch for batch in found if batch.is_at_work])
    items = [
        _item(batch, shares)
        for batch in found
        if batch.status != Status.WAITING_RELEASE or permissions.may_release(user, batch)
    ]
    may_upload = bool(permissions.kinds_for(user))
    return Panel(
        title=_("Imports"),
        items=items[:MOST],
        empty=_("No batch waits for you."),
        icon="up",
        action_label=_("Upload a spreadsheet") if may_upload else "",
        action_url=reverse("imports:upload") if may_upload else "",
    )


def _item(batch: Batch, shares: dict[str, int]) -> Item:
    page = "imports:release" if batch.status == Status.WAITING_RELEASE else "imports:check"
    rows = batch.written if batch.status in IS_WRITTEN else batch.importable
    return Item(
        f"{batch.number} {KINDS[batch.kind].name}",
        reverse(page, args=[batch.number]),
        count=rows or None,
        unit=npgettext("unit of a count", "row", "rows", rows),
        when=batch.applied_at or batch.uploaded_at,
        note=_note(batch, shares),
    )


def _shares(at_work: list[Batch]) -> dict[str, int]:
    """How much of each batch's work is done, in percent."""
    if not at_work:
        return {}
    jobs = Job.objects.unfinished().filter(
        kind__in=actions.JOB_OF.values(), reference__in=[batch.number for batch in at_work], total__gt=0
    )
    return {job.reference: 100 * job.done // job.total for job in jobs}


def _note(batch: Batch, shares: dict[str, int]) -> str:
    if batch.number not in shares:
        return batch.get_status_display()
    return _("%(status)s, %(percent)d %%") % {
        "status": batch.get_status_display(),
        "percent": shares[batch.number],
    }
