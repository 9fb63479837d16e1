from datetime import timedelta

import pytest

from education.courses.actions import approve_page, submit_for_review
from education.courses.status import status_of
from tests.education.courses.factories import course_in, draft_lesson, fresh, lesson_in, reviewer, teacher
from tests.factories import NOW


@pytest.fixture
def course(home):
    return course_in(home)


def said(page, at=NOW):
    status = status_of(page, at=at)
    return status.code, status.words


def test_a_live_lesson_is_live(course):
    assert said(lesson_in(course)) == ("live", "已上线")


def test_a_live_lesson_says_until_when_in_local_time(course):
    lesson = lesson_in(course, expire_at=NOW + timedelta(days=7))
    assert said(lesson) == ("live", "已上线，至 2026-11-30 09:12")


def test_a_draft_is_not_visible(course):
    assert said(draft_lesson(course, owner=teacher())) == ("draft", "草稿，读者看不到")


def test_a_wished_hour_alone_is_still_a_draft(course):
    lesson = draft_lesson(course, owner=teacher(), go_live_at=NOW + timedelta(days=1))
    assert said(lesson)[0] == "draft"


def test_what_waits_for_a_reviewer_is_in_review(course):
    lesson = draft_lesson(course, owner=teacher())
    submit_for_review(page=lesson, by=lesson.owner)
    assert said(fresh(lesson)) == ("in_review", "审核中，读者看不到")


def test_an_approved_later_hour_is_scheduled(course):
    lesson = draft_lesson(course, owner=teacher(), go_live_at=NOW + timedelta(days=1))
    submit_for_review(page=lesson, by=lesson.owner)
    approve_page(page=fresh(lesson), by=reviewer())
    assert said(fresh(lesson)) == ("scheduled", "定于 2026-11-24 09:12 上线")


def test_what_was_taken_down_by_the_clock_is_expired(course):
    assert said(lesson_in(course, live=False, expired=True)) == ("expired", "已到期下线，读者看不到")
