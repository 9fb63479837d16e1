"""The student's own pages. Everything starts from `request.user.student`; nobody else's archive can be reached."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from archives.portal import actions
from archives.portal.archive import ENDED, SHOWN, Archive, Entry
from archives.portal.facts import key_facts, record_rows
from archives.portal.forms import ObjectionForm, StatementForm
from archives.portal.learning import learning_of
from archives.portal.picture import pictures
from archives.portal.todo import tasks_of
from archives.records.actions import add_statement, dispute_record
from archives.records.models import State
from campus.accounts.access import student_only
from campus.refusals import Refusal
from campus.site_context import school

LOOK_UPS_ON_A_PAGE = 30
# What can be asked of the list of records, and which states belong to it.
FILTERS: dict[str, tuple[State, ...]] = {
    "shown": SHOWN, "disputed": (State.DISPUTED,), "coming": (State.SCHEDULED,), "ended": ENDED}


@student_only
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """My archive: what waits for me, the timeline, every record, and who looked."""
    at = timezone.now()
    own = actions.view_archive(student=request.user.student, by=request.user, at=at)
    learning = learning_of(request.user)
    wanted = request.GET.get("state", "")
    context = {
        "archive": own, "at": at, "tasks": tasks_of(own, learning), "facts": key_facts(own, learning),
        "pictures": pictures(own), "filters": _filters(own), "wanted": wanted if wanted in FILTERS else "",
        "listed": {entry.record.number for entry in own.entries if entry.state in FILTERS.get(wanted, State)},
        "rows": [(entry, record_rows(entry, short=True)) for entry in own.entries],
    }
    return render(request, "archives/portal/archive.html", context)


def _filters(own: Archive) -> list[tuple[str, str, int]]:
    """(value, label, count) of the filters that would show something."""
    labels = {"shown": _("Shown"), "disputed": _("Disputed"), "coming": _("Not yet shown"), "ended": _("Ended")}
    counted = [(value, labels[value], len(own.of_state(*states))) for value, states in FILTERS.items()]
    return [("", _("All"), len(own.entries)), *(row for row in counted if row[2])]


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


@student_only
@require_safe
def look_ups(request: HttpRequest) -> HttpResponse:
    """Everybody who ever looked into my archive."""
    found = actions.view_look_ups(student=request.user.student, by=request.user, at=timezone.now())
    page = Paginator(found, LOOK_UPS_ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "archives/portal/look_ups.html", {"page_obj": page})


@student_only
@require_safe
def extract(request: HttpRequest) -> HttpResponse:
    """My honesty archive extract as a PDF."""
    made = actions.print_extract(
        student=request.user.student, school=school(request), language=get_language() or "zh-hans", by=request.user,
        at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="mingxin-extract-{made.number}.pdf"'}
    return HttpResponse(made.pdf, content_type="application/pdf", headers=headers)


def _own_entry(request: HttpRequest, number: str) -> Entry:
    entry = actions.view_record(student=request.user.student, number=number, by=request.user, at=timezone.now())
    if entry is None:
        raise Http404
    return entry
