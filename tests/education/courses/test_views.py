import uuid

import pytest

from education.courses.models import LessonProgress
from tests.education.courses.factories import course_in, lesson_in
from tests.factories import UserFactory


@pytest.fixture
def lesson(home):
    return lesson_in(course_in(home))


@pytest.fixture
def learner(client, home):
    person = UserFactory()
    client.force_login(person)
    return person


def address(lesson, verb, language="zh-hans"):
    return f"/{language}/my/courses/{lesson.translation_key}/{verb}/"


def test_complete_marks_the_lesson_and_leads_to_the_next(client, learner, lesson):
    following = lesson_in(lesson.course, "next")
    answer = client.post(address(lesson, "complete"))
    assert (answer.status_code, answer.url) == (302, following.get_url())
    assert LessonProgress.objects.get().completed_at is not None


def test_complete_leads_from_the_last_lesson_back_to_the_course(client, learner, lesson):
    assert client.post(address(lesson, "complete")).url == lesson.course.get_url()


def test_complete_is_never_done_by_following_a_link(client, learner, lesson):
    assert client.get(address(lesson, "complete")).status_code == 405
    assert not LessonProgress.objects.exists()


def test_complete_asks_a_stranger_to_sign_in(client, lesson):
    answer = client.post(address(lesson, "complete"))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")
    assert not LessonProgress.objects.exists()


def test_complete_knows_no_draft_and_no_other_language(client, learner, lesson):
    draft = lesson_in(lesson.course, "draft", live=False)
    assert client.post(address(draft, "complete")).status_code == 404
    assert client.post(address(lesson, "complete", "en")).status_code == 404
    assert client.post(f"/zh-hans/my/courses/{uuid.uuid4()}/complete/").status_code == 404


def test_save_position_keeps_the_percent_of_the_one_who_reads(client, learner, lesson):
    assert client.post(address(lesson, "position"), {"percent": "40"}).status_code == 204
    place = LessonProgress.objects.get()
    assert (place.user, place.percent, place.completed_at) == (learner, 40, None)


@pytest.mark.parametrize("percent", ["", "abc", "101", "-1", "1e2"])
def test_save_position_refuses_what_is_no_percent(client, learner, lesson, percent):
    answer = client.post(address(lesson, "position"), {"percent": percent})
    assert answer.status_code == 400
    assert "0 到 100" in answer.content.decode()
    assert not LessonProgress.objects.exists()


def test_my_courses_shows_the_learners_own_progress_only(client, learner, lesson):
    LessonProgress.objects.create(
        user=UserFactory(),
        lesson_key=lesson.translation_key,
        percent=100,
        course_key=lesson.course.translation_key,
        started_at="2026-11-01T00:00Z",
        completed_at="2026-11-02T00:00Z",
    )
    assert "已完成 1／1" not in client.get("/zh-hans/my/courses/").content.decode()
    client.post(address(lesson, "complete"))
    assert "已完成 1／1" in client.get("/zh-hans/my/courses/").content.decode()
