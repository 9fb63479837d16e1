"""Courses and lessons to test with."""

from __future__ import annotations

from typing import Any

from education.courses.models import CourseIndexPage, CoursePage, LessonPage
from tests.factories import user_with

BODY = [("text", "<p>读懂之后，用自己的话重新说出来，并注明出处。</p>")]


def index_of(home: Any) -> CourseIndexPage:
    return CourseIndexPage.objects.child_of(home).get()


def course_in(home: Any, slug: str = "writing", **values: Any) -> CoursePage:
    """A course that readers see, without the review that would have led there."""
    given = {"title": "引用与写作规范", "lede": "界线在哪里。", "teacher_name": "刘文", "live": True}
    return index_of(home).add_child(instance=CoursePage(slug=slug, locale=home.locale, **{**given, **values}))


def lesson_in(parent: Any, slug: str = "quoting", **values: Any) -> LessonPage:
    given = {"title": f"第 {slug} 课", "summary": "一字不改，界限分明。", "body": BODY, "live": True}
    fresh = type(parent).objects.get(pk=parent.pk)
    return fresh.add_child(instance=LessonPage(slug=slug, locale=parent.locale, **{**given, **values}))


def draft_lesson(parent: Any, owner: Any, slug: str = "draft", **values: Any) -> LessonPage:
    """A lesson as the editor leaves it after "save draft"."""
    lesson = lesson_in(parent, slug, live=False, owner=owner, **values)
    lesson.save_revision(user=owner)
    return fresh(lesson)


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def teacher(**values: Any) -> Any:
    return user_with("teacher", **values)


def reviewer(**values: Any) -> Any:
    return user_with("reviewer", **values)
