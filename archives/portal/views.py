"""The student's own pages. Everything starts from `request.user.student`; nobody else's archive can be reached."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archives.portal import actions
from archives.portal.archive import SHOWN, Archive, Entry, own_records
from archives.portal.facts import Row, key_facts, record_rows
from archives.portal.learning import learning_of
from archives.portal.picture import pictures
from archives.portal.seen import seen_in, titles_of
from archives.portal.todo import tasks_of
from archives.records.models import State
from campus.accounts.access import student_only
from campus.site_context import school

LOOK_UPS_ON_A_PAGE = 30
# What can be asked of the list of records, and which states belong to it.
FILTERS: dict[str, tuple[State, ...]] = {
    "shown": SHOWN, "disputed": (State.DISPUTED,), "coming": (State.SCHEDULED,)}


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
        "listed": {entry.record.number for entry in own.kept if entry.state in FILTERS.get(wanted, State)},
        "rows": _rows(own.kept), "past_rows": _rows(own.past),
    }
    return render(request, "archives/portal/archive.html", context)


def _rows(entries: list[Entry]) -> list[tuple[Entry, list[Row]]]:
    return [(entry, record_rows(entry, short=True)) for entry in entries]


def _filters(own: Archive) -> list[tuple[str, str, int]]:
    """(value, label, count) of the filters that would show something."""
    labels = {"shown": _("Shown"), "disputed": _("Disputed"), "coming": _("Not yet shown")}
    counted = [(value, labels[value], len(own.of_state(*states))) for value, states in FILTERS.items()]
    return [("", _("All"), len(own.kept)), *(row for row in counted if row[2])]


@student_only
@require_safe
def look_ups(request: HttpRequest) -> HttpResponse:
    """Everybody who ever looked into my archive."""
    found = actions.view_look_ups(student=request.user.student, by=request.user, at=timezone.now())
    page = Paginator(found, LOOK_UPS_ON_A_PAGE).get_page(request.GET.get("p"))
    titles = titles_of(own_records(request.user.student), on=timezone.localdate())
    rows = [(look, seen_in(look, titles)) for look in page]
    return render(request, "archives/portal/look_ups.html", {"page_obj": page, "rows": rows})


@student_only
@require_safe
def extract(request: HttpRequest) -> HttpResponse:
    """My honesty archive extract as a PDF."""
    made = actions.print_extract(
        student=request.user.student, school=school(request), language=get_language() or "zh-hans", by=request.user,
        at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="mingxin-extract-{made.number}.pdf"'}
    return HttpResponse(made.pdf, content_type="application/pdf", headers=headers)
