"""The first page of the workbench: one component in place of Wagtail's own panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from campus.workbench.panels import panels_for


class MyDay(Component):
    """The panels of this person."""

    name = "my_day"
    order = 0
    template_name = "campus/workbench/my_day.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"panels": panels_for(self.request)}


def put_my_day(request: HttpRequest, panels: list[Component]) -> None:
    """Wagtail's panels know pages only; ours know each person's work."""
    panels[:] = [MyDay(request)]


def leave_out_summary(request: HttpRequest, summary_items: list[Component]) -> None:
    """Counts of pages, images and documents tell nobody what to do."""
    summary_items.clear()
