"""The student's pages on one record: all that is kept about it, an objection, a statement of one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from archives.portal import actions
from archives.portal.archive import Entry
from archives.portal.facts import record_rows
from archives.portal.forms import ObjectionForm, StatementForm
from archives.records.actions import add_statement, dispute_record
from campus.accounts.access import student_only
from campus.refusals import Refusal


@student_only
@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    """One record with everything that is kept about it, and what its owner can do."""
    entry = _own_entry(request, number)
    return render(request, "archives/portal/record.html", {"entry": entry, "rows": record_rows(entry)})


@student_only
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, number: str) -> HttpResponse:
    """Object: write, read it again, send. The record carries the mark from that moment on."""
    entry = _own_entry(request, number)
    form = ObjectionForm(request.POST or None)
    checking = False
    if request.method == "POST" and form.is_valid() and entry.rights.may_object:
        step = request.POST.get("step")
        checking = step == "check"
        if step == "send" and _sent(request, entry, form):
            return redirect("portal:record", number=number)
    context = {"entry": entry, "form": form, "checking": checking}
    return render(request, "archives/portal/dispute.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, entry: Entry, form: ObjectionForm) -> bool:
    try:
        dispute_record(record=entry.record, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your objection was sent. The record is marked as disputed everywhere from now on and "
                                "is used for nothing until it is settled."))
    return True


@student_only
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """Write or change one's own statement on a record."""
    entry = _own_entry(request, number)
    form = StatementForm(request.POST or None, initial={"text": entry.record.statement})
    if request.method == "POST" and form.is_valid() and entry.rights.may_state:
        try:
            add_statement(record=entry.record, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Your statement stands with the record now."))
            return redirect("portal:record", number=number)
    context = {"entry": entry, "form": form}
    return render(request, "archives/portal/statement.html", context, status=422 if form.errors else 200)


def _own_entry(request: HttpRequest, number: str) -> Entry:
    entry = actions.view_record(student=request.user.student, number=number, by=request.user, at=timezone.now())
    if entry is None:
        raise Http404
    return entry
