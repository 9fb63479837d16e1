"""Mending on the page of a batch: one row, a group, rows left out, and rows carried into an import of their own.

Each answers with the page of the batch; a script may take parts of it into the page that is open, and without one
the browser goes there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from archives.imports import mending
from archives.imports.carrying import carry_over
from archives.imports.kinds import KINDS
from archives.imports.mend_grid import MOST_SHOWN_AGAIN, Window
from archives.imports.models import Batch, Status
from archives.imports.viewsets.of_batch import OfRows, at_page, person
from archives.imports.viewsets.verbs import VerbView
from campus.refusals import Refusal
from campus.workbench.views import Text

CELL = "cell-"
STATUS_LINE = "#mended"  # where the focus goes once a group is answered


def window_of(request: HttpRequest) -> Window:
    """Which rows to mend the address asks for; nonsense is no row."""
    asked = request.GET
    show = tuple(number for text in asked.getlist("show") if (number := _number(text)))
    return Window(
        asked.get("code", "")[:40], _number(asked.get("after")), _number(asked.get("before")), show
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


class MendView(OfRows, SingleObjectMixin, View):
    """Something is sent and the page of the batch comes back, at the place where the person was."""

    object: Batch

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(at_page("check", self.get_object()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        back, place = QueryDict(request.POST.get("back", "")[:2000], mutable=True), STATUS_LINE
        try:
            place = self.mend(back, timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        except PermissionDenied as denied:
            messages.error(request, str(denied))
        query = back.urlencode()
        return HttpResponseRedirect(f"{at_page('check', self.object)}{'?' if query else ''}{query}{place}")

    def mend(self, back: QueryDict, at: datetime) -> str:
        """Do it; returns the place on the page to go to, and may change which rows `back` asks for."""
        raise NotImplementedError


class FixRowView(MendView):
    """Cells of one row typed anew, or the row left out."""

    def mend(self, back: QueryDict, at: datetime) -> str:
        batch, by, row = self.object, person(self.request), self.kwargs["row"]
        if "leave_out" in self.request.POST:
            mending.leave_out_row(batch=batch, row=row, by=by, at=at)
            return STATUS_LINE
        shown = [text for text in back.getlist("show") if text != str(row)]
        back.setlist("show", [*shown, str(row)][-MOST_SHOWN_AGAIN:])
        mending.fix_cells(batch=batch, row=row, values=self._typed(), by=by, at=at)
        return f"#row-{row}"

    def _typed(self) -> dict[str, str]:
        """An identity number is never shown, so its empty place says nothing."""
        sealed = KINDS[self.object.kind].sealed_fields
        sent = {
            name.removeprefix(CELL): str(text) for name, text in self.request.POST.items() if name.startswith(CELL)
        }
        return {name: text for name, text in sent.items() if text.strip() or name not in sealed}


class AnswerGroupView(MendView):
    """One answer for all rows with the same problem, or such an answer taken back."""

    def mend(self, back: QueryDict, at: datetime) -> str:
        sent = self.request.POST
        done = mending.answer_group(
            batch=self.object,
            code=self.kwargs["code"],
            choice=sent.get("choice", ""),
            field=sent.get("field", ""),
            values=dict(zip(sent.getlist("word"), sent.getlist("meant"), strict=False)),
            by=person(self.request),
            at=at,
        )
        if done.in_background:
            messages.success(self.request, _("Noted. The rows are being checked again in the background."))
        return STATUS_LINE


class CarryOverView(VerbView):
    """The rows that stayed behind, into an import of their own."""

    title = gettext_lazy("Mend the rows that stayed behind")
    lede = gettext_lazy(
        "These rows become an import of their own, with its own confirmation, receipt and undo. The file need not "
        "be uploaded again."
    )
    verb = gettext_lazy("Mend them now")
    open_in = (Status.APPLIED, Status.PART_APPLIED)

    def perform(self, form: Any, at: datetime) -> Text:
        self.carried = carry_over(batch=self.object, by=person(self.request), at=at)
        return ""

    def get_success_url(self) -> str:
        return at_page("check", getattr(self, "carried", self.object))
