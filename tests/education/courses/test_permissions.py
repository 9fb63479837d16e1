import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from education.courses.actions import submit_for_review
from education.courses.models import LessonPage
from education.courses.permissions import authors_since_publication, own_among
from tests.education.courses.factories import (
    course_in,
    draft_lesson,
    fresh,
    index_of,
    lesson_in,
    reviewer,
    teacher,
)
from tests.factories import PASSWORD, user_with


@pytest.fixture
def course(home):
    return course_in(home)


def test_nobody_publishes_a_course_page_directly(course):
    lesson = draft_lesson(course, owner=teacher())
    for person in (lesson.owner, reviewer(), user_with("administrator")):
        assert lesson.permissions_for_user(person).can_publish() is False
        assert course.permissions_for_user(person).can_publish_subpage() is False


def test_a_revision_without_review_is_refused_however_it_is_published(course):
    lesson = draft_lesson(course, owner=teacher())
    with pytest.raises(PermissionDenied, match=r"审核|reviewed"):
        lesson.get_latest_revision().publish(user=user_with("administrator"), skip_permission_checks=True)
    assert fresh(lesson).live is False


def test_publishing_an_old_approved_revision_does_not_carry_a_newer_draft(course):
    lesson = draft_lesson(course, owner=teacher())
    submit_for_review(page=lesson, by=lesson.owner)
    page = fresh(lesson)
    page.current_workflow_task_state.task.specific.on_action(
        page.current_workflow_task_state, reviewer(), "approve"
    )
    page = fresh(lesson)
    page.title = "未经审核的新标题"
    newer = page.save_revision(user=lesson.owner)
    with pytest.raises(PermissionDenied):
        newer.publish()
    assert fresh(lesson).title != "未经审核的新标题"


def test_teachers_write_below_the_list_of_courses_and_nowhere_else(home, course):
    writer = teacher()
    assert index_of(home).permissions_for_user(writer).can_add_subpage() is True
    assert course.permissions_for_user(writer).can_add_subpage() is True
    assert home.permissions_for_user(writer).can_edit() is False
    assert home.permissions_for_user(writer).can_add_subpage() is False


def test_a_reviewer_may_take_down_and_a_teacher_may_not(course):
    lesson = lesson_in(course)
    assert lesson.permissions_for_user(reviewer()).can_unpublish() is True
    assert lesson.permissions_for_user(teacher()).can_unpublish() is False


def test_authors_are_counted_from_the_last_publication_on(course):
    lesson = draft_lesson(course, owner=teacher())
    submit_for_review(page=lesson, by=lesson.owner)
    page = fresh(lesson)
    page.current_workflow_task_state.task.specific.on_action(
        page.current_workflow_task_state, reviewer(), "approve"
    )
    assert authors_since_publication(fresh(lesson)) == set()
    second = teacher()
    page = fresh(lesson)
    page.summary = "另一句介绍。"
    page.save_revision(user=second)
    assert authors_since_publication(fresh(lesson)) == {second.pk}


def test_a_revision_without_new_words_makes_nobody_an_author(course):
    lesson = draft_lesson(course, owner=teacher())
    submit_for_review(page=lesson, by=lesson.owner)
    reader, state = reviewer(), fresh(lesson).current_workflow_task_state
    # Wagtail's editor saves one with every approval.
    fresh(lesson).save_revision(user=reader)
    assert authors_since_publication(fresh(lesson)) == {lesson.owner.pk}
    assert own_among(reader, [state]) == set()
    page = fresh(lesson)
    page.summary = "审核人改了一句。"
    page.save_revision(user=reader)
    assert authors_since_publication(fresh(lesson)) == {lesson.owner.pk, reader.pk}
    assert own_among(reader, [state]) == {state.pk}


def test_own_work_is_found_with_two_queries_for_one_and_for_three(course, django_assert_num_queries):
    writer, states = reviewer(), []
    for number in range(3):
        state = submit_for_review(page=draft_lesson(course, owner=writer, slug=f"own-{number}"), by=writer)
        states.append(state.current_task_state)
    for count in (1, 3):
        with django_assert_num_queries(2):
            assert own_among(writer, states[:count]) == {state.pk for state in states[:count]}
    assert own_among(reviewer(), states) == set()


@pytest.mark.parametrize(("role", "live"), [("reviewer", True), ("teacher", False)])
def test_the_editors_approve_button_obeys_the_same_rule(course, role, live):
    lesson = draft_lesson(course, owner=teacher())
    submit_for_review(page=lesson, by=lesson.owner)
    state = fresh(lesson).current_workflow_task_state
    client = Client()
    assert client.login(username=user_with(role).username, password=PASSWORD)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.pk]))
    assert LessonPage.objects.get(pk=lesson.pk).live is live


def test_the_editors_approve_button_does_not_work_for_the_author(course):
    author = reviewer()
    lesson = draft_lesson(course, owner=author)
    submit_for_review(page=lesson, by=author)
    state = fresh(lesson).current_workflow_task_state
    client = Client()
    assert client.login(username=author.username, password=PASSWORD)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.pk]))
    assert fresh(lesson).live is False
