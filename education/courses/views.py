"""What a signed-in learner sends from a lesson, and the list of their own courses."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Locale

from campus.accounts.access import signed_in
from education.courses.actions import complete_lesson, save_reading_position
from education.courses.models import CourseIndexPage, LessonPage
from education.courses.outline import course_cards, outline_of


@signed_in
@require_POST
def complete(request: HttpRequest, lesson_key: UUID) -> HttpResponse:
    """Mark as read and go on to the next lesson, or back to the course behind the last one."""
    lesson = _lesson(lesson_key)
    complete_lesson(lesson=lesson, by=request.user, at=timezone.now())
    course = lesson.course
    following = outline_of(course, user=request.user).after(lesson)
    messages.success(request, _("Marked as read: %(title)s") % {"title": lesson.title})
    return redirect((following.lesson if following else course).get_url(request))


@signed_in
@require_POST
def save_position(request: HttpRequest, lesson_key: UUID) -> HttpResponse:
    """Called by the lesson's script while somebody reads; answers without content."""
    try:
        percent = int(request.POST.get("percent", ""))
        save_reading_position(lesson=_lesson(lesson_key), percent=percent, by=request.user, at=timezone.now())
    except ValueError:
        return HttpResponseBadRequest(_("The reading position must be a whole number from 0 to 100."))
    return HttpResponse(status=204)


@signed_in
@require_GET
def my_courses(request: HttpRequest) -> HttpResponse:
    index = get_object_or_404(CourseIndexPage.objects.live(), locale=Locale.get_active())
    cards = course_cards(index, user=request.user)
    return render(request, "education/courses/my_courses.html", {"index": index, "cards": cards})


def _lesson(lesson_key: UUID) -> LessonPage:
    lessons = LessonPage.objects.live().select_related("locale")
    return get_object_or_404(lessons, translation_key=lesson_key, locale__language_code=get_language())
