"""What a person does with a batch: confirm, release, send back, continue, give up, undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archives.imports import actions, permissions, summaries
from archives.imports.forms import ConfirmForm, RefuseReleaseForm
from archives.imports.models import RowStatus, StagedRow, Status
from archives.imports.rows_shown import RELEASED_FIELDS, shown_rows
from archives.imports.viewsets.of_batch import ROWS_ON_PAGE, OfBatch, person
from campus.workbench.components import Fact
from campus.workbench.views import (
    ActionFormView,
    Text,
)


class ConfirmView(OfBatch, ActionFormView):
    template_name = "archives/imports/confirm.html"
    form_class = ConfirmForm

    def get_title(self) -> Text:
        return ngettext("Import %(rows)s row", "Import %(rows)s rows", self.object.importable) % {
            "rows": summaries.number(self.object.importable)
        }

    def get_initial(self) -> dict[str, Any]:
        return {"digest": self.object.digest}

    def get_facts(self) -> list[Fact]:
        return summaries.facts(self.object)

    def perform(self, form: forms.Form, at: datetime) -> Text:
        batch = actions.confirm_batch(
            batch=self.object, by=person(self.request), at=at, digest=form.cleaned_data["digest"]
        )
        if batch.status == Status.WAITING_RELEASE:
            return _t("Confirmed. The batch holds adverse data: a second person must now release it.")
        return ""


class ReleaseView(ConfirmView):
    permission_name: ClassVar[str] = "imports.release"
    template_name = "archives/imports/release.html"
    lede = _("You are the second person. Compare the rows with the decisions before you release the batch.")

    def get_title(self) -> Text:
        return ngettext("Release %(rows)s row", "Release %(rows)s rows", self.object.importable) % {
            "rows": summaries.number(self.object.importable)
        }

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.release_batch(batch=self.object, by=person(self.request), at=at)
        return _t("Released. The rows are being written.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = StagedRow.objects.filter(batch=self.object, status__in=[RowStatus.NEW, RowStatus.CHANGED])
        page = Paginator(rows.order_by("number"), ROWS_ON_PAGE).get_page(self.request.GET.get("page"))
        sees_rows = permissions.may_see_rows(person(self.request), self.object)
        return {
            **super().get_context_data(**kwargs),
            "batch": self.object,
            "page_obj": page,
            "paginator": page.paginator,
            "shown": shown_rows(
                self.object,
                list(page.object_list),
                with_values=sees_rows,
                fields=RELEASED_FIELDS.get(self.object.kind, ()),
            ),
            "may_release": permissions.may_release(person(self.request), self.object),
        }


class RefuseReleaseView(OfBatch, ActionFormView):
    permission_name: ClassVar[str] = "imports.release"
    title = _("Do not release")
    verb = _("Send back")
    form_class = RefuseReleaseForm
    is_dangerous = True

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.refuse_release(
            batch=self.object, reason=form.cleaned_data["reason"], by=person(self.request), at=at
        )
        return _t("Sent back. Nothing of the batch was written.")


class ContinueView(OfBatch, ActionFormView):
    title = _("Continue")
    lede = _("The batch goes on where it stopped. Nothing is written twice.")

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.continue_batch(batch=self.object, by=person(self.request), at=at)
        return ""


class CancelView(OfBatch, ActionFormView):
    title = _("Give this batch up")
    lede = _("Nothing of it is written. The list keeps that it was there.")
    is_dangerous = True

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.cancel_batch(batch=self.object, by=person(self.request), at=at)
        return _t("The batch was given up.")


class UndoView(OfBatch, ActionFormView):
    permission_name: ClassVar[str] = "imports.undo"
    title = _("Undo the whole batch")
    verb = _("Undo")
    lede = _(
        "Rows that the batch wrote are taken back. What somebody has changed since is kept, counted and "
        "listed."
    )
    is_dangerous = True

    def get_facts(self) -> list[Fact]:
        return summaries.facts(self.object)

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.undo_batch(batch=self.object, by=person(self.request), at=at)
        return ""
