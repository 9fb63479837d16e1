"""What waits for a person today: the panels of the workbench's first page.

A package adds its own in the `wagtail_hooks.py` of its app:

    from campus.workbench import panels
    panels.register("imports.release", 200, batches_to_release)

where `batches_to_release(request)` returns a Panel, or None when the panel should not be shown. It may ask
the database a constant number of questions, whatever there is to list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.functional import Promise

from campus.accounts.permissions import may

Text = str | Promise


@dataclass(frozen=True)
class Item:
    """A line of a panel: where it leads, how many of what, and when (aware time or date) where that says
    something."""

    label: Text
    url: str
    count: int | None = None
    when: datetime | date | None = None
    note: Text = ""
    unit: Text = ""

    @property
    def has_time(self) -> bool:
        return isinstance(self.when, datetime)


@dataclass(frozen=True)
class Panel:
    """A card of the first page.

    `empty` is said when there are no items; `action_*` is the one thing to start here; `icon` is a name of
    campus/icons.py.
    """

    title: Text
    items: tuple[Item, ...] | list[Item] = ()
    text: Text = ""
    empty: Text = ""
    action_label: Text = ""
    action_url: str = ""
    icon: str = "list"


PanelFunction = Callable[[HttpRequest], Panel | None]
_registered: list[tuple[int, str, PanelFunction]] = []


def register(permission: str, order: int, function: PanelFunction) -> None:
    """Show this panel to whoever holds the permission ("" for all staff), in ascending order."""
    entry = (order, permission, function)
    if entry not in _registered:
        _registered.append(entry)


def panels_for(request: HttpRequest) -> list[Panel]:
    """The panels of this person, in order."""
    shown = []
    for _order, permission, function in sorted(_registered, key=lambda entry: entry[0]):
        if permission and not may(request.user, permission):
            continue
        panel = function(request)
        if panel is not None:
            shown.append(panel)
    return shown
