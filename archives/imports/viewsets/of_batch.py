"""What all pages about one batch share."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.imports import permissions
from archives.imports.actions import NOT_YOURS, WORDS_GONE
from archives.imports.cells_shown import Cells
from archives.imports.kinds import KINDS
from archives.imports.models import Batch
from campus.accounts.models import User
from campus.workbench.components import Crumb
from campus.workbench.views import ScopedViewMixin

ROWS_ON_PAGE = 50


class OfBatch(ScopedViewMixin):
    """A page about one batch that this person may see; others do not exist (404).

    It shows states, causes and counts. What it shows of the file itself comes from `get_cells`, which asks whether this
    person may see that; a page or download that is nothing without it starts from `OfRows`.
    """

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

    def get_cells(self) -> Cells:
        return Cells(self.object, by=person(self.request), at=timezone.now())

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


class OfRows(OfBatch):
    """A page or download of what stands in the file of a batch: whoever may not see that gets nothing of it, whatever
    the method of the request.
    """

    def may_open(self, batch: Batch) -> bool:
        return permissions.may_see_rows(person(self.request), batch)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object()  # type: ignore[attr-defined]
        is_known = hasattr(self, str(request.method).lower())  # else 405, whoever asks
        if is_known and not self.may_open(batch):
            gone = KINDS[batch.kind].holds_records and batch.is_out_of_hand
            raise PermissionDenied(WORDS_GONE if gone else NOT_YOURS)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


def at_page(name: str, batch: Batch) -> str:
    return reverse(f"imports:{name}", args=[batch.number])


def person(request: HttpRequest) -> User:
    """Who asks. The named permission of every page has let only people with a role in."""
    user = request.user
    assert isinstance(user, User)
    return user
