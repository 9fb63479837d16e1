"""What the workbench's first page says to teachers and reviewers: a constant number of queries each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, TaskState

from campus.workbench.panels import Item, Panel
from education.courses.models import CourseIndexPage, CoursePage, LessonPage, PeerReviewTask
from education.courses.status import status_of, with_status

SHOWN = 6


def my_lessons(request: HttpRequest) -> Panel:
    """The lessons this person wrote, newest change first, each with the plain word of its state (E4)."""
    now = timezone.now()
    own = LessonPage.objects.filter(owner=request.user).select_related("locale").defer("body")
    lessons = with_status(own).order_by("-latest_revision_created_at")[:SHOWN]
    items = [
        Item(
            label=_("%(title)s (%(language)s)")
            % {"title": lesson.draft_title or lesson.title, "language": lesson.locale.get_display_name()},
            url=reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
            note=status_of(lesson, at=now).words,
        )
        for lesson in lessons
    ]
    return Panel(
        title=_("My lessons"),
        items=items,
        empty=_("You have written no lesson yet."),
        action_label=_("Add a lesson"),
        action_url=reverse("courses_staff:add_lesson"),
        icon="book",
    )


def to_review(request: HttpRequest) -> Panel:
    """Course pages that wait for this person's review; their own are not among them (E3)."""
    states: list[TaskState] = []
    for task in PeerReviewTask.objects.filter(active=True):
        states += task.get_task_states_user_can_moderate(request.user).select_related("workflow_state")
    states = sorted(states, key=lambda state: state.started_at)[:SHOWN]
    titles = dict(
        Page.objects.filter(pk__in=[state.workflow_state.object_id for state in states]).values_list(
            "pk", "draft_title"
        )
    )
    items = [
        Item(
            label=titles[int(state.workflow_state.object_id)],
            url=reverse("courses_staff:review", args=[state.workflow_state.object_id]),
            when=state.started_at,
            note=_("waits for your review"),
        )
        for state in states
    ]
    return Panel(
        title=_("To review"),
        items=items,
        empty=_("Nothing waits for your review."),
        icon="check",
        text=_("You never see your own work here: somebody else reviews it.") if items else "",
    )


def courses_for_new_lesson(user: Any) -> list[CoursePage]:
    """The courses below which this person may write, the source language first."""
    courses = with_status(CoursePage.objects.select_related("locale", "unit")).order_by("path")
    return [course for course in courses if course.permissions_for_user(user).can_add_subpage()]


def course_list_address() -> str:
    """Where staff see all courses of the first language."""
    index = CourseIndexPage.objects.filter(locale=Locale.get_default()).first()
    page: Page = index or Page.get_first_root_node()
    return reverse("wagtailadmin_explore", args=[page.pk])
