"""Lists of records that wait for a second person: the panel of the workbench's first page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from archives.exports.models import ListRequest
from campus.accounts.models import User
from campus.workbench.panels import Item, Panel

SHOWN = 5


def waiting_lists(request: HttpRequest) -> Panel:
    """The oldest lists that others asked for and this person may release, by number and count only."""
    assert isinstance(request.user, User)  # behind the sign-in of the workbench
    waiting = ListRequest.objects.visible_to(request.user, "exports.release").waiting().order_by("asked_at")[:SHOWN]
    items = [
        Item(label=_("%(number)s waits for a second person") % {"number": asked.number},
             url=reverse("exports:list_to_release", args=[asked.number]), count=asked.count,
             unit=npgettext("unit of a count", "record", "records", asked.count), when=asked.asked_at)
        for asked in waiting
    ]
    return Panel(title=_("Lists to release"), items=items, empty=_("No list waits for you."), icon="share")
