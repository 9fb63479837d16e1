"""From a file to a check: the list, the upload, sheet and columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from archives.imports import actions, intake, layout_shown, opening, permissions, sets, summaries
from archives.imports.forms import LayoutForm, UploadForm
from archives.imports.kinds import KINDS, Kind
from archives.imports.models import Batch, Status
from archives.imports.sentences import UnreadableFile, why_gone
from archives.imports.viewsets.of_batch import OfRows, at_page, person
from campus.accounts.models import User
from campus.refusals import Refusal
from campus.workbench.components import Crumb
from campus.workbench.filters import FromDate, UntilDate
from campus.workbench.views import (
    ActionFormView,
    Column,
    NamedPermissionMixin,
    ScopedListView,
    Text,
)

AS_KIND = "kind:"


class BatchFilters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        empty_label=_("All"),
        choices=lambda: [(code, kind.name) for code, kind in KINDS.items()],
    )
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"), empty_label=_("All"))
    since = FromDate("uploaded_at")
    until = UntilDate("uploaded_at")

    class Meta:
        model = Batch
        fields: list[str] = []


class BatchListView(ScopedListView):
    model = Batch
    permission_name = "imports.view"
    title = _("Imports")
    lede = _("Every spreadsheet that was uploaded, what became of it, and who did what.")
    filterset_class = BatchFilters
    empty_title = _("No imports yet")
    empty_text = _("Upload a spreadsheet: it is checked first, and nothing is written before you confirm.")
    columns = (
        Column(_("Number"), "number", link=True, mono=True),
        Column(_("Kind"), lambda batch: KINDS[batch.kind].name),
        Column(_("File"), "file_name", template="archives/imports/file_name.html"),
        Column(_("Status"), "status", template="archives/imports/status.html"),
        Column(_("Rows"), lambda batch: summaries.number(batch.rows_shown), num=True),
        Column(_("Imported"), lambda batch: summaries.number(batch.written), num=True),
        Column(_("To mend"), lambda batch: summaries.number(batch.refused), num=True),
        Column(_("Uploaded by"), lambda batch: batch.uploaded_by.get_full_name()),
        Column(_("Uploaded at"), "uploaded_at", template="campus/workbench/components/moment.html"),
    )

    def visible(self) -> QuerySet[Batch]:
        return super().visible().select_related("uploaded_by").defer("summary", "changes", "notes", "headers")

    def get_row_url(self, row: Batch) -> str:
        return at_page("check", row)

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        return (
            [(_("Upload a spreadsheet"), reverse("imports:upload"))]
            if permissions.kinds_for(person(self.request))
            else []
        )


class UploadView(NamedPermissionMixin, FormView):
    permission_name = "imports.view"
    template_name = "archives/imports/upload.html"
    form_class = UploadForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not permissions.kinds_for(person(request)):
            raise PermissionDenied(
                gettext("Your role sees imports but does not upload any kind of spreadsheet.")
            )
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": person(self.request)}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        by, at, data = person(self.request), timezone.now(), form.cleaned_data
        given = {"file": data["file"], "name": data["file"].name, "note": data["note"], "by": by, "at": at}
        try:
            if data["kind"] == sets.SET:
                batch = sets.upload_set(**given)[0]
            else:
                batch = opening.open_file(kind=data["kind"], **given)
            batch = _go_on(batch, by, at)
        except (Refusal, UnreadableFile, PermissionDenied) as reason:
            form.add_error("file", str(reason))
            return self.form_invalid(form)
        if batch.status == Status.UNREADABLE:
            form.add_error("file", summaries.why_unreadable(batch))
            return self.form_invalid(form)
        return HttpResponseRedirect(at_page("check" if batch.status == Status.CHECKING else "layout", batch))

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [Crumb(_("Imports"), reverse("imports:list")), Crumb(_("Upload"))]
        kinds = [KINDS[code] for code in permissions.kinds_for(person(self.request))]
        return {
            **super().get_context_data(**kwargs),
            "title": gettext("Upload a spreadsheet"),
            "crumbs": crumbs,
            "steps": summaries.steps_of(None),
            "set": (sets.NAME, sets.ABOUT) if sets.may_upload_set(person(self.request)) else None,
            "kinds": [(kind, _headings(kind, required=True), _headings(kind, required=False)) for kind in kinds],
        }


def _go_on(batch: Batch, by: User, at: datetime) -> Batch:
    """Check the rows at once where nothing is left to ask."""
    if batch.status == Status.UPLOADED and intake.is_exact(batch):
        return actions.start_check(batch=batch, by=by, at=at)
    return batch


def _needed(batch: Batch) -> list[str]:
    return [spec.name for spec in KINDS[batch.kind].fields if spec.required]


def _headings(kind: Kind, *, required: bool) -> str:
    labels = [str(spec.label) for spec in kind.fields if spec.required == required]
    return pgettext("between items of a list", ", ").join(labels)


class LayoutView(OfRows, ActionFormView):
    """Sheet, headings and columns; the agreement to leave out what may not be kept. Starts the check."""

    template_name = "archives/imports/layout.html"
    title = _("Sheet and columns")
    verb = _("Check the rows")
    form_class = LayoutForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnreadableFile as unreadable:  # it could be read when it was uploaded
            messages.error(request, unreadable.message())
            return HttpResponseRedirect(reverse("imports:list"))

    def may_open(self, batch: Batch) -> bool:
        """It reads the file anew and shows its first lines: for whoever prepares the batch."""
        return permissions.may_prepare(person(self.request), batch) and super().may_open(batch)

    def get_form(self, form_class: Any = None) -> LayoutForm:
        self.inspection = intake.preview(self.object)
        return LayoutForm(
            **self.get_form_kwargs(),
            batch=self.object,
            matches=intake.matches_of(self.object),
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.status not in intake.MAY_BE_LAID_OUT:
            return HttpResponseRedirect(at_page("check", self.object))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.status not in intake.MAY_BE_LAID_OUT:
            return HttpResponseRedirect(at_page("check", self.object))
        if "read_with" in request.POST:
            return self.read_anew(request.POST["read_with"])
        return super().post(request, *args, **kwargs)

    def read_anew(self, value: str) -> HttpResponse:
        """Read the file in another way, at once; columns that were chosen stay with their headings."""
        batch, by = self.object, person(self.request)
        if value.startswith(AS_KIND):
            return self.open_as(value.removeprefix(AS_KIND))
        if value == "header_row":  # the number was typed
            value = f"header_row:{self.request.POST.get('header_row', '').strip()}"
        asked = layout_shown.asked_for(value, batch)
        try:
            if asked is None:
                raise Refusal(gettext("Type the number of a row, from 1 to 1,048,576."))
            kept = LayoutForm(
                self.request.POST, batch=batch, matches=intake.matches_of(batch)
            ).changed_columns()
            opening.read_anew(batch, by=by, at=timezone.now(), kept=kept, day_first=batch.day_first, **asked)
        except Refusal as refusal:  # the file stays as it was read; the sentence stands at the top
            messages.error(self.request, str(refusal))
            return HttpResponseRedirect(at_page("layout", batch))
        return HttpResponseRedirect(f"{at_page('layout', batch)}#reading")

    def open_as(self, kind: str) -> HttpResponse:
        """The file is of another kind than was chosen: open it as that, and give this batch up."""
        by, at = person(self.request), timezone.now()
        try:
            batch = _go_on(opening.open_as(batch=self.object, kind=kind, by=by, at=at), by, at)
        except (Refusal, PermissionDenied) as reason:
            messages.error(self.request, str(reason))
            batch = self.object
        return HttpResponseRedirect(at_page("layout" if batch.status == Status.UPLOADED else "check", batch))

    def perform(self, form: forms.Form, at: datetime) -> str:
        assert isinstance(form, LayoutForm)
        batch, by = self.object, person(self.request)
        intake.choose_layout(
            batch=batch,
            by=by,
            at=at,
            columns=form.columns(),
            day_first=form.day_is_first(),
            sheet=batch.sheet,
            header_row=batch.header_row,
            encoding=batch.encoding,
            delimiter=batch.delimiter,
        )
        if batch.forbidden_open and form.cleaned_data.get("leave_out"):
            actions.agree_to_leave_out(batch=batch, by=by, at=at)
        needed = [str(spec.label) for spec in intake.missing(batch)]
        if needed:
            raise Refusal(
                gettext("No column holds: %(fields)s. Choose one for each.")
                % {"fields": pgettext("between items of a list", ", ").join(needed)}
            )
        actions.start_check(batch=batch, by=by, at=at)
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        samples = {
            column: [row.cells[column] for row in self.inspection.samples[:3]]
            for column in range(len(self.inspection.headers))
        }
        return {
            **context,
            "batch": self.object,
            "steps": summaries.steps_of(self.object, now=2),
            "inspection": self.inspection,
            "meant": opening.meant(self.object, self.inspection, by=person(self.request)),
            "why_gone": why_gone(self.object.source_gone) if self.object.source_gone else "",
            "ways": layout_shown.ways(self.object, self.inspection),
            "first_lines": layout_shown.first_lines(self.inspection),
            "forbidden": self.get_cells().forbidden(),
            "missing": summaries.missing(self.object),
            "names_nothing": not any(self.object.mapping.get(name) is not None for name in _needed(self.object)),
            "columns": layout_shown.columns_of(self.object, form, samples),
        }
