from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from education.courses.actions import complete_lesson, open_lesson, save_reading_position
from education.courses.models import ChapterPage
from education.courses.outline import case_ahead, course_cards, outline_of
from tests.education.courses.factories import course_in, index_of, lesson_in
from tests.factories import NOW, UserFactory

CASE = (
    "case",
    {
        "title": "借来的骨架",
        "facts": "<p>没有照抄一句。</p>",
        "question": "要注明吗？",
        "answer": "<p>要。</p>",
    },
)


def test_an_anonymous_reader_sees_every_live_lesson_in_order(home):
    course = course_in(home)
    first, second = lesson_in(course, "one"), lesson_in(course, "two")
    lesson_in(course, "three", live=False)
    outline = outline_of(course, user=AnonymousUser())
    assert [(step.number, step.lesson.pk, step.started, step.done) for step in outline.steps] == [
        (1, first.pk, False, False),
        (2, second.pk, False, False),
    ]
    assert outline.current.lesson == first
    assert outline.started is False


def test_the_learner_goes_on_where_something_is_begun(home):
    course, learner = course_in(home), UserFactory()
    one, two, three = (lesson_in(course, slug) for slug in ("one", "two", "three"))
    complete_lesson(lesson=one, by=learner, at=NOW)
    save_reading_position(lesson=three, percent=40, by=learner, at=NOW)
    outline = outline_of(course, user=learner)
    assert (outline.done, outline.total) == (1, 3)
    assert [step.percent for step in outline.steps] == [100, 0, 40]
    assert outline.current.lesson == three
    assert outline.minutes_left == two.minutes + three.minutes
    assert outline.after(one).lesson == two
    assert outline.after(three) is None


def test_nothing_is_left_when_all_is_read(home):
    course, learner = course_in(home), UserFactory()
    complete_lesson(lesson=lesson_in(course), by=learner, at=NOW)
    outline = outline_of(course, user=learner)
    assert (outline.current, outline.minutes_left, outline.done) == (None, 0, 1)


def test_lessons_of_chapters_carry_the_chapters_name(home):
    course = course_in(home)
    chapter = course.add_child(instance=ChapterPage(title="第一章 引用", slug="one", locale=home.locale))
    lesson_in(chapter, "inside")
    lesson_in(course, "outside")
    outline = outline_of(course, user=AnonymousUser())
    assert [(step.lesson.slug, step.chapter) for step in outline.steps] == [
        ("inside", "第一章 引用"),
        ("outside", ""),
    ]


def test_progress_is_shared_by_both_languages(home):
    course, learner = course_in(home), UserFactory()
    lesson = lesson_in(course)
    english_locale = home.get_translations().get().locale
    english = lesson.copy_for_translation(english_locale, copy_parents=True)
    english.live = True
    english.save()
    complete_lesson(lesson=lesson, by=learner, at=NOW)
    english_course = course.get_translation(english_locale)
    assert outline_of(english_course, user=learner).done == 1


def test_an_outline_asks_the_same_number_of_questions_for_one_lesson_and_for_three(home):
    learner, counts = UserFactory(), []
    course = course_in(home)
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            open_lesson(lesson=lesson_in(course, slug), by=learner, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            outline = outline_of(course, user=learner)
            [step.lesson.locale.language_code for step in outline.steps]
        counts.append(len(queries))
    assert counts == [3, 3]


def test_course_cards_ask_the_same_number_of_questions_for_one_course_and_for_three(home):
    learner, counts = UserFactory(), []
    index = index_of(home)
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            course = course_in(home, slug)
            complete_lesson(lesson=lesson_in(course, f"{slug}-lesson"), by=learner, at=NOW)
            index.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            cards = course_cards(index, user=learner)
        counts.append(len(queries))
        assert all((card.lessons, card.done) == (1, 1) for card in cards)
    assert counts == [3, 3]


def test_the_case_ahead_is_that_of_the_lesson_to_go_on_with(home):
    course, learner = course_in(home), UserFactory()
    one = lesson_in(course, "one", body=[CASE])
    two = lesson_in(course, "two", body=[("case", {**CASE[1], "question": "够不够？"})])
    assert case_ahead(outline_of(course, user=learner)).lesson == one
    complete_lesson(lesson=one, by=learner, at=NOW)
    ahead = case_ahead(outline_of(course, user=learner))
    assert (ahead.number, ahead.lesson, ahead.question) == (2, two, "够不够？")


def test_a_course_without_cases_has_none_ahead(home):
    course = course_in(home)
    lesson_in(course)
    assert case_ahead(outline_of(course, user=AnonymousUser())) is None
