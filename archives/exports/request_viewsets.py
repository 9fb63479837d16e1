"""Staff pages of lists of records: ask for one, release or refuse what others asked for, take one's own away.

None of them shows a record or a name: the words are in the file alone, which leaves a look-up for each student.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.consultation.permissions import purposes_of
from archives.exports import requests
from archives.exports.actions import export_records
from archives.exports.forms import ExportRecordsForm, RefuseListForm
from archives.exports.models import TAKEN_WITHIN, ListRequest, State
from archives.exports.viewsets import sent
from archives.records.models import Record
from campus.refusals import Conflict, Refusal
from campus.workbench.components import Crumb, Fact
from campus.workbench.views import ActionFormView, AddFormView, Column, ScopedDetailView, ScopedListView, Text

RELEASE = "exports.release"


def _day_and_time(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i") if moment else ""


def facts_of(request: ListRequest) -> list[Fact]:
    """What was asked for and what became of it; numbers, never a name of a student."""
    state = request.state(timezone.now())
    until = request.released_at + TAKEN_WITHIN if request.released_at and state == State.RELEASED else None
    return [
        Fact(_("State"), state.label), Fact(_("Export number"), request.number, mono=True),
        Fact(_("Asked for by"), request.asked_by.name), Fact(_("Asked for on"), _day_and_time(request.asked_at)),
        Fact(_("Unit"), request.unit.name), Fact(_("Purpose"), request.purpose.name),
        Fact(_("Case or round number"), request.case_number, mono=True), Fact(_("Reason"), request.reason),
        Fact(_("Format"), request.get_format_display()),
        Fact(_("Records on the day it was asked for"), f"{request.count:,}"),
        Fact(_("Released by"), request.released_by.name if request.released_by else ""),
        Fact(_("Can be taken away until"), _day_and_time(until)),
        Fact(_("Not released by"), request.refused_by.name if request.refused_by else ""),
        Fact(_("Why it was not released"), request.refusal),
        Fact(_("Taken away on"), _day_and_time(request.export.made_at if request.export else None)),
    ]


class AskForRecordsView(AddFormView):
    model = Record
    permission_name = "records.view"
    title = gettext_lazy("Ask for a list of records")
    lede = gettext_lazy(
        "Records in force that the purpose may use, of the students of your units. A second person releases the list; "
        "then you can take it away once, within seven days. Each of these students will see that you took it, and "
        "what for."
    )
    verb = gettext_lazy("Ask for the list")
    form_class = ExportRecordsForm

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(gettext_lazy("Records"), reverse("records:list")), Crumb(self.get_title())]

    def get_success_url(self) -> str:
        return reverse("exports:own_lists")

    def get_form_kwargs(self) -> dict[str, Any]:
        self.purposes = purposes_of(self.person, at=timezone.now())
        return {**super().get_form_kwargs(), "purposes": self.purposes}

    def perform(self, form: forms.Form, at: datetime) -> Text:
        said = form.cleaned_data
        purpose = next(one for one in self.purposes if one.code == said["registered"])
        asked = requests.ask_for_records(purpose=purpose, case_number=said["case_number"], reason=said["purpose"],
                                         format=said["format"], by=self.person, at=at)
        return _("List %(number)s is asked for and waits for a second person.") % {"number": asked.number}


class _ListsView(ScopedListView):
    model = ListRequest
    columns = (
        Column(gettext_lazy("Number"), "number", link=True, mono=True),
        Column(gettext_lazy("State"), lambda request: request.state(timezone.now()).label),
        Column(gettext_lazy("Asked for by"), "asked_by.name"),
        Column(gettext_lazy("Unit"), "unit.name"),
        Column(gettext_lazy("Purpose"), "purpose.name"),
        Column(gettext_lazy("Records"), "count", num=True),
        Column(gettext_lazy("Since"), lambda request: _day_and_time(request.asked_at)),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("asked_by", "unit", "purpose")


class OwnListsView(_ListsView):
    permission_name = "records.view"
    title = gettext_lazy("Lists of records that you asked for")
    empty_title = gettext_lazy("You have not asked for a list yet")

    def get_row_url(self, row: ListRequest) -> str:
        return reverse("exports:take", args=[row.number])

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        return [(_("Ask for a list of records"), reverse("exports:records"))]


class WaitingListsView(_ListsView):
    permission_name = scope_permission = RELEASE
    title = gettext_lazy("Lists of records to release")
    lede = gettext_lazy("Somebody wants to take these lists away, with names. A second person releases them or says "
                        "why not.")
    empty_title = gettext_lazy("No list waits for you")

    def get_queryset(self) -> Any:
        return super().get_queryset().waiting()

    def get_row_url(self, row: ListRequest) -> str:
        return reverse("exports:list_to_release", args=[row.number])


class _OfRequest:
    """A page on one list that was asked for."""

    model = ListRequest
    slug_field = slug_url_kwarg = "number"
    object: Any

    def get_queryset(self) -> Any:
        people = ("asked_by", "released_by", "refused_by")
        return super().get_queryset().select_related("unit", "purpose", "export", *people)  # type: ignore[misc]

    def get_facts(self) -> list[Fact]:
        return facts_of(self.object)

    def get_title(self) -> Text:
        return _("List of records %(number)s") % {"number": self.object.number}


class ListToReleaseView(_OfRequest, ScopedDetailView):
    permission_name = scope_permission = RELEASE

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(WaitingListsView.title, reverse("exports:waiting_lists")), Crumb(self.object.number)]

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        if self.object.state(timezone.now()) != State.WAITING:
            return []
        verbs = ((_("Release the list"), "release"), (_("Do not release it"), "refuse"))
        return [(label, reverse(f"exports:{name}", args=[self.object.number])) for label, name in verbs]


class _AnswerView(_OfRequest, ActionFormView):
    permission_name = scope_permission = RELEASE

    def get_title(self) -> Text:
        return self.title

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(WaitingListsView.title, reverse("exports:waiting_lists")),
                Crumb(self.object.number, self.get_cancel_url()), Crumb(self.get_title())]

    def get_success_url(self) -> str:
        return reverse("exports:waiting_lists")

    def get_cancel_url(self) -> str:
        return reverse("exports:list_to_release", args=[self.object.number])


class ReleaseListView(_AnswerView):
    title = gettext_lazy("Release a list of records")
    lede = gettext_lazy("Whoever asked for it can then take the records away by name, once, within seven days. Release "
                        "it only if the purpose needs the whole list.")
    verb = gettext_lazy("Release the list")

    def perform(self, form: forms.Form, at: datetime) -> Text:
        requests.release_list(request=self.object, by=self.person, at=at)
        return _("List %(number)s is released.") % {"number": self.object.number}


class RefuseListView(_AnswerView):
    title = gettext_lazy("Do not release a list of records")
    verb = gettext_lazy("Do not release it")
    form_class = RefuseListForm
    is_dangerous = True

    def perform(self, form: forms.Form, at: datetime) -> Text:
        requests.refuse_list(request=self.object, reason=form.cleaned_data["reason"], by=self.person, at=at)
        return _("List %(number)s is not released. Whoever asked for it reads why.") % {"number": self.object.number}


class TakeListView(_OfRequest, ActionFormView):
    """One's own list: what became of it, and the file. It is on disk only until it is opened."""

    permission_name = "records.view"
    lede = gettext_lazy("The file holds what may be used today, with the students' own statements. Each of them reads "
                        "that you took it away.")
    verb = gettext_lazy("Download the list")

    def get_crumbs(self) -> list[Crumb]:
        return [Crumb(OwnListsView.title, self.get_success_url()), Crumb(self.object.number)]

    def get_success_url(self) -> str:
        return reverse("exports:own_lists")

    def get_template_names(self) -> list[str]:
        """Only a released list has the button; of others the page says what became of them."""
        is_released = self.object.state(timezone.now()) == State.RELEASED
        return [self.template_name if is_released else "campus/workbench/detail.html"]

    def form_valid(self, form: forms.Form) -> HttpResponseBase:  # type: ignore[override]
        with TemporaryDirectory() as folder:
            try:
                exported = export_records(request=self.object, folder=Path(folder), by=self.person, at=timezone.now())
            except Refusal as refusal:
                return self._refuse(form, refusal.sentence, 409 if isinstance(refusal, Conflict) else 422)
            except PermissionDenied as denied:
                return self._refuse(form, str(denied), 403)
            return sent(exported)
