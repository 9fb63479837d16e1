"""Where a batch stands: progress, result, rows, receipt."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from archives.imports import actions, carrying, intake, permissions, progress_shown, summaries
from archives.imports.forms import ConfirmForm
from archives.imports.history import history
from archives.imports.kinds import KINDS
from archives.imports.mended import rows_to_mend
from archives.imports.models import AT_WORK, MENDABLE, RowStatus, StagedRow, Status
from archives.imports.receipt_files import has_left
from archives.imports.viewsets.mending import window_of
from archives.imports.viewsets.of_batch import ROWS_ON_PAGE, OfBatch, at_page, person
from campus.workbench.components import Crumb
from campus.workbench.views import (
    ScopedDetailView,
    Text,
)


class CheckView(OfBatch, ScopedDetailView):
    """Where the batch stands: progress, the result of the check and what can be mended, what waits for whom."""

    template_name = "archives/imports/check.html"

    def get_title(self) -> Text:
        if self.job and self.job["waits"] and self.object.is_at_work:
            return _("In the queue")
        return summaries.headline(self.object)

    @cached_property
    def job(self) -> dict[str, Any] | None:
        return progress_shown.job_of(self.object, at=timezone.now())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.status == Status.UPLOADED:
            return HttpResponseRedirect(at_page("layout", self.object))
        if self.object.status in (Status.APPLIED, Status.PART_APPLIED, Status.UNDONE):
            return HttpResponseRedirect(at_page("receipt", self.object))
        return super().get(request, *args, **kwargs)

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(_("Imports"), reverse("imports:list")), Crumb(f"{self.object.number}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, user, at = self.object, person(self.request), timezone.now()
        context = {
            **super().get_context_data(**kwargs),
            "batch": batch,
            "kind": KINDS[batch.kind],
            "steps": summaries.steps_of(batch),
            "job": self.job,
            "may_prepare": permissions.may_prepare(user, batch),
            "may_release": permissions.may_release(user, batch),
            "may_continue": permissions.may_continue(user, batch),
            "may_give_up": permissions.may_prepare(user, batch) and batch.may_be_given_up,
        }
        if batch.status in AT_WORK or batch.status == Status.FAILED:
            return context
        return {**context, **self._result(context), "days": summaries.undo_days(at)}

    def _result(self, context: dict[str, Any]) -> dict[str, Any]:
        batch, at, cells = self.object, timezone.now(), self.get_cells()
        can_mend = context["may_prepare"] and batch.status in MENDABLE and context["job"] is None
        window, groups = window_of(self.request), cells.groups(can_mend=can_mend)
        return {
            **summaries.result(batch),
            "warnings": cells.warnings(),
            "changes": cells.changes(),
            "notes": cells.notes(),
            "forbidden": cells.forbidden(),
            "groups": groups,
            "given": cells.given(),
            "grid": cells.grid(window, can_mend=can_mend),
            "window": window,
            "cause": next((group.title for group in groups if group.code == window.code), ""),
            "back": self.request.GET.urlencode(),
            "mended": batch.answers.get("mended", 0),
            "second_looks": actions.second_looks(batch),
            "confirm_form": ConfirmForm(batch=batch),
            "to_mend": rows_to_mend(batch, at=at),
            "cells": cells,
            "can_mend": can_mend,
            "columns_said": cells.columns_said(),
            "may_be_laid_out": intake.MAY_BE_LAID_OUT,
        }


class ProgressView(OfBatch, SingleObjectMixin, View):
    """How far the batch's job is, as JSON for progress.js."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        batch = self.get_object()
        job = progress_shown.job_at_work(batch)
        if job is None or job.is_finished or batch.status == Status.FAILED:
            return JsonResponse({"done": 0, "total": 0, "finished": True})
        words = progress_shown.words(job, at=timezone.now())
        waits = job.started_at is None
        return JsonResponse(
            {
                "done": job.done,
                "total": job.total,
                "finished": False,
                "words": words,
                "waits": waits,
                "silent": progress_shown.is_silent(job, at=timezone.now()),
            }
        )


class RowsView(OfBatch, ScopedDetailView):
    """Staged rows of one status, a page at a time."""

    template_name = "archives/imports/rows.html"

    def get_title(self) -> Text:
        return RowStatus(self.status).label

    @property
    def status(self) -> str:
        wanted = self.request.GET.get("status", "")
        return wanted if wanted in RowStatus.values else RowStatus.REFUSED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = StagedRow.objects.of(self.object, self.status).order_by("number")
        made = self.request.GET.get("made", "")
        if made in ("new", "changed"):
            rows = rows.filter(is_change=made == "changed")
        field = self.request.GET.get("field", "")
        if field in self.object.changes:
            rows = rows.filter(before__has_key=field)
        page = Paginator(rows, ROWS_ON_PAGE).get_page(self.request.GET.get("page"))
        cells = self.get_cells()
        return {
            **super().get_context_data(**kwargs),
            "batch": self.object,
            "page_obj": page,
            "paginator": page.paginator,
            "shown": cells.rows(list(page.object_list)),
            "cells": cells,
            "is_part": bool(made or field),
        }


class ReceiptView(OfBatch, ScopedDetailView):
    template_name = "archives/imports/receipt.html"

    def get_title(self) -> Text:
        return summaries.headline(self.object)

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(_("Imports"), reverse("imports:list")), Crumb(f"{self.object.number}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, user = self.object, person(self.request)
        until = batch.may_be_undone_until(summaries.undo_days(timezone.now()))
        undoable = batch.status in (Status.APPLIED, Status.PART_APPLIED) and until and until >= timezone.now()
        to_mend, cells = rows_to_mend(batch, at=timezone.now()), self.get_cells()
        return {
            **super().get_context_data(**kwargs),
            **summaries.receipt(batch),
            "batch": batch,
            "notes": cells.notes(),
            "cells": cells,
            "kind": KINDS[batch.kind],
            "undo_until": until,
            "to_mend": to_mend,
            "rows_left": max(batch.refused - to_mend.mended, 0),
            "history": history(batch),
            "has_left": has_left(batch),
            "may_undo": bool(undoable) and not batch.shredded_at and permissions.may_undo(user, batch),
            "may_take_receipt": permissions.may_take_receipt(user, batch),
            "may_take_written": permissions.may_download(user, batch, "written", at=timezone.now()),
            "may_carry_over": cells.may_mend
            and batch.status != Status.UNDONE
            and carrying.can_be_carried(batch),
        }
