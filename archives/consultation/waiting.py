"""What of the records waits for an officer: the panel of the workbench's first page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archives.records.models import Record
from campus.accounts.models import User
from campus.workbench.panels import Item, Panel

SHOWN = 5


def waiting_records(request: HttpRequest) -> Panel:
    """The oldest records to confirm and disputes to answer in the person's units, by number only."""
    assert isinstance(request.user, User)  # behind the sign-in of the workbench
    visible = Record.objects.visible_to(request.user)
    waiting = (visible.pending() | visible.disputed(timezone.localdate())).order_by("entered_at")[:SHOWN]
    items = [
        Item(label=(_("%(number)s is disputed") if record.is_disputed else _("%(number)s waits for a second person"))
             % {"number": record.number},
             url=reverse("records:record", args=[record.number]), when=record.disputed_at or record.entered_at)
        for record in waiting
    ]
    return Panel(title=_("Records that wait"), items=items, empty=_("No record waits for you."), icon="scale",
                 action_label=_("Enter a record"), action_url=reverse("records:enter"))
