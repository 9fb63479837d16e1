import re

import pytest
from wagtail.models import Locale
from wagtail_localize.models import Translation

from campus.audit.models import AuditEvent
from education.courses.models import CoursePage, LessonPage
from education.demo.lessons import LESSONS
from education.demo.load import load_demo_content
from education.home.models import ContentPage, PolicyPage
from tests.factories import NOW, user_with

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def loaded(db):
    teacher, reviewer = user_with("teacher", username="teacher"), user_with("reviewer", username="reviewer")
    made = load_demo_content(by_teacher=teacher, by_reviewer=reviewer, at=NOW)
    return teacher, reviewer, made


def test_the_demonstration_is_live_in_both_languages_and_went_through_the_review(loaded):
    teacher, reviewer, made = loaded
    assert len(made) == 1 + len(LESSONS) + 1 + 3
    assert LessonPage.objects.live().count() == 2 * len(LESSONS) == 12
    assert CoursePage.objects.live().count() == 2
    assert PolicyPage.objects.live().count() == 2
    assert ContentPage.objects.live().count() == 6
    submitted = AuditEvent.objects.filter(action="courses.submit_lesson")
    published = AuditEvent.objects.filter(action="courses.publish_lesson")
    assert {event.actor_id for event in submitted} == {str(teacher.pk)}
    assert {event.actor_id for event in published} == {str(reviewer.pk)}
    assert (submitted.count(), published.count()) == (12, 12)


def test_loading_twice_makes_nothing_twice(loaded):
    teacher, reviewer, _made = loaded
    events = AuditEvent.objects.count()
    assert load_demo_content(by_teacher=teacher, by_reviewer=reviewer, at=NOW) == []
    assert LessonPage.objects.count() == 12
    assert AuditEvent.objects.count() == events


def test_english_pages_are_english_and_share_address_and_identity_with_the_chinese_ones(loaded):
    english = Locale.objects.get(language_code="en")
    for lesson in LessonPage.objects.filter(locale__language_code="zh-hans"):
        other = lesson.get_translation(english)
        assert other.slug == lesson.slug
        assert other.get_url() == lesson.get_url().replace("/zh-hans/", "/en/")
        assert [block.id for block in other.body] == [block.id for block in lesson.body]
        assert not CHINESE.search(f"{other.title} {other.summary} {list(other.body.raw_data)}")


def test_the_english_page_follows_the_chinese_one_through_wagtail_localize(loaded):
    assert (
        Translation.objects.filter(target_locale__language_code="en", enabled=True).count()
        == 1 + len(LESSONS) + 1 + 3
    )


def test_every_page_opens_in_both_languages(client, loaded):
    addresses = [
        "",
        "courses/",
        "courses/writing-with-sources/",
        *[f"courses/writing-with-sources/{lesson.slug}/" for lesson in LESSONS],
        "key-days/",
        "honesty-code/",
        "honesty-code/?version=2024",
        "privacy/",
        "accessibility/",
        "contact/",
    ]
    answers = {
        f"/{language}/{address}": client.get(f"/{language}/{address}").status_code
        for language in ("zh-hans", "en")
        for address in addresses
    }
    assert set(answers.values()) == {200}, answers


def test_the_hand_out_says_its_size_and_can_be_downloaded(client, loaded):
    words = client.get("/en/courses/writing-with-sources/citing/").content.decode()
    assert "KB" in words
    address = re.search(r'href="(/documents/[^"]+\.pdf)"', words).group(1)
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_each_lesson_has_key_points_and_a_case_and_the_same_shape_in_both_languages(lesson):
    kinds = [kind for kind, _value in lesson.blocks]
    assert kinds.count("case") == 1
    assert kinds.count("key_points") == 1
    for _kind, value in lesson.blocks:
        for part in value.values() if isinstance(value, dict) else [value]:
            if hasattr(part, "pieces"):
                for piece in part.pieces:
                    assert re.findall(r"<(?:h2|p|ul|li)>", piece.zh) == re.findall(
                        r"<(?:h2|p|ul|li)>", piece.en
                    )
                    assert not CHINESE.search(piece.en)
