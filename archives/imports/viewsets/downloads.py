"""Rows of a batch as files; each download leaves a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from archives.imports import actions, permissions
from archives.imports.error_workbook import is_available, write_error_workbook
from archives.imports.kinds import KINDS
from archives.imports.models import IS_WRITTEN, Batch
from archives.imports.receipt_files import receipt_data, write_left
from archives.imports.resources import write_written
from archives.imports.template_workbook import write_template
from archives.imports.viewsets.of_batch import OfBatch, OfRows, at_page, person
from campus.accounts.models import User
from campus.documents.pdf import render_pdf
from campus.documents.spreadsheets import Watermark
from campus.site_context import school
from campus.workbench.views import NamedPermissionMixin
from campus.working_files import working_folder

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
        with TemporaryDirectory(dir=working_folder()) as folder:
            path = Path(folder) / "template.xlsx"
            write_template(kind, path, by=by, on=today)
            return _download(path.read_bytes(), f"{code}-template-{today.isoformat()}.xlsx")


class WrittenRowsView(OfRows, SingleObjectMixin, View):
    """What the batch wrote, as a workbook in which nothing can run: of records their numbers, not what they say."""

    def may_open(self, batch: Batch) -> bool:
        return permissions.may_download(person(self.request), batch, "written", at=timezone.now())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _list_of(self.get_object(), "written", write_written, person(request))


class LeftRowsView(OfBatch, SingleObjectMixin, View):
    """Which rows were left and why, by number only."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _list_of(self.get_object(), "left", write_left, person(request))


class ReceiptFileView(OfBatch, SingleObjectMixin, View):
    """The receipt as a PDF, to be printed and kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        batch, by, at = self.get_object(), person(request), timezone.now()
        if batch.status not in IS_WRITTEN:
            raise Http404
        data = receipt_data(batch, school=school(request), at=at)
        actions.record_download(batch=batch, what="receipt", by=by, at=at)
        content = render_pdf("receipt", data, language=get_language() or "zh-hans", at=at)
        return _download(content, f"{batch.number}-receipt.pdf", content_type="application/pdf")


class ErrorWorkbookView(OfRows, SingleObjectMixin, View):
    """The rows to mend, with the reason beside each."""

    def may_open(self, batch: Batch) -> bool:
        return permissions.may_download(person(self.request), batch, "errors", at=timezone.now())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        batch, by, at = self.get_object(), person(request), timezone.now()
        if not is_available(batch, at):
            messages.error(request, str(NO_LONGER))
            return HttpResponseRedirect(at_page("check", batch))
        with TemporaryDirectory(dir=working_folder()) as folder:
            path = Path(folder) / "to-mend.xlsx"
            actions.record_download(batch=batch, what="errors", by=by, at=at)
            write_error_workbook(batch, path, by=by, on=timezone.localdate(at))
            return _download(path.read_bytes(), f"{batch.number}-to-mend.xlsx")


def _list_of(batch: Batch, what: str, write: Callable[..., int], by: User) -> HttpResponse:
    """A list with its watermark; the trace stands before anything leaves."""
    at = timezone.now()
    purpose = gettext("receipt of import %(number)s") % {"number": batch.number}
    with TemporaryDirectory(dir=working_folder()) as folder:
        path = Path(folder) / f"{what}.xlsx"
        actions.record_download(batch=batch, what=what, by=by, at=at)
        write(batch, path, mark=Watermark(batch.number, by.get_full_name(), at, purpose))
        if not path.exists():  # this kind lists nothing
            raise Http404
        return _download(path.read_bytes(), f"{batch.number}-{what}.xlsx")


def _download(content: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
