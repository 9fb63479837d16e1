"""Rows of a batch as files; each download leaves a trace."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from archives.imports import actions, permissions
from archives.imports.error_workbook import write_error_workbook
from archives.imports.kinds import KINDS
from archives.imports.resources import export_written
from archives.imports.template_workbook import write_template
from archives.imports.viewsets.of_batch import OfBatch, person
from campus.workbench.views import NamedPermissionMixin

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
        batch = self.get_object()
        actions.record_download(batch=batch, what="errors", by=person(request), at=timezone.now())
        with TemporaryDirectory() as folder:
            path = Path(folder) / "errors.xlsx"
            write_error_workbook(batch, path)
            return _download(path.read_bytes(), f"{batch.number}-to-mend.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
