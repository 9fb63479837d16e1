"""Base views of staff pages on data that is scoped by unit.

A staff page of archive data never starts from `Model.objects.all()`: it inherits one of these, which start
from `Model.objects.visible_to(request.user)` for the list and for the single object. What is not visible
does not exist (404), so that nobody learns from the answer that a number is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView
from django.views.generic.detail import SingleObjectMixin
from django_filters import FilterSet

from campus.accounts.access import NamedPermissionMixin, named_permission
from campus.accounts.models import User
from campus.limits.searching import LimitedSearchMixin
from campus.refusals import Refusal
from campus.workbench.components import Crumb, Fact

__all__ = [
    "ActionFormView",
    "AddFormView",
    "Column",
    "NamedPermissionMixin",
    "ScopedDetailView",
    "ScopedListView",
    "ScopedViewMixin",
    "named_permission",
]

Text = str | Promise


class ScopedViewMixin(NamedPermissionMixin):
    """Only what this person may see. Set `model` and `permission_name`.

    `scope_permission` is passed on to `visible_to` where the units of another verb than the model's usual
    "view" decide (a person may issue codes for one college and view two).
    """

    model: Any
    scope_permission: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    request: HttpRequest

    @property
    def person(self) -> User:
        """Who asks, for `by=` of the action; NamedPermissionMixin has let nobody else in."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def visible(self) -> models.QuerySet[Any]:
        """What this person may see; everything below starts from here."""
        manager = self.model.objects
        if self.scope_permission:
            return manager.visible_to(self.request.user, permission=self.scope_permission)
        return manager.visible_to(self.request.user)

    def get_queryset(self) -> models.QuerySet[Any]:
        return self.visible()

    def get_title(self) -> Text:
        return self.title

    def get_crumbs(self) -> list[Crumb]:
        """The way to this page; the page itself last."""
        return [Crumb(self.get_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "title": self.get_title(), "crumbs": self.get_crumbs()}


@dataclass(frozen=True)
class Column:
    """A column of a list. `value` names an attribute or method, a dotted path, or is a function of the row.

    `link` makes it the link to the row (one column should have it); `num` sets figures flush; `mono`
    numbers and codes; `template` renders the cell with `row` and `value`.
    """

    label: Text
    value: str | Callable[[Any], Any]
    link: bool = False
    num: bool = False
    mono: bool = False
    template: str = ""

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for name in self.value.split("."):
            row = getattr(row, name, "")
            row = row() if callable(row) else row
        return "" if row is None else row


class ScopedListView(LimitedSearchMixin, ScopedViewMixin, ListView):
    """A list with search, filters and pages. Set `columns`, perhaps `filterset_class` (use
    filters.DateRange)."""

    template_name = "campus/workbench/list.html"
    paginate_by = 50
    columns: ClassVar[tuple[Column, ...]] = ()
    filterset_class: ClassVar[type[FilterSet] | None] = None
    lede: ClassVar[Text] = ""
    empty_title: ClassVar[Text] = ""
    empty_text: ClassVar[Text] = ""

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = super().get_queryset()
        self.filterset = None
        if self.filterset_class is None:
            return rows
        self.filterset = self.filterset_class(self.request.GET or None, queryset=rows, request=self.request)
        return self.filterset.qs if self.filterset.is_valid() or not self.filterset.is_bound else rows.none()

    def get_row_url(self, row: Any) -> str:
        """Where a row leads; empty for nowhere."""
        return ""

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        """(label, address) of what can be started here; the first is the main one."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [
            {
                "url": self.get_row_url(row),
                "row": row,
                "cells": [(column, column.of(row)) for column in self.columns],
            }
            for row in context["page_obj"].object_list
        ]
        return {
            **context,
            "rows": rows,
            "columns": self.columns,
            "actions": self.get_actions(),
            "lede": self.lede,
            "filter_form": self.filterset.form if self.filterset else None,
            "is_filtered": self._is_filtered(),
            "empty_title": self.empty_title or _("Nothing here yet"),
            "empty_text": self.empty_text,
        }

    def _is_filtered(self) -> bool:
        return any(value for name, value in self.request.GET.items() if name != "page")


class ScopedDetailView(ScopedViewMixin, DetailView):
    """One object. Override `get_facts` (and `get_actions`), or set `template_name` to a page of its own."""

    template_name = "campus/workbench/detail.html"

    def get_facts(self) -> list[Fact]:
        return []

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        """(label, address) of the verbs this person may use on the object."""
        return []

    def get_title(self) -> Text:
        return self.title or str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "facts": self.get_facts(),
            "actions": self.get_actions(),
        }


class ActionFormView(ScopedViewMixin, SingleObjectMixin, FormView):
    """One verb on one object: a form, the action, a message, the next page.

    Set `form_class` (a plain Form where there is nothing to ask), `title`, `verb` (text of the button) and
    implement `perform(form, at)`, which calls the action and returns the sentence to say. When the action
    refuses, the sentence stands on the same page and nothing that was typed is lost.
    """

    template_name = "campus/workbench/action_form.html"
    form_class: type[forms.Form] = forms.Form
    verb: ClassVar[Text] = ""
    lede: ClassVar[Text] = ""
    is_dangerous: ClassVar[bool] = False
    object: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: forms.Form, at: datetime) -> Text:
        raise NotImplementedError

    def get_cancel_url(self) -> str:
        return self.get_success_url()

    def get_facts(self) -> list[Fact]:
        """What the person should see before deciding."""
        return []

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            sentence = self.perform(form, timezone.now())
        except Refusal as refusal:
            return self._refuse(form, refusal.sentence, refusal.status, refusal.field)
        except PermissionDenied as denied:
            return self._refuse(form, str(denied) or _("You may not do this. Ask an administrator."), 403)
        if sentence:
            messages.success(self.request, str(sentence))
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _refuse(
        self, form: forms.Form, sentence: Text, status: int, field: str | None = None
    ) -> HttpResponse:
        form.add_error(field if field in form.fields else None, str(sentence))
        if status == 409:
            # The page is shown with the object as it is now, so that the person sees what the other one did.
            self.object = self.get_object()
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "verb": self.verb or self.get_title(),
            "lede": self.lede,
            "facts": self.get_facts(),
            "cancel_url": self.get_cancel_url(),
            "is_dangerous": self.is_dangerous,
        }


class AddFormView(ActionFormView):
    """One verb that makes something new: there is no object yet."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = None
        # Past ActionFormView's look for the object, on to the form.
        return super(ActionFormView, self).dispatch(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> None:
        return None
