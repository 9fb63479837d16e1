"""Staff pages that hand out lists of students: what for, in which format, and then the file itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.exports.actions import Exported, export_students
from archives.exports.forms import ExportStudentsForm
from archives.exports.models import Export
from archives.registry.forms import StudentFilter
from archives.registry.models import Student
from campus.limits.searching import LimitedSearchMixin
from campus.refusals import Refusal
from campus.workbench.components import Crumb, Fact
from campus.workbench.views import AddFormView
from campus.working_files import working_folder

TYPES = {
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Export.Format.CSV: "text/csv; charset=utf-8",
}


class ExportView(AddFormView):
    """A form whose answer is a file. The file is on disk only until it is opened, and sent piece by piece."""

    verb = gettext_lazy("Download the list")
    list_url: ClassVar[str] = ""
    list_title: ClassVar[Any] = ""

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(self.list_title, self.get_success_url()), Crumb(self.get_title())]

    def get_success_url(self) -> str:
        return reverse(self.list_url)

    def export(self, asked: dict[str, Any], folder: Path, at: datetime) -> Exported:
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponseBase:  # type: ignore[override]
        with TemporaryDirectory(dir=working_folder()) as folder:
            try:
                exported = self.export(form.cleaned_data, Path(folder), timezone.now())
            except Refusal as refusal:
                return self._refuse(form, refusal.sentence, refusal.status, refusal.field)
            except PermissionDenied as denied:
                return self._refuse(form, str(denied), 403)
            return sent(exported)


class ExportStudentsView(LimitedSearchMixin, ExportView):
    model = Student
    permission_name = "students.view"
    title = gettext_lazy("Export students")
    lede = gettext_lazy("The students of your units, as the list shows them now. Identity numbers are masked.")
    list_url, list_title = "registry:list", gettext_lazy("Students")
    form_class = ExportStudentsForm

    def students(self) -> QuerySet[Student]:
        """Those that the list showed: its search and filters come along in the address."""
        narrowed = StudentFilter(self.request.GET or None, queryset=self.visible(), request=self.request)
        return narrowed.qs if not narrowed.is_bound or narrowed.is_valid() else self.visible().none()

    def get_facts(self) -> list[Fact]:
        return [Fact(_("Students"), f"{self.students().count():,}")]

    def export(self, asked: dict[str, Any], folder: Path, at: datetime) -> Exported:
        return export_students(students=self.students(), folder=folder, by=self.person, at=at, **asked)


def sent(exported: Exported) -> FileResponse:
    """The open file outlives its name: the folder goes, the content is read to its end."""
    size = exported.path.stat().st_size
    response = FileResponse(
        exported.path.open("rb"),
        as_attachment=True,
        filename=exported.path.name,
        content_type=TYPES[Export.Format(exported.export.format)],
    )
    response["Content-Length"] = size
    response["Cache-Control"] = "no-store"
    return response
