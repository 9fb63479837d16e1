"""What all pages about one batch share."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archives.imports.kinds import KINDS
from archives.imports.models import Batch
from campus.accounts.models import User
from campus.workbench.components import Crumb
from campus.workbench.views import ScopedViewMixin

ROWS_ON_PAGE = 50


class OfBatch(ScopedViewMixin):
    """A page about one batch that this person may see; others do not exist (404)."""

    model = Batch
    permission_name: ClassVar[str] = "imports.view"
    slug_field = "number"
    slug_url_kwarg = "number"
    object: Batch

    def visible(self) -> QuerySet[Batch]:
        return Batch.objects.visible_to(person(self.request)).select_related(
            "unit",
            "uploaded_by",
            "confirmed_by",
            "released_by",
            "release_refused_by",
            "undo_asked_by",
            "cancelled_by",
            "mends",
        )

    def get_crumbs(self) -> list[Crumb]:
        return [
            Crumb(_("Imports"), reverse("imports:list")),
            Crumb(f"{self.object.number} {KINDS[self.object.kind].name}", at_page("check", self.object)),
            Crumb(self.get_title()),
        ]

    def get_success_url(self) -> str:
        return at_page("check", self.object)

    def get_cancel_url(self) -> str:
        return at_page("check", self.object)


def at_page(name: str, batch: Batch) -> str:
    return reverse(f"imports:{name}", args=[batch.number])


def person(request: HttpRequest) -> User:
    """Who asks. The named permission of every page has let only people with a role in."""
    user = request.user
    assert isinstance(user, User)
    return user
