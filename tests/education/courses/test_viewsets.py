import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from education.courses.actions import submit_for_review
from tests.education.courses.factories import course_in, draft_lesson, fresh, lesson_in, reviewer, teacher
from tests.factories import user_with


@pytest.fixture
def writer(client):
    person = teacher()
    client.force_login(person)
    return person


def test_add_lesson_goes_straight_to_the_editor_when_there_is_one_course(client, home, writer):
    course = course_in(home)
    assert (
        client.get("/staff/courses/add-lesson/").url == f"/staff/pages/add/education/lessonpage/{course.pk}/"
    )


def test_add_lesson_asks_for_the_course_when_there_are_several(client, home, writer):
    course_in(home, "one", title="课程甲")
    course_in(home, "two", title="课程乙")
    words = client.get("/staff/courses/add-lesson/").content.decode()
    assert "课程甲" in words
    assert "课程乙" in words


def test_add_lesson_says_so_when_there_is_no_course(client, home, writer):
    assert "还没有您可以在其下撰写的课程" in client.get("/staff/courses/add-lesson/").content.decode()


def test_lesson_list_says_plainly_what_readers_see(client, home, writer):
    course = course_in(home)
    lesson_in(course, "live-one", title="看得到的课")
    draft_lesson(course, owner=writer, slug="draft-one", title="看不到的课")
    words = client.get("/staff/courses/").content.decode()
    words = words[words.index("看得到的课") :]
    assert (
        words.index("看得到的课")
        < words.index("已上线")
        < words.index("看不到的课")
        < words.index("草稿，读者看不到")
    )
    assert 'data-label="最近修改"' in words  # on a phone, where columns become lines


def test_lesson_list_asks_the_same_number_of_questions_for_one_lesson_and_for_three(client, home, writer):
    course = course_in(home)
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            draft_lesson(course, owner=writer, slug=slug)
        client.get("/staff/courses/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/staff/courses/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["/staff/courses/", "/staff/courses/add-lesson/"])
def test_the_staff_pages_are_closed_to_other_offices(client, home, address):
    client.force_login(user_with("registrar"))
    assert client.get(address).status_code == 403


def test_a_teachers_editor_offers_to_submit_and_not_to_publish(client, home, writer):
    course = course_in(home)
    words = client.get(f"/staff/pages/add/education/lessonpage/{course.pk}/").content.decode()
    assert "action-submit" in words
    assert "action-publish" not in words


def test_submit_hands_a_draft_to_the_reviewers(client, home, writer):
    lesson = draft_lesson(course_in(home), owner=writer)
    assert client.post(f"/staff/courses/{lesson.pk}/submit/").url == "/staff/courses/"
    assert fresh(lesson).workflow_in_progress
    assert "审核中，读者看不到" in client.get("/staff/courses/").content.decode()


def test_submit_refuses_what_is_already_in_review(client, home, writer):
    lesson = draft_lesson(course_in(home), owner=writer)
    client.post(f"/staff/courses/{lesson.pk}/submit/")
    answer = client.post(f"/staff/courses/{lesson.pk}/submit/")
    assert answer.status_code == 403
    assert "已在审核中" in answer.content.decode()


def test_submit_knows_course_pages_only(client, home, writer):
    assert client.post(f"/staff/courses/{home.pk}/submit/").status_code == 404
    assert client.get(f"/staff/courses/{home.pk}/submit/").status_code == 405


def waiting_lesson(home, writer):
    lesson = draft_lesson(course_in(home), owner=writer)
    submit_for_review(page=lesson, by=writer)
    return fresh(lesson)


def test_a_reviewer_approves_on_the_page_of_the_review(client, home, writer):
    lesson = waiting_lesson(home, writer)
    client.force_login(reviewer())
    address = f"/staff/courses/{lesson.pk}/review/"
    assert "批准并发布" in client.get(address).content.decode()
    answer = client.post(address, {"decision": "approve", "comment": ""}, follow=True)
    assert "已批准" in answer.content.decode()
    assert fresh(lesson).live is True
    assert "此页面目前无须审核" in client.get(address).content.decode()


def test_the_review_says_who_wrote_and_who_submitted_it_and_when(client, home):
    author, helper = teacher(name="刘雯"), teacher(name="陈静")
    lesson = draft_lesson(course_in(home), owner=author)
    submit_for_review(page=lesson, by=helper)
    client.force_login(reviewer())
    words = client.get(f"/staff/courses/{lesson.pk}/review/").content.decode()
    written, submitted = words[words.index("撰写人") :].split("<dd>")[1:3]
    assert written.startswith("刘雯<")
    assert submitted.startswith("陈静 · ")
    when = timezone.localtime(fresh(lesson).current_workflow_state.created_at)
    assert f"{when:%Y-%m-%d %H:%M}" in submitted


def test_a_page_is_given_back_only_with_a_reason(client, home, writer):
    lesson = waiting_lesson(home, writer)
    client.force_login(reviewer())
    address = f"/staff/courses/{lesson.pk}/review/"
    refused = client.post(address, {"decision": "changes", "comment": " "})
    assert refused.status_code == 422
    assert "请说明需要修改之处" in refused.content.decode()
    client.post(address, {"decision": "changes", "comment": "第二段缺出处。"})
    state = fresh(lesson).current_workflow_state
    assert (state.status, state.current_task_state.comment) == ("needs_changes", "第二段缺出处。")


def test_nobody_decides_about_their_own_page(client, home):
    author = reviewer()
    lesson = waiting_lesson(home, author)
    client.force_login(author)
    address = f"/staff/courses/{lesson.pk}/review/"
    assert "批准并发布" not in client.get(address).content.decode()
    assert client.post(address, {"decision": "approve"}).status_code == 403
    assert fresh(lesson).live is False


def test_only_course_pages_are_reviewed(client, home):
    client.force_login(reviewer())
    assert client.get(f"/staff/courses/{home.pk}/review/").status_code == 404
