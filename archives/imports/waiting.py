"""The panel of the workbench's first page: batches that wait for this person."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from archives.imports import permissions
from archives.imports.kinds import KINDS
from archives.imports.models import Batch, Status
from campus.accounts.models import User
from campus.workbench.panels import Item, Panel

MOST = 6


def waiting_batches(request: HttpRequest) -> Panel | None:
    """Own batches that wait for an answer, and those of others that this person may release."""
    user = request.user
    if not isinstance(user, User):
        return None
    own = Q(
        uploaded_by=user.pk,
        status__in=[Status.UPLOADED, Status.CHECKED, Status.RELEASE_REFUSED, Status.FAILED],
    )
    others = Q(status=Status.WAITING_RELEASE)
    found = (
        Batch.objects.visible_to(user)
        .filter(own | others)
        .select_related("unit")
        .defer("summary", "changes", "notes", "headers")[: MOST * 2]
    )
    items = [
        Item(
            f"{batch.number} {KINDS[batch.kind].name}",
            reverse(
                "imports:release" if batch.status == Status.WAITING_RELEASE else "imports:check",
                args=[batch.number],
            ),
            count=batch.importable or None,
            when=batch.uploaded_at,
            note=batch.get_status_display(),
        )
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
