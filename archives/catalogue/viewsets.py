"""Staff pages on the catalogue: kinds of records, clauses, rules; each change a new version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.catalogue import actions, permissions
from archives.catalogue.forms import (
    LegalBasisForm,
    NewRecordTypeForm,
    RecordTypeForm,
    RuleForm,
)
from archives.catalogue.models import LegalBasis, RecordType, RuleVersion, Severity, Use
from archives.catalogue.words import in_words, title_of
from campus.workbench.components import Crumb, Fact
from campus.workbench.views import ActionFormView, AddFormView, Column, ScopedDetailView, ScopedListView, Text


def today() -> date:
    return timezone.localdate()


def uses_in_words(kind: RecordType) -> str:
    return _(", ").join(str(Use(use).label) for use in kind.allowed_uses)


class RecordTypeListView(ScopedListView):
    model = RecordType
    permission_name = "catalogue.view"
    title = gettext_lazy("Kinds of records")
    lede = gettext_lazy("What may be recorded, on which clause and for which uses. Nothing else may be.")
    columns = (
        Column(gettext_lazy("Name"), "name", link=True),
        Column(gettext_lazy("Polarity"), "get_polarity_display"),
        Column(gettext_lazy("Legal basis"), "legal_basis.citation"),
        Column(gettext_lazy("Allowed uses"), uses_in_words),
        Column(gettext_lazy("In use"), lambda kind: _("yes") if kind.is_enabled else _("no")),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().in_force(today()).select_related("legal_basis").order_by("polarity", "code")

    def get_row_url(self, row: RecordType) -> str:
        return reverse("catalogue:record_type", args=[row.code])

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        links: list[tuple[Text, str]] = [(_("Rules and numbers"), reverse("catalogue:rules")),
                                         (_("Legal bases"), reverse("catalogue:legal_bases"))]
        if permissions.may_change(self.person):
            links.insert(0, (_("Add a kind of record"), reverse("catalogue:add_record_type")))
        return links


def catalogue_crumb() -> Crumb:
    return Crumb(_("Catalogue"), reverse("catalogue:list"))


class RecordTypeView(ScopedDetailView):
    model = RecordType
    permission_name = "catalogue.view"
    template_name = "archives/catalogue/record_type.html"

    def get_object(self, queryset: Any = None) -> RecordType:
        kind = self.get_queryset().in_force(today()).filter(code=self.kwargs["code"]).first()
        if kind is None:
            raise Http404
        return kind

    def get_crumbs(self) -> list[Crumb]:
        return [catalogue_crumb(), Crumb(self.object.name)]

    def get_title(self) -> Text:
        return self.object.name

    def get_facts(self) -> list[Fact]:
        kind = self.object
        return [
            Fact(_("Code"), kind.code, mono=True), Fact(_("Explanation"), kind.about),
            Fact(_("Polarity"), kind.get_polarity_display()), Fact(_("Legal basis"), kind.legal_basis.citation),
            Fact(_("Severities"), _(", ").join(str(Severity(name).label) for name in kind.severities)),
            Fact(_("Allowed uses"), uses_in_words(kind)), Fact(_("Source office"), kind.source_office),
            Fact(_("In use"), _("yes") if kind.is_enabled else _("no")),
            Fact(_("Needs a paper that verifies it"), _("yes") if kind.needs_proof else _("no")),
            Fact(_("The student may decline"), _("yes") if kind.student_may_decline else _("no")),
            Fact(_("In force from"), f"{kind.effective_from:%Y-%m-%d}"),
        ]

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        if not permissions.may_change(self.person):
            return []
        return [(_("Make a new version"), reverse("catalogue:change_record_type", args=[self.object.code]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = self.visible().filter(code=self.object.code).select_related("created_by")
        return {**super().get_context_data(**kwargs), "versions": versions}


class RuleListView(ScopedListView):
    model = RuleVersion
    permission_name = "catalogue.view"
    title = gettext_lazy("Rules and numbers")
    lede = gettext_lazy("Each number with its source and how sure it is. A is a rule whose text was read, B agrees in "
                        "several sources, C is unconfirmed.")
    paginate_by = 100
    columns = (
        Column(gettext_lazy("Rule"), lambda version: title_of(version.key), link=True),
        Column(gettext_lazy("Value"), lambda version: in_words(version.value)),
        Column(gettext_lazy("Source"), "source"),
        Column(gettext_lazy("Sure"), "sure"),
        Column(gettext_lazy("In force from"), lambda version: f"{version.effective_from:%Y-%m-%d}", num=True),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().in_force(today()).order_by("key")

    def get_crumbs(self) -> list[Crumb]:
        return [catalogue_crumb(), Crumb(self.title)]

    def get_row_url(self, row: RuleVersion) -> str:
        return reverse("catalogue:rule", args=[row.key])


def newest_rule(versions: Any, key: str) -> RuleVersion:
    rule = versions.filter(key=key).order_by("-effective_from").first()
    if rule is None:
        raise Http404
    return rule


class RuleView(ScopedDetailView):
    model = RuleVersion
    permission_name = "catalogue.view"
    template_name = "archives/catalogue/rule.html"

    def get_object(self, queryset: Any = None) -> RuleVersion:
        return newest_rule(self.get_queryset(), self.kwargs["key"])

    def get_crumbs(self) -> list[Crumb]:
        return [catalogue_crumb(), Crumb(_("Rules and numbers"), reverse("catalogue:rules")), Crumb(self.get_title())]

    def get_title(self) -> Text:
        return title_of(self.object.key)

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        if not permissions.may_change(self.person):
            return []
        return [(_("Make a new version"), reverse("catalogue:change_rule", args=[self.object.key]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = [(version, in_words(version.value)) for version
                    in self.visible().filter(key=self.object.key).select_related("created_by")]
        return {**super().get_context_data(**kwargs), "versions": versions}


class ChangeRuleView(ActionFormView):
    model = RuleVersion
    permission_name = "catalogue.change"
    form_class = RuleForm
    verb = gettext_lazy("Save as a new version")
    lede = gettext_lazy("The old version stays: a case is judged by the version in force on the day of the conduct.")

    def get_object(self, queryset: Any = None) -> RuleVersion:
        return newest_rule(self.get_queryset(), self.kwargs["key"])

    def get_title(self) -> Text:
        return _("New version of %(key)s") % {"key": title_of(self.object.key)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "before": self.object.value}

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": today(), "source_zh": self.object.source_zh, "source_en": self.object.source_en}

    def get_success_url(self) -> str:
        return reverse("catalogue:rule", args=[self.object.key])

    def perform(self, form: forms.Form, at: datetime) -> Text:
        words = ("effective_from", "reason", "source_zh", "source_en")
        actions.change_rule(key=self.object.key, value=form.new_value(), by=self.person, at=at,
                            **{name: form.cleaned_data[name] for name in words})
        return _("The new version is saved.")


class ChangeRecordTypeView(ActionFormView):
    model = RecordType
    permission_name = "catalogue.change"
    form_class = RecordTypeForm
    verb = gettext_lazy("Save as a new version")
    lede = gettext_lazy("The old version stays: records made under it keep it.")

    def get_object(self, queryset: Any = None) -> RecordType:
        kind = self.get_queryset().filter(code=self.kwargs["code"]).order_by("-effective_from").first()
        if kind is None:
            raise Http404
        return kind

    def get_title(self) -> Text:
        return _("New version of %(key)s") % {"key": self.object.name}

    def get_initial(self) -> dict[str, Any]:
        return RecordTypeForm.initial_of(self.object, today())

    def get_success_url(self) -> str:
        return reverse("catalogue:record_type", args=[self.object.code])

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.change_record_type(code=self.object.code, by=self.person, at=at, **form.cleaned_data)
        return _("The new version is saved.")


class AddRecordTypeView(AddFormView):
    permission_name = "catalogue.change"
    model = RecordType
    form_class = NewRecordTypeForm
    title = gettext_lazy("Add a kind of record")
    verb = gettext_lazy("Add it")

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": today()}

    def get_success_url(self) -> str:
        return reverse("catalogue:list")

    def perform(self, form: forms.Form, at: datetime) -> Text:
        values = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
        actions.add_record_type(by=self.person, at=at, **values)
        return _("The new kind of record is saved.")


class LegalBasisListView(ScopedListView):
    model = LegalBasis
    permission_name = "catalogue.view"
    title = gettext_lazy("Legal bases")
    lede = gettext_lazy("The clauses that kinds of records stand on.")
    columns = (Column(gettext_lazy("Clause"), "citation", link=True), Column(gettext_lazy("Code"), "code", mono=True))

    def get_crumbs(self) -> list[Crumb]:
        return [catalogue_crumb(), Crumb(self.title)]

    def get_row_url(self, row: LegalBasis) -> str:
        return row.url

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        if not permissions.may_change(self.person):
            return []
        return [(_("Add a legal basis"), reverse("catalogue:add_legal_basis"))]


class AddLegalBasisView(AddFormView):
    permission_name = "catalogue.change"
    model = LegalBasis
    form_class = LegalBasisForm
    title = gettext_lazy("Add a legal basis")
    verb = gettext_lazy("Add it")

    def get_success_url(self) -> str:
        return reverse("catalogue:legal_bases")

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.add_legal_basis(by=self.person, at=at, **form.cleaned_data)
        return _("The legal basis is saved.")
