"""Rows of a batch as files; each download leaves a trace."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from archives.imports import actions, permissions
from archives.imports.error_workbook import is_available, write_error_workbook
from archives.imports.kinds import KINDS
from archives.imports.resources import export_written
from archives.imports.template_workbook import write_template
from archives.imports.viewsets.of_batch import OfBatch, at_page, person
from campus.workbench.views import NamedPermissionMixin

NO_LONGER = _(
    "The rows to mend could be downloaded for some days after the check. That time is over: upload the file again to "
    "get them anew."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TemplateView(NamedPermissionMixin, View):
    """An empty workbook of a kind, with today's columns and lists. It holds nobody's data."""

    permission_name = "imports.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by, code = person(request), kwargs["kind"]
        if not permissions.may_upload(by, code):
            raise Http404
        kind, today = KINDS[code], timezone.localdate()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "template.xlsx"
            write_template(kind, path, by=by, on=today)
            return _download(path.read_bytes(), f"{code}-template-{today.isoformat()}.xlsx")


class WrittenRowsView(OfBatch, SingleObjectMixin, View):
    """What the batch wrote, as a workbook in which nothing can run."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        batch = self.get_object()
        actions.record_download(batch=batch, what="written", by=person(request), at=timezone.now())
        return _download(export_written(batch), f"{batch.number}.xlsx")


class ErrorWorkbookView(OfBatch, SingleObjectMixin, View):
    """The rows to mend, with the reason beside each."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        batch, by, at = self.get_object(), person(request), timezone.now()
        if not permissions.may_see_rows(by, batch):
            raise PermissionDenied(actions.NOT_YOURS)
        if not is_available(batch, at):
            messages.error(request, str(NO_LONGER))
            return HttpResponseRedirect(at_page("check", batch))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "to-mend.xlsx"
            write_error_workbook(batch, path, by=by, on=timezone.localdate(at))
            actions.record_download(batch=batch, what="errors", by=by, at=at)
            return _download(path.read_bytes(), f"{batch.number}-to-mend.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
