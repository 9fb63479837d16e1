from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from campus.audit.models import AuditEvent
from education.courses.actions import (
    approve_page,
    complete_lesson,
    open_lesson,
    request_changes,
    save_reading_position,
    submit_for_review,
)
from education.courses.models import LessonProgress
from tests.education.courses.factories import course_in, draft_lesson, fresh, lesson_in, reviewer, teacher
from tests.factories import NOW, UserFactory, user_with

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def lesson(home):
    return lesson_in(course_in(home))


def events(action):
    return AuditEvent.objects.filter(action=action)


# --- Learners ------------------------------------------------------------------------------------------


def test_opening_a_lesson_twice_keeps_the_first_time(lesson):
    learner = UserFactory()
    open_lesson(lesson=lesson, by=learner, at=NOW)
    open_lesson(lesson=lesson, by=learner, at=LATER)
    place = LessonProgress.objects.get()
    assert (place.started_at, place.percent, place.completed_at) == (NOW, 0, None)
    assert place.course_key == lesson.course.translation_key


def test_the_furthest_point_is_kept(lesson):
    learner = UserFactory()
    for percent in (40, 15):
        save_reading_position(lesson=lesson, percent=percent, by=learner, at=NOW)
    assert LessonProgress.objects.get().percent == 40


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_position_outside_the_lesson_is_refused(lesson, percent):
    with pytest.raises(ValueError, match=str(percent)):
        save_reading_position(lesson=lesson, percent=percent, by=UserFactory(), at=NOW)
    assert not LessonProgress.objects.exists()


def test_completing_a_lesson_leaves_one_event_however_often_it_is_said(lesson):
    learner = UserFactory()
    assert complete_lesson(lesson=lesson, by=learner, at=NOW) is True
    assert complete_lesson(lesson=lesson, by=learner, at=LATER) is False
    place = LessonProgress.objects.get()
    assert (place.percent, place.completed_at) == (100, NOW)
    event = events("courses.complete_lesson").get()
    assert (event.actor_id, event.target_id) == (str(learner.pk), str(lesson.translation_key))


def test_two_learners_have_two_places(lesson):
    complete_lesson(lesson=lesson, by=UserFactory(), at=NOW)
    open_lesson(lesson=lesson, by=UserFactory(), at=NOW)
    assert sorted(LessonProgress.objects.values_list("percent", flat=True)) == [0, 100]


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": 101},
        {"percent": 50, "completed_at": NOW},
        {"percent": 100, "completed_at": NOW - timedelta(days=1)},
    ],
)
def test_the_database_refuses_impossible_progress(lesson, wrong):
    values = {
        "user": UserFactory(),
        "lesson_key": lesson.translation_key,
        "course_key": lesson.translation_key,
        "started_at": NOW,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonProgress.objects.create(**{**values, **wrong})


# --- Teachers and reviewers ------------------------------------------------------------------------------


@pytest.fixture
def written(home):
    return draft_lesson(course_in(home), owner=teacher(username="wen"))


def test_a_lesson_goes_live_when_another_person_approves_it(written):
    author, other = written.owner, reviewer()
    submit_for_review(page=written, by=author)
    assert fresh(written).live is False
    approve_page(page=fresh(written), by=other)
    lesson = fresh(written)
    assert lesson.live is True
    submitted, published = events("courses.submit_lesson").get(), events("courses.publish_lesson").get()
    assert (submitted.actor_id, published.actor_id) == (str(author.pk), str(other.pk))
    assert published.details["revision"] == lesson.live_revision_id
    assert published.target_id == str(lesson.pk)


def test_an_author_never_reviews_their_own(home):
    both = reviewer()  # reviewers write, too
    lesson = draft_lesson(course_in(home), owner=both)
    submit_for_review(page=lesson, by=both)
    with pytest.raises(PermissionDenied, match=r"另一位审核人|Another reviewer"):
        approve_page(page=fresh(lesson), by=both)
    assert fresh(lesson).live is False
    assert not events("courses.publish_lesson").exists()


def test_who_mends_a_lesson_during_the_review_becomes_its_author(written):
    mender = reviewer()
    submit_for_review(page=written, by=written.owner)
    mended = fresh(written)
    mended.summary = "改过的一句介绍。"
    mended.save_revision(user=mender)
    with pytest.raises(PermissionDenied):
        approve_page(page=fresh(written), by=mender)
    approve_page(page=fresh(written), by=reviewer())
    lesson = fresh(written)
    assert (lesson.live, lesson.live_revision_id) == (True, lesson.latest_revision_id)


def test_an_administrator_does_not_review_their_own_either(home):
    administrator = user_with("administrator")
    lesson = draft_lesson(course_in(home), owner=administrator)
    submit_for_review(page=lesson, by=administrator)
    with pytest.raises(PermissionDenied):
        approve_page(page=fresh(lesson), by=administrator)


def test_a_teacher_does_not_approve_the_lesson_of_a_colleague(written):
    submit_for_review(page=written, by=written.owner)
    with pytest.raises(PermissionDenied, match=r"审核人|reviewer"):
        approve_page(page=fresh(written), by=teacher())
    assert fresh(written).live is False


def test_a_rejected_lesson_goes_back_with_its_comment(written):
    submit_for_review(page=written, by=written.owner)
    request_changes(page=fresh(written), by=reviewer(), comment="第二段缺出处。")
    lesson = fresh(written)
    assert lesson.live is False
    assert lesson.current_workflow_state.status == "needs_changes"
    assert lesson.current_workflow_state.current_task_state.comment == "第二段缺出处。"
    assert events("courses.reject_lesson").count() == 1
    assert not events("courses.publish_lesson").exists()


def test_a_lesson_in_review_is_not_submitted_twice(written):
    submit_for_review(page=written, by=written.owner)
    with pytest.raises(PermissionDenied):
        submit_for_review(page=fresh(written), by=written.owner)
    assert events("courses.submit_lesson").count() == 1


def test_what_is_not_in_review_is_not_approved(written):
    with pytest.raises(PermissionDenied):
        approve_page(page=written, by=reviewer())


def test_an_event_that_cannot_be_written_keeps_the_lesson_unpublished(written, monkeypatch):
    submit_for_review(page=written, by=written.owner)

    def no_log(**event):
        raise RuntimeError("no log")

    monkeypatch.setattr("education.courses.models.review.record_event", no_log)
    with pytest.raises(RuntimeError), transaction.atomic():
        approve_page(page=fresh(written), by=reviewer())
    assert fresh(written).live is False


def test_an_approved_lesson_with_a_later_hour_is_scheduled_and_not_live(written):
    written.go_live_at = NOW + timedelta(days=2)
    written.save_revision(user=written.owner)
    submit_for_review(page=fresh(written), by=written.owner)
    approve_page(page=fresh(written), by=reviewer())
    lesson = fresh(written)
    assert (lesson.live, lesson.approved_schedule) == (False, True)
