"""Staff pages on students: who they are, and the code that opens their own account. Nothing of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.registry import actions, permissions
from archives.registry.forms import StudentFilter, StudentForm
from archives.registry.models import Student
from campus.accounts.permissions import covered_units
from campus.audit.actions import record_event
from campus.refusals import Refusal
from campus.workbench.components import Crumb, Fact
from campus.workbench.views import ActionFormView, Column, ScopedDetailView, ScopedListView, Text


def students_crumb() -> Crumb:
    return Crumb(gettext_lazy("Students"), reverse("registry:list"))


class StudentListView(ScopedListView):
    model = Student
    permission_name = "students.view"
    title = gettext_lazy("Students")
    lede = gettext_lazy("Who studies in your units. What is in an archive is not shown here: for that, look it up.")
    filterset_class = StudentFilter
    empty_title = gettext_lazy("No students yet")
    empty_text = gettext_lazy("Students come from the registrar's spreadsheet.")
    columns = (
        Column(gettext_lazy("Student number"), "number", link=True, mono=True),
        Column(gettext_lazy("Name"), "name"),
        Column(gettext_lazy("Unit"), "unit.name"),
        Column(gettext_lazy("Major"), "major"),
        Column(gettext_lazy("Class"), "class_name"),
        Column(gettext_lazy("Status"), "get_status_display"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_row_url(self, row: Student) -> str:
        return reverse("registry:student", args=[row.public_id])

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        asked = self.request.GET.urlencode()
        export = (_("Export"), reverse("exports:students") + (f"?{asked}" if asked else ""))
        if not permissions.may_import(self.person):
            return [export]
        return [(_("Import students"), f"{reverse('imports:upload')}?kind=students"), export]


class StudentView(ScopedDetailView):
    model = Student
    permission_name = "students.view"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit", "user")

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().get(*args, **kwargs)
            record_event(action="registry.see_student", by=self.person, at=timezone.now(), target=self.object,
                         student=str(self.object.public_id), unit=self.object.unit.code)
        return response

    def get_crumbs(self) -> list[Crumb]:
        return [students_crumb(), Crumb(self.object.number)]

    def get_title(self) -> Text:
        return _("Student %(number)s") % {"number": self.object.number}

    def get_facts(self) -> list[Fact]:
        student = self.object
        return [
            Fact(_("Student number"), student.number, mono=True), Fact(_("Name"), student.name),
            Fact(_("Name in Latin letters"), student.latin_name), Fact(_("Unit"), student.unit.name),
            Fact(_("Major"), student.major), Fact(_("Year of entry"), str(student.year or "")),
            Fact(_("Class"), student.class_name), Fact(_("Status"), student.get_status_display()),
            Fact(_("Enrolled on"), _day(student.enrolled_on)), Fact(_("Graduated on"), _day(student.graduated_on)),
            Fact(_("Date of birth"), _day(student.birth_date)),
            Fact(_("Identity number"), student.masked_identity, mono=True),
            Fact(_("Account"), _("open") if student.user_id else _("not opened yet")),
        ]

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        student, user = self.object, self.person
        actions_here = []
        if not student.user_id and permissions.may_issue_code(user, student):
            actions_here.append((_("Issue an activation code"),
                                 reverse("registry:issue_code", args=[student.public_id])))
        if permissions.may_register(user, student.unit):
            actions_here.append((_("Change"), reverse("registry:change", args=[student.public_id])))
        actions_here.append(
            (_("Where the values came from"), reverse("provenance:student", args=[student.public_id])))
        return actions_here


class StudentActionView(ActionFormView):
    """A verb on one student."""

    model = Student
    slug_field = slug_url_kwarg = "public_id"

    def get_success_url(self) -> str:
        return reverse("registry:student", args=[self.object.public_id])

    def get_crumbs(self) -> list[Crumb]:
        return [students_crumb(), Crumb(self.object.number, self.get_success_url()), Crumb(self.get_title())]


class ChangeStudentView(StudentActionView):
    permission_name = scope_permission = "students.import"
    title = gettext_lazy("Change a student")
    verb = gettext_lazy("Save")
    form_class = StudentForm

    def get_form_kwargs(self) -> dict[str, Any]:
        units = covered_units(self.person, "students.import")
        # A copy: the form writes what was typed into its instance, the action compares with what is stored.
        return {**super().get_form_kwargs(), "instance": Student.objects.get(pk=self.object.pk), "units": units}

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.change_student(student=self.object, by=self.person, at=at, changes=form.cleaned_data)
        return _("Saved.")


class IssueCodeView(StudentActionView):
    permission_name = scope_permission = "students.issue_code"
    title = gettext_lazy("Issue an activation code")
    verb = gettext_lazy("Make the code")
    lede = gettext_lazy("With the student number and this code the student opens an account. The code is shown once, "
                        "works once and ends after some days; an earlier code stops working.")

    def get_facts(self) -> list[Fact]:
        return [Fact(_("Student number"), self.object.number, mono=True), Fact(_("Name"), self.object.name)]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            code = actions.issue_activation_code(student=self.object, by=self.person, at=timezone.now())
        except Refusal as refusal:
            return self._refuse(form, refusal.sentence, 422)
        context = {**self.get_context_data(form=form), "code": f"{code[:5]}-{code[5:]}", "student": self.object,
                   "address": self.request.build_absolute_uri(reverse("portal:activate"))}
        return render(self.request, "archives/registry/issue_code.html", context)


def _day(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
