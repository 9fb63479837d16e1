"""Where the values of one student or one record came from. The values themselves are not on these pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.imports.provenance import Source, sources_of_record, sources_of_student, visible_batches
from archives.records.models import Record
from archives.registry.models import Student
from campus.workbench.components import Crumb
from campus.workbench.views import ScopedDetailView, Text


class _ProvenanceView(ScopedDetailView):
    template_name = "archives/imports/provenance.html"

    def sources(self) -> list[Source]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = self.sources()
        return {
            **super().get_context_data(**kwargs),
            "sources": sources,
            "open_batches": visible_batches(sources, self.person),
        }


class StudentProvenanceView(_ProvenanceView):
    model = Student
    permission_name = "students.view"
    slug_field = slug_url_kwarg = "public_id"

    def get_title(self) -> Text:
        return _("Where the values of student %(number)s came from") % {"number": self.object.number}

    def get_crumbs(self) -> list[Crumb]:
        page = reverse("registry:student", args=[self.object.public_id])
        return [
            Crumb(gettext_lazy("Students"), reverse("registry:list")),
            Crumb(self.object.number, page),
            Crumb(_("Where the values came from")),
        ]

    def sources(self) -> list[Source]:
        return sources_of_student(self.object)


class RecordProvenanceView(_ProvenanceView):
    model = Record
    permission_name = "records.view"
    slug_field = slug_url_kwarg = "record"

    def get_slug_field(self) -> str:
        return "number"

    def get_title(self) -> Text:
        return _("Where the values of record %(number)s came from") % {"number": self.object.number}

    def get_crumbs(self) -> list[Crumb]:
        page = reverse("records:record", args=[self.object.number])
        return [
            Crumb(gettext_lazy("Records"), reverse("records:list")),
            Crumb(self.object.number, page),
            Crumb(_("Where the values came from")),
        ]

    def sources(self) -> list[Source]:
        return sources_of_record(self.object)
