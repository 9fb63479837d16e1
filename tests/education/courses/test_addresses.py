from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from education.courses.addresses import is_short, words_of
from education.courses.models import ChapterPage, CoursePage, LessonPage
from tests.education.courses.factories import BODY, course_in, fresh, index_of, lesson_in

TITLE = "数据要如实：从图表说起"


def added(parent, title=TITLE, slug="", model=LessonPage, **values):
    if model is LessonPage:
        values = {"summary": "画图时可以取舍。", "body": BODY, **values}
    return fresh(parent).add_child(instance=model(title=title, slug=slug, locale=parent.locale, **values))


def test_a_lesson_with_a_chinese_title_is_called_by_its_place(home):
    course = course_in(home)
    lesson_in(course, "quoting")
    assert [added(course).slug, added(course).slug] == ["lesson-2", "lesson-3"]


def test_a_place_whose_address_is_taken_gives_the_next(home):
    course = course_in(home)
    lesson_in(course, "lesson-2")
    assert added(course).slug == "lesson-3"


def test_each_kind_of_page_has_its_word(home):
    course = course_in(home)
    assert added(course, model=ChapterPage).slug == "chapter-1"
    assert added(index_of(home), model=CoursePage, lede="界线在哪里。", teacher_name="刘文").slug == "course-2"


def test_an_english_title_gives_its_words(home):
    course = course_in(home)
    slugs = [added(course, "Honest charts: what to leave out").slug for _twice in range(2)]
    assert slugs == ["honest-charts-what-to-leave-out", "honest-charts-what-to-leave-out-2"]


def test_the_translation_has_the_same_address(home):
    course = course_in(home)
    english = Locale.objects.get(language_code="en")
    course.copy_for_translation(english, copy_parents=True)
    lesson = added(course)
    assert lesson.copy_for_translation(english).slug == lesson.slug == "lesson-1"


def test_what_a_teacher_types_is_kept(home):
    assert added(course_in(home), slug="honest-charts").slug == "honest-charts"


def test_an_address_that_was_emptied_comes_back(home):
    lesson = added(course_in(home), slug="honest-charts")
    lesson.slug = ""
    lesson.full_clean()
    assert lesson.slug == "honest-charts"


@pytest.mark.parametrize("slug", ["数据要如实", "Charts", "honest_charts", "a--b", "-a", "a" * 61])
def test_another_address_is_refused_with_an_example(home, slug):
    with pytest.raises(ValidationError) as refused:
        added(course_in(home), slug=slug)
    [sentence] = refused.value.message_dict["slug"]
    assert slug in sentence
    assert "honest-charts" in sentence


def test_a_page_keeps_the_long_address_that_it_has(home):
    lesson = lesson_in(course_in(home))
    LessonPage.objects.filter(pk=lesson.pk).update(slug="旧的地址")
    fresh(lesson).full_clean()
    fresh(lesson).save()
    assert fresh(lesson).slug == "旧的地址"


@pytest.mark.parametrize(("title", "words"), [
    ("Quoting", "quoting"), ("Café & Co", "cafe-co"), ("用 AI 写作业", ""), ("2026", ""),
    ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word"), ("x" * 80, "x" * 60),
])
def test_only_a_latin_title_gives_words(title, words):
    assert words_of(title) == words
    assert not words or is_short(words)
