"""What of the courses a student's own page shows. The only part of the portal that knows education."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from campus.accounts.models import User
from education.courses.models import CourseIndexPage, LessonProgress
from education.courses.outline import course_cards


@dataclass(frozen=True)
class CourseBegun:
    """A course that was begun and is not finished."""

    title: str
    url: str
    done: int
    lessons: int


@dataclass(frozen=True)
class Learning:
    """Courses in the reader's language: how many there are, how many are finished, which wait to be finished."""

    courses: int = 0
    finished: int = 0
    begun: tuple[CourseBegun, ...] = ()


def learning_of(user: User) -> Learning:
    """Five queries or so, however many courses there are."""
    index = CourseIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    if index is None:
        return Learning()
    cards = [card for card in course_cards(index, user=user) if card.lessons]
    touched = set(LessonProgress.objects.of(user).values_list("course_key", flat=True))
    begun = tuple(
        CourseBegun(card.course.title, card.course.url or "", card.done, card.lessons)
        for card in cards if card.course.translation_key in touched and card.done < card.lessons)
    return Learning(len(cards), sum(card.done == card.lessons for card in cards), begun)
