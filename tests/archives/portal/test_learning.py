from __future__ import annotations

from typing import Any

import pytest

from archives.portal.learning import CourseBegun, Learning, learning_of
from education.courses.models import LessonProgress
from tests.education.conftest import home  # noqa: F401  the front page with its list of courses
from tests.education.courses.factories import course_in, lesson_in
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


def read(user: Any, lesson: Any, course: Any, *, done: bool) -> None:
    LessonProgress.objects.create(user=user, lesson_key=lesson.translation_key, course_key=course.translation_key,
                                  percent=100 if done else 40, started_at=NOW, completed_at=NOW if done else None)


def test_without_courses_there_is_nothing_to_show() -> None:
    assert learning_of(UserFactory()) == Learning(0, 0, ())


def test_a_course_that_was_begun_waits_to_be_finished(home: Any) -> None:  # noqa: F811
    user, course = UserFactory(), course_in(home)
    first, _second = lesson_in(course, "one"), lesson_in(course, "two")
    course_in(home, slug="untouched")
    read(user, first, course, done=True)

    learning = learning_of(user)

    assert learning == Learning(1, 0, (CourseBegun(course.title, course.url, 1, 2),))


def test_a_course_whose_lessons_are_all_read_is_finished(home: Any) -> None:  # noqa: F811
    user, course = UserFactory(), course_in(home)
    read(user, lesson_in(course, "one"), course, done=True)

    assert learning_of(user) == Learning(1, 1, ())


def test_nobody_elses_progress_counts(home: Any) -> None:  # noqa: F811
    course = course_in(home)
    read(UserFactory(), lesson_in(course, "one"), course, done=True)

    assert learning_of(UserFactory()) == Learning(1, 0, ())
