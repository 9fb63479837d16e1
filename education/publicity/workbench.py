"""The yearly task of the calendar: somebody has to confirm the days that are announced anew (C1)."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campus.workbench.panels import Item, Panel
from education.publicity.agenda import agenda_from


def days_to_confirm(request: HttpRequest) -> Panel | None:
    """Key days without a confirmed date, for whoever may change them; None when there are none."""
    if not request.user.has_perm("education.change_keyday"):
        return None
    waiting = agenda_from(timezone.localdate()).unconfirmed
    if not waiting:
        return None
    items = [
        Item(
            label=key_day.name,
            url=reverse("wagtailsnippets_education_keyday:edit", args=[key_day.pk]),
            note=_("enter the next date once it is announced"),
        )
        for key_day in waiting
    ]
    return Panel(
        title=_("Key days to confirm"),
        items=items,
        icon="cal",
        text=_("Readers are told that the date is not known yet."),
    )
