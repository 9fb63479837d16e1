from __future__ import annotations

import pytest
from django.urls import reverse

from campus.refusals import Refusal
from education.courses.actions import request_changes, submit_for_review
from education.courses.models import LessonPage
from tests.education.courses.factories import course_in, draft_lesson, fresh, reviewer, teacher


@pytest.fixture
def writer(client):
    person = teacher()
    client.force_login(person)
    return person


def editor_of(client, page):
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_the_button_says_what_happens_without_the_name_of_the_workflow(client, home, writer):
    lesson = draft_lesson(course_in(home), owner=writer)
    words = editor_of(client, lesson)
    assert "提交审核" in words
    assert "提交给" not in words


def test_a_page_that_was_given_back_is_submitted_again(client, home, writer):
    lesson = draft_lesson(course_in(home), owner=writer)
    submit_for_review(page=lesson, by=writer)
    request_changes(page=fresh(lesson), by=reviewer(), comment="第二段缺出处。")
    words = editor_of(client, lesson)
    assert "再次提交审核" in words
    assert "重新提交到" not in words


def half_a_lesson(**values):
    data = {
        "title": "数据要如实", "slug": "", "summary": "画图",
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "quote", "body-0-id": "",
        "body-0-value-words": "", "body-0-value-source": "",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }
    return data | values


def test_half_a_lesson_is_saved_while_it_is_written(client, home, writer):
    address = reverse("wagtailadmin_pages:add", args=["education", "lessonpage", course_in(home).pk])
    answer = client.post(address, half_a_lesson(), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    lesson = LessonPage.objects.get()
    assert (lesson.summary, lesson.live) == ("画图", False)
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    answer = client.post(address, half_a_lesson(summary="画", slug=lesson.slug), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["success"]) == (200, True)


def test_half_a_lesson_is_not_submitted(client, home, writer):
    address = reverse("wagtailadmin_pages:add", args=["education", "lessonpage", course_in(home).pk])
    answer = client.post(address, half_a_lesson(**{"action-submit": "1"}))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"summary", "body"}
    assert not LessonPage.objects.exists()


def test_half_a_lesson_is_not_handed_over_from_the_list_either(client, home, writer):
    address = reverse("wagtailadmin_pages:add", args=["education", "lessonpage", course_in(home).pk])
    client.post(address, half_a_lesson(summary=""), headers={"accept": "application/json"})
    lesson = LessonPage.objects.get()
    with pytest.raises(Refusal, match=r"“数据要如实”尚未完成.+：一句话介绍、课"):
        submit_for_review(page=lesson, by=writer)
    answer = client.post(reverse("courses_staff:submit", args=[lesson.pk]))
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert not fresh(lesson).workflow_in_progress


def test_who_submits_goes_on_in_the_list_of_courses(client, home, writer):
    course = course_in(home)
    data = {
        "title": "数据要如实", "slug": "", "summary": "画图时可以取舍。", "action-submit": "1",
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "quote", "body-0-id": "",
        "body-0-value-words": "引文", "body-0-value-source": "出处",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }
    answer = client.post(reverse("wagtailadmin_pages:add", args=["education", "lessonpage", course.pk]), data)
    assert (answer.status_code, answer["Location"]) == (302, "/staff/courses/")
    assert LessonPage.objects.get().slug == "lesson-1"
