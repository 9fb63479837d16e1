from datetime import timedelta

import time_machine

from education.courses.actions import approve_page, submit_for_review
from education.courses.tasks import publish_scheduled
from tests.education.courses.factories import course_in, draft_lesson, fresh, lesson_in, reviewer, teacher
from tests.factories import NOW


def test_a_reviewed_lesson_goes_live_at_its_hour_and_one_expires_at_its(home):
    course = course_in(home)
    lesson = draft_lesson(course, owner=teacher(), go_live_at=NOW + timedelta(days=1))
    submit_for_review(page=lesson, by=lesson.owner)
    approve_page(page=fresh(lesson), by=reviewer())
    ending = lesson_in(course, "ending", expire_at=NOW + timedelta(hours=30))

    with time_machine.travel(NOW + timedelta(hours=25)):
        publish_scheduled(None)
        assert (fresh(lesson).live, fresh(ending).live) == (True, True)
    with time_machine.travel(NOW + timedelta(hours=31)):
        publish_scheduled(None)
        publish_scheduled(None)
    assert (fresh(lesson).live, fresh(ending).live, fresh(ending).expired) == (True, False, True)
