"""Which of Wagtail's own pages are whose. Wagtail lets everybody in the admin open some of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from campus.accounts.access import refused
from campus.workbench.menu import may_see_pages, may_see_reports

# Below /staff/. Page staff write, review or administer pages.
REPORTS = ("reports/", "localize/reports/")
PAGES = (
    "api/",
    "pages/",
    "choose-",
    "images/",
    "documents/",
    "embeds/",
    "snippets/",
    "workflows/",
    "localize/",
    "tag-autocomplete/",
    "collections/",
    "redirects/",
    "sites/",
    "locales/",
    "forms/",
    "styleguide/",
)


class WagtailPagesMiddleware:
    """Editing, choosing and reports on pages are for page staff; other offices have no business there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        home = reverse("wagtailadmin_home")
        if not request.path_info.startswith(home) or not request.user.is_authenticated:
            return None
        place = request.path_info.removeprefix(home)
        if place.startswith(REPORTS) and not may_see_reports(request.user):
            return refused(request, _("These reports are for those who review and publish pages."))
        if place.startswith(PAGES) and not may_see_pages(request.user):
            return refused(request, _("These pages are for those who write courses and pages."))
        return None
