"""Staff pages: look into one archive for a purpose, and review who looked."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from archives.consultation.actions import LookUpResult, look_up_archive
from archives.consultation.forms import LookUpForm
from archives.consultation.models import LookUp, Purpose
from archives.consultation.permissions import LOOK_UP, REVIEW, purposes_of
from archives.registry.models import Student
from campus.accounts.models import User
from campus.limits.actions import take
from campus.limits.rates import SEARCH
from campus.refusals import Refusal
from campus.workbench.components import Crumb
from campus.workbench.filters import FromDate, UntilDate
from campus.workbench.views import Column, ScopedListView, named_permission


@named_permission(LOOK_UP)
@never_cache
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """The question, and (only in answer to it, never at an address of its own) what the archive shows."""
    assert isinstance(request.user, User)
    purposes = purposes_of(request.user, at=timezone.now())
    form = LookUpForm(request.POST or None, purposes=purposes)
    result, status = None, 200
    if request.method == "POST":
        result, status = _answer(form, request.user) if form.is_valid() else (None, Refusal.status)
    context = {"form": form, "purposes": purposes, "result": result, "crumbs": [Crumb(_("Look up an archive"))]}
    return render(request, "archives/consultation/look_up.html", context, status=status)


def _answer(form: LookUpForm, user: User) -> tuple[LookUpResult | None, int]:
    """What the look-up shows and the status; None where it is refused, with the sentence on the form."""
    asked, at = form.cleaned_data, timezone.now()
    student = (Student.objects.visible_to(user, LOOK_UP).select_related("unit")
               .filter(number=asked["number"].strip()).first())
    try:
        if student is None:
            # The same sentence for an unknown number and for a student of another unit: the form is no directory.
            take(SEARCH, by=user, at=at)
            raise Refusal(_("No student with exactly this number is in the units that your role covers. "
                            "Check the number; for another unit ask its officer."), field="number")
        return look_up_archive(student=student, purpose=asked["purpose"], case_number=asked["case_number"],
                               reason=asked["reason"], by=user, at=at), 200
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None, refusal.status
    except PermissionDenied as denied:
        form.add_error("purpose", str(denied))
        return None, Refusal.status


class LookUpFilter(django_filters.FilterSet):
    number = django_filters.CharFilter("student__number", label=gettext_lazy("Student number"))
    purpose = django_filters.ModelChoiceFilter(queryset=Purpose.objects.all(), label=gettext_lazy("Purpose"),
                                               to_field_name="code")
    since = FromDate("looked_at")
    until = UntilDate("looked_at")

    class Meta:
        model = LookUp
        fields = ["number", "purpose", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["purpose"].field.label_from_instance = lambda purpose: purpose.name


class LookUpListView(ScopedListView):
    """Who looked into which archive and why, in the reviewer's units. What was seen stays with the student (P2)."""

    model = LookUp
    permission_name = REVIEW
    title = gettext_lazy("Who looked into archives")
    lede = gettext_lazy("Each look into an archive, as the student reads it. What the archive showed is not repeated "
                        "here.")
    empty_title = gettext_lazy("Nobody has looked into an archive yet")
    filterset_class = LookUpFilter
    columns = (
        Column(gettext_lazy("Time"), lambda look: _time(look)),
        Column(gettext_lazy("Who looked"), lambda look: f"{look.office_name} · {look.by_name}"),
        Column(gettext_lazy("Student number"), "student.number", mono=True),
        Column(gettext_lazy("Purpose"), "purpose.name"),
        Column(gettext_lazy("Case or round number"), "case_number", mono=True),
        Column(gettext_lazy("Reason"), "reason"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("purpose", "student")


def _time(look: LookUp) -> str:
    return date_format(timezone.localtime(look.looked_at), "Y-m-d H:i")


look_ups = LookUpListView.as_view()
