"""What a person does with a batch: confirm, release, send back, continue, give up, undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archives.imports import actions, mending, permissions, summaries
from archives.imports.facts_shown import short_facts
from archives.imports.foreseeing import Foreseen, foresee_undo, sentences
from archives.imports.forms import ConfirmForm, DigestForm, RefuseReleaseForm, UndoForm
from archives.imports.models import MENDABLE, RowStatus, StagedRow, Status, sources_of
from archives.imports.viewsets.of_batch import ROWS_ON_PAGE, OfBatch, at_page, person
from campus.workbench.components import Fact
from campus.workbench.views import ActionFormView, Text


class VerbView(OfBatch, ActionFormView):
    """One verb. It is offered only where the batch is in one of `open_in`; elsewhere the page of the batch
    says what became of it.
    """

    open_in: ClassVar[tuple[Status, ...]]

    @property
    def is_open(self) -> bool:
        return self.object.status in self.open_in

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_open:
            return HttpResponseRedirect(at_page("check", self.object))
        return super().get(request, *args, **kwargs)


class DecisionView(VerbView):
    """Saying yes to the rows that the page counted."""

    form_class: type[forms.Form] = DigestForm

    def get_initial(self) -> dict[str, Any]:
        return {"digest": self.object.digest}

    def get_facts(self) -> list[Fact]:
        return short_facts(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, user = self.object, person(self.request)
        return {
            **super().get_context_data(**kwargs),
            "batch": batch,
            "steps": summaries.steps_of(batch),
            "is_open": self.is_open,
            "may_prepare": permissions.may_prepare(user, batch),
            "may_release": permissions.may_release(user, batch),
            "days": summaries.undo_days(timezone.now()),
        }


class ConfirmView(DecisionView):
    template_name = "archives/imports/confirm.html"
    form_class = ConfirmForm
    open_in = (Status.CHECKED,)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "batch": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "confirm_form": context["form"], "changes": self.get_cells().changes()}

    def get_title(self) -> Text:
        return summaries.headline(self.object)

    def perform(self, form: forms.Form, at: datetime) -> Text:
        batch = actions.confirm_batch(
            batch=self.object,
            by=person(self.request),
            at=at,
            digest=form.cleaned_data["digest"],
            all_or_nothing=form.cleaned_data.get("all_or_nothing") == "all",
            looked=form.cleaned_data.get("looked", False),
        )
        if batch.status == Status.WAITING_RELEASE:
            return gettext("Confirmed. The batch holds adverse data: a second person must now release it.")
        return ""


class ReleaseView(DecisionView):
    permission_name: ClassVar[str] = "imports.release"
    template_name = "archives/imports/release.html"
    lede = _("You are the second person. Compare the rows with the decisions before you release the batch.")
    open_in = (Status.WAITING_RELEASE,)

    def get_title(self) -> Text:
        if not self.is_open:
            return summaries.headline(self.object)
        return ngettext("Release %(rows)s row", "Release %(rows)s rows", self.object.importable) % {
            "rows": summaries.number(self.object.importable)
        }

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.release_batch(
            batch=self.object, by=person(self.request), at=at, digest=form.cleaned_data["digest"]
        )
        return gettext("Released. The rows are being written.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = StagedRow.objects.filter(batch=self.object, status__in=[RowStatus.NEW, RowStatus.CHANGED])
        page = Paginator(rows.order_by("number"), ROWS_ON_PAGE).get_page(self.request.GET.get("page"))
        return {
            **super().get_context_data(**kwargs),
            "page_obj": page,
            "paginator": page.paginator,
            "release_rows": self.get_cells().release_rows(list(page.object_list)),
        }


class RefuseReleaseView(VerbView):
    permission_name: ClassVar[str] = "imports.release"
    title = _("Do not release")
    verb = _("Send back")
    form_class = RefuseReleaseForm
    is_dangerous = True
    open_in = (Status.WAITING_RELEASE,)

    def get_facts(self) -> list[Fact]:
        return short_facts(self.object)

    def get_cancel_url(self) -> str:
        return at_page("release", self.object)

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.refuse_release(
            batch=self.object, reason=form.cleaned_data["reason"], by=person(self.request), at=at
        )
        return gettext("Sent back. Nothing of the batch was written.")


class ContinueView(VerbView):
    title = _("Continue")
    lede = _("The batch goes on where it stopped. Nothing is written twice.")
    open_in = (Status.FAILED, Status.CHECKING, Status.APPLYING, Status.UNDOING, *MENDABLE)

    def perform(self, form: forms.Form, at: datetime) -> Text:
        go_on = mending.continue_mending if self.object.status in MENDABLE else actions.continue_batch
        go_on(batch=self.object, by=person(self.request), at=at)
        return ""


class CancelView(VerbView):
    title = _("Give this batch up")
    lede = _("Nothing of it is written. The list keeps that it was there.")
    is_dangerous = True
    open_in = tuple(sources_of(Status.CANCELLED))

    def get_facts(self) -> list[Fact]:
        return short_facts(self.object)

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.cancel_batch(batch=self.object, by=person(self.request), at=at)
        return gettext("The batch was given up.")


class UndoView(VerbView):
    """Says what will become of the rows before anything becomes of them."""

    permission_name: ClassVar[str] = "imports.undo"
    template_name = "archives/imports/undo.html"
    form_class = UndoForm
    is_dangerous = True
    open_in = (Status.APPLIED, Status.PART_APPLIED)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "batch": self.object}

    @cached_property
    def foreseen(self) -> Foreseen:
        return foresee_undo(self.object, by=person(self.request), at=timezone.now())

    def get_title(self) -> Text:
        if not self.is_open:
            return summaries.headline(self.object)
        if not self.foreseen.taken_back:
            return gettext("Undo the whole batch")
        if not self.foreseen.is_exact:  # what was changed since is kept, and only then counted
            return gettext("Undo up to %(rows)s rows") % {"rows": summaries.number(self.foreseen.taken_back)}
        return ngettext("Undo %(rows)s row", "Undo %(rows)s rows", self.foreseen.taken_back) % {
            "rows": summaries.number(self.foreseen.taken_back)
        }

    def get_facts(self) -> list[Fact]:
        return [Fact(_("File"), self.object.file_name), *short_facts(self.object)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        until = self.object.may_be_undone_until(summaries.undo_days(timezone.now()))
        told = sentences(self.object, self.foreseen, until=until) if self.is_open else []
        return {**context, "batch": self.object, "is_open": self.is_open, "sentences": told}

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.undo_batch(
            batch=self.object, by=person(self.request), at=at, reason=form.cleaned_data.get("reason", "")
        )
        return ""
