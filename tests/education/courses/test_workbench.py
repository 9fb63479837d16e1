import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from education.courses.actions import submit_for_review
from education.courses.workbench import my_lessons, to_review
from tests.education.courses.factories import course_in, draft_lesson, reviewer, teacher


@pytest.fixture
def course(home):
    return course_in(home)


def asked_by(person):
    request = RequestFactory().get("/staff/")
    request.user = person
    return request


def test_a_teacher_sees_their_own_lessons_with_a_plain_word(course):
    writer = teacher()
    draft_lesson(course, owner=writer, title="我的课")
    draft_lesson(course, owner=teacher(), slug="other", title="别人的课")
    panel = my_lessons(asked_by(writer))
    assert [(item.label, item.note) for item in panel.items] == [("我的课（简体中文）", "草稿，读者看不到")]
    assert panel.action_url == "/staff/courses/add-lesson/"


def test_a_reviewer_sees_what_others_submitted_and_never_their_own(course):
    person = reviewer()
    own = draft_lesson(course, owner=person, slug="own", title="自己的课")
    other = draft_lesson(course, owner=teacher(), slug="other", title="同事的课")
    for lesson in (own, other):
        submit_for_review(page=lesson, by=lesson.owner)
    assert [item.label for item in to_review(asked_by(person)).items] == ["同事的课"]


@pytest.mark.parametrize("panel", [my_lessons, to_review])
def test_a_panel_asks_the_same_number_of_questions_for_one_lesson_and_for_three(course, panel):
    writer = teacher()
    person = writer if panel is my_lessons else reviewer()
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            submit_for_review(page=draft_lesson(course, owner=writer, slug=slug), by=writer)
        request = asked_by(type(person).objects.get(pk=person.pk))
        with CaptureQueriesContext(connection) as queries:
            panel(request)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_lesson_in_review_says_so_in_the_teachers_list(course):
    writer = teacher()
    submit_for_review(page=draft_lesson(course, owner=writer), by=writer)
    assert [item.note for item in my_lessons(asked_by(writer)).items] == ["审核中，读者看不到"]
