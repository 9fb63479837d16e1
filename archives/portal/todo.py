"""What waits for the student: the first thing on the page, in the order of urgency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archives.portal.archive import Archive, Entry
from archives.portal.learning import Learning
from archives.portal.words import day
from archives.records.models import State

# How long an answer or a new record stays among the things to read.
NEWS_DAYS = 30


@dataclass(frozen=True)
class Task:
    title: str
    text: str
    url: str
    label: str
    glyph: str
    tone: int
    is_urgent: bool = False


def tasks_of(archive: Archive, learning: Learning) -> list[Task]:
    """Decisions to answer, then answers and new records to read, then courses to finish."""
    answers = [_answer_task(entry) for entry in archive.entries if entry.needs_answer]
    news = [task for entry in archive.entries if (task := _news_task(entry, archive)) is not None]
    return [*answers, *news, *_course_tasks(learning)]


def _answer_task(entry: Entry) -> Task:
    left = entry.rights.appeal_days_left
    assert entry.rights.appeal_until is not None
    text = ngettext(
        "You can appeal until %(day)s (%(left)d day left). You can also object or add your own statement.",
        "You can appeal until %(day)s (%(left)d days left). You can also object or add your own statement.", left,
    ) % {"day": day(entry.rights.appeal_until), "left": left}
    return Task(_("Read the decision “%(type)s”") % {"type": entry.title}, text, _url(entry), _("Read and answer"),
                "alert", 5, is_urgent=True)


def _news_task(entry: Entry, archive: Archive) -> Task | None:
    record, since = entry.record, archive.on - timedelta(days=NEWS_DAYS)
    if entry.needs_answer or entry.state is State.WITHDRAWN:
        return None
    if record.settled_at and timezone.localdate(record.settled_at) >= since:
        return Task(_("Your objection was answered"), _("It is about “%(type)s”. The answer stands with the record.")
                    % {"type": entry.title}, _url(entry), _("Read the answer"), "info", 2)
    is_new = record.confirmed_at is not None and timezone.localdate(record.confirmed_at) >= since
    if is_new and entry.state is State.IN_FORCE and not record.statement:
        return Task(_("A decision was entered in your archive: “%(type)s”") % {"type": entry.title},
                    _("You can object or add your own statement at any time."), _url(entry), _("Read it"), "scale", 5)
    return None


def _course_tasks(learning: Learning) -> list[Task]:
    return [
        Task(_("Go on with the course “%(title)s”") % {"title": course.title},
             _("%(done)d of %(lessons)d lessons read.") % {"done": course.done, "lessons": course.lessons},
             course.url, _("Go on"), "book", 1)
        for course in learning.begun
    ]


def _url(entry: Entry) -> str:
    return reverse("portal:record", args=[entry.record.number])
