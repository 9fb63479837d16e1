"""Staff pages of the courses that Wagtail's own editor does not have."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from campus.accounts.access import named_permission
from campus.accounts.permissions import may_everywhere, missing
from campus.refusals import Refusal
from education.courses.actions import approve_page, assign_course, request_changes, submit_for_review
from education.courses.forms import AssignForm, ReviewForm
from education.courses.models import CoursePage, LessonPage
from education.courses.models.pages import ReviewedPage
from education.courses.permissions import authors_of, may_review, require_reviewer
from education.courses.status import Status, status_of, with_status
from education.courses.translations import with_newer_words
from education.courses.workbench import course_list_address, courses_for_new_lesson


@dataclass(frozen=True)
class Row:
    """A course page with the plain word of its state; `may_submit` while nobody reviews its newest draft or words."""

    page: ReviewedPage
    status: Status
    has_newer_words: bool = False

    @property
    def may_submit(self) -> bool:
        is_new = self.page.has_unpublished_changes or self.has_newer_words
        return bool(is_new and not self.page.workflow_in_progress)


@named_permission("courses.write")
def add_lesson(request: HttpRequest) -> HttpResponse:
    """Choose the course (and so the language); with one course there is nothing to choose."""
    courses = courses_for_new_lesson(request.user)
    if len(courses) == 1:
        return redirect("wagtailadmin_pages:add", "education", "lessonpage", courses[0].pk)
    return render(request, "education/courses/add_lesson.html", {"courses": courses})


@named_permission("courses.write")
def lesson_list(request: HttpRequest) -> HttpResponse:
    """Every course and lesson with the plain word of its state (E4)."""
    now = timezone.now()
    lessons = list(with_status(LessonPage.objects.select_related("locale").defer("body")).order_by("path"))
    courses = courses_for_new_lesson(request.user)
    newer = with_newer_words([*lessons, *courses])
    rows = {page.pk: Row(page, status_of(page, at=now), page.pk in newer) for page in [*lessons, *courses]}
    listed = [
        (rows[course.pk], [rows[lesson.pk] for lesson in lessons if lesson.path.startswith(course.path)])
        for course in courses
    ]
    context = {
        "courses": listed,
        "explorer": course_list_address(),
        "may_assign": may_everywhere(request.user, "courses.assign"),
    }
    return render(request, "education/courses/lesson_list.html", context)


@named_permission("courses.write")
@require_POST
def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Hand the newest draft to the reviewers; the translation editor has no button of its own for that."""
    page = _reviewed_page(page_id)
    try:
        submit_for_review(page=page, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("wagtailadmin_pages:edit", page.pk)
    messages.success(
        request, _("Submitted for review: %(title)s") % {"title": page.get_admin_display_title()}
    )
    return redirect("courses_staff:lesson_list")


@named_permission("courses.review")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Read the newest draft and decide; the same for a page and for its translation, whose editor has no review."""
    page = _reviewed_page(page_id)
    require_reviewer(request.user, page)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title, comment = page.get_admin_display_title(), form.cleaned_data["comment"]
        if form.cleaned_data["decision"] == ReviewForm.APPROVE:
            approve_page(page=page, by=request.user, comment=comment)
            messages.success(request, _("Approved: %(title)s") % {"title": title})
        else:
            request_changes(page=page, by=request.user, comment=comment)
            messages.success(request, _("Given back with your comment: %(title)s") % {"title": title})
        return redirect("wagtailadmin_home")
    state = page.current_workflow_task_state
    context = {
        "page": page.get_latest_revision_as_object(),
        "form": form,
        "waits": state is not None,
        "written_by": _names(authors_of(page)),
        "submitted": state.workflow_state if state else None,
        "may_review": state is not None and may_review(request.user, page),
    }
    return render(request, "education/courses/review.html", context, status=422 if form.errors else 200)


@named_permission("courses.assign")
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say which unit a course belongs to: its teachers and reviewers write and review here, and nowhere else."""
    course = get_object_or_404(CoursePage.objects.select_related("unit"), pk=page_id)
    if not may_everywhere(request.user, "courses.assign"):
        raise PermissionDenied(missing("courses.assign"))
    form = AssignForm(request.POST or None, initial={"unit": course.unit})
    if request.method == "POST" and form.is_valid():
        assign_course(course=course, unit=form.cleaned_data["unit"], by=request.user, at=timezone.now())
        messages.success(request, _("Saved: %(title)s") % {"title": course.get_admin_display_title()})
        return redirect("courses_staff:lesson_list")
    context = {
        "title": _("Whose course is “%(title)s”?") % {"title": course.get_admin_display_title()},
        "lede": _("Teachers, reviewers and administrators of the unit may work in this course, and in no other page."),
        "form": form,
        "verb": _("Save"),
        "cancel_url": reverse("courses_staff:lesson_list"),
    }
    return render(request, "campus/workbench/action_form.html", context, status=422 if form.errors else 200)


def _names(ids: set[int]) -> list[str]:
    """The names of these people, in the order of the alphabet."""
    return sorted(user.get_full_name() for user in get_user_model().objects.filter(pk__in=ids))


def _reviewed_page(page_id: int) -> ReviewedPage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, ReviewedPage):
        raise Http404
    return page
