"""A course as one learner sees it: lessons in order, what is done, where to go on.

Two queries for the lessons and the learner's place, however long the course is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Page
from wagtail.rich_text import RichText

from education.courses.models import ChapterPage, CourseIndexPage, CoursePage, LessonPage, LessonProgress


@dataclass(frozen=True)
class Step:
    """One lesson in the learner's list."""

    number: int
    lesson: LessonPage
    chapter: str
    percent: int
    started: bool
    completed_at: datetime | None

    @property
    def done(self) -> bool:
        return self.completed_at is not None


@dataclass(frozen=True)
class Outline:
    steps: tuple[Step, ...]

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def minutes(self) -> int:
        return sum(step.lesson.minutes for step in self.steps)

    @property
    def minutes_left(self) -> int:
        return sum(step.lesson.minutes for step in self.steps if not step.done)

    @property
    def started(self) -> bool:
        return any(step.started for step in self.steps)

    @property
    def current(self) -> Step | None:
        """The lesson to go on with: the first that is begun and not done, else the first not done."""
        waiting = [step for step in self.steps if not step.done]
        begun = [step for step in waiting if step.started]
        return next(iter(begun or waiting), None)

    def place_of(self, lesson: LessonPage) -> Step | None:
        return next((step for step in self.steps if step.lesson.pk == lesson.pk), None)

    def after(self, lesson: LessonPage) -> Step | None:
        """The step behind this lesson."""
        place = self.place_of(lesson)
        return self.steps[place.number] if place and place.number < self.total else None


@dataclass(frozen=True)
class CaseAhead:
    """A case that waits in one of the lessons."""

    number: int
    lesson: LessonPage
    facts: RichText
    question: str


@dataclass(frozen=True)
class CourseCard:
    course: CoursePage
    lessons: int
    minutes: int
    done: int


def outline_of(course: CoursePage, *, user: Any) -> Outline:
    """The live lessons of a course in reading order with this person's place in each."""
    lessons = list(LessonPage.objects.live().descendant_of(course).select_related("locale").order_by("path"))
    chapters = dict(ChapterPage.objects.live().child_of(course).values_list("path", "title"))
    places = _places(user, lessons)
    steps = []
    for number, lesson in enumerate(lessons, start=1):
        place = places.get(lesson.translation_key)
        steps.append(
            Step(
                number=number,
                lesson=lesson,
                chapter=chapters.get(lesson.path[: -Page.steplen], ""),
                percent=place.percent if place else 0,
                started=place is not None,
                completed_at=place.completed_at if place else None,
            )
        )
    return Outline(tuple(steps))


def case_ahead(outline: Outline) -> CaseAhead | None:
    """The case in the lesson to go on with, else the first one of the course, to make the reader curious."""
    ordered = sorted(outline.steps, key=lambda step: step != outline.current)
    for step in ordered:
        for block in step.lesson.body:
            if block.block_type == "case":
                return CaseAhead(step.number, step.lesson, block.value["facts"], block.value["question"])
    return None


def course_cards(index: CourseIndexPage, *, user: Any, limit: int | None = None) -> list[CourseCard]:
    """The live courses below an index, newest first, with counts; three queries in all."""
    courses = list(
        CoursePage.objects.live()
        .child_of(index)
        .select_related("locale", "hero_image")
        .order_by("-first_published_at")[:limit]
    )
    lessons = list(LessonPage.objects.live().descendant_of(index).defer("body"))
    places = _places(user, lessons)
    cards = []
    for course in courses:
        own = [lesson for lesson in lessons if lesson.path.startswith(course.path)]
        done = [
            place for lesson in own if (place := places.get(lesson.translation_key)) and place.completed_at
        ]
        cards.append(CourseCard(course, len(own), sum(lesson.minutes for lesson in own), len(done)))
    return cards


def _places(user: Any, lessons: list[LessonPage]) -> dict[Any, LessonProgress]:
    if not user.is_authenticated:
        return {}
    keys = [lesson.translation_key for lesson in lessons]
    return {place.lesson_key: place for place in LessonProgress.objects.of(user).in_lessons(keys)}
