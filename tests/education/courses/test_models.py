import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from education.courses.actions import complete_lesson
from education.courses.models import CoursePage, LessonProgress
from tests.education.courses.factories import BODY, course_in, lesson_in
from tests.factories import NOW, UserFactory


@pytest.fixture
def course(home):
    return course_in(home)


def test_minutes_are_computed_when_a_lesson_is_saved(course):
    lesson = lesson_in(course, body=[("text", "<p>" + "字" * 500 + "</p>")])
    assert lesson.minutes == 3


@pytest.mark.parametrize(
    ("blocks", "kind"),
    [
        ([], "阅读"),
        ([("case", {"title": "a", "facts": "b", "question": "c", "answer": "d"})], "阅读与案例"),
        (
            [("video", {"title": "a", "url": "https://video.example.edu/", "minutes": 3, "transcript": "b"})],
            "视频与文字稿",
        ),
        ([("practice", {"title": "a", "task": "b", "answer": "c"})], "练习"),
    ],
)
def test_a_lesson_says_what_one_does_in_it(course, blocks, kind):
    assert lesson_in(course, body=[*BODY, *blocks]).kind == kind


def test_a_course_picture_without_words_is_refused_by_the_database(course):
    picture = get_image_model().objects.create(title="图", file=get_test_image_file())
    with pytest.raises(IntegrityError), transaction.atomic():
        CoursePage.objects.filter(pk=course.pk).update(hero_image=picture, hero_alt="")


def test_anyone_reads_a_lesson_and_is_told_what_signing_in_is_for(client, course):
    lesson = lesson_in(course)
    answer = client.get(lesson.get_url())
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "读懂之后，用自己的话重新说出来" in words
    assert "无需账号即可阅读全部内容" in words
    assert "data-position-url" not in words
    assert not LessonProgress.objects.exists()


def test_opening_a_lesson_while_signed_in_keeps_the_place(client, course):
    learner = UserFactory()
    client.force_login(learner)
    lesson = lesson_in(course)
    words = client.get(lesson.get_url()).content.decode()
    assert LessonProgress.objects.get().lesson_key == lesson.translation_key
    assert "标记为读完，结束" in words
    assert f"/zh-hans/my/courses/{lesson.translation_key}/complete/" in words


def test_a_lesson_that_was_read_says_so_and_leads_on(client, course):
    learner = UserFactory()
    client.force_login(learner)
    one, two = lesson_in(course, "one"), lesson_in(course, "two")
    complete_lesson(lesson=one, by=learner, at=NOW)
    words = client.get(one.get_url()).content.decode()
    assert "这一课您已读完" in words
    assert two.get_url() in words


def test_the_course_page_says_how_far_one_is(client, course):
    learner = UserFactory()
    client.force_login(learner)
    complete_lesson(lesson=lesson_in(course, "one"), by=learner, at=NOW)
    lesson_in(course, "two")
    words = client.get(course.get_url()).content.decode()
    assert "已完成 2 课中的 1 课" in words
    assert "11月23日读完" in words
    assert "继续第 2 课" in words


def test_pages_ask_the_same_number_of_questions_for_one_lesson_and_for_three(client, course):
    learner = UserFactory()
    client.force_login(learner)
    first = lesson_in(course, "one")
    for address in (course.get_url(), first.get_url()):
        client.get(address)  # what is remembered for later (site, sessions, first opening) is asked once
    counts = []
    for slugs in ([], ["two", "three"]):
        for slug in slugs:
            complete_lesson(lesson=lesson_in(course, slug), by=learner, at=NOW)
        for address in (course.get_url(), first.get_url()):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_a_lesson_that_is_not_live_is_not_found(client, course):
    assert (
        client.get(lesson_in(course, live=False).get_url() or "/zh-hans/courses/writing/quoting/").status_code
        == 404
    )


def test_a_lesson_without_an_english_version_says_so(client, course):
    assert "暂无其他语言" in client.get(lesson_in(course).get_url()).content.decode()
