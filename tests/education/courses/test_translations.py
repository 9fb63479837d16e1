import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation
from wagtail_localize.operations import translate_object

from campus.refusals import Refusal
from education.courses.actions import approve_page, submit_for_review
from education.courses.models import LessonPage
from education.courses.translations import take_over_words, with_newer_words
from tests.education.courses.factories import course_in, draft_lesson, fresh, reviewer, teacher

ENGLISH = {"title": "Quoting", "summary": "Word for word, with clear edges."}


@pytest.fixture
def english(home):
    """The English page of a live Chinese lesson, as the translation editor begins it."""
    writer, course = teacher(), course_in(home)
    translate_object(course, [Locale.objects.get(language_code="en")], user=writer)
    lesson = draft_lesson(course, owner=writer)
    submit_for_review(page=lesson, by=writer)
    approve_page(page=fresh(lesson), by=reviewer())
    translate_object(LessonPage.objects.get(pk=lesson.pk), [Locale.objects.get(language_code="en")], user=writer)
    return LessonPage.objects.get(pk=lesson.pk).get_translation(Locale.objects.get(language_code="en"))


def translate(page, **words):
    """What saving passages in the translation editor does."""
    for segment in StringSegment.objects.filter(source__object_id=page.translation_key).select_related("context"):
        text = words.get(segment.context.path, "In your own words, with the source.")
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=page.locale,
            context=segment.context,
            defaults={"data": text, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )


def test_a_translation_of_a_live_page_begins_as_a_draft(english):
    assert english.live is False


def test_untranslated_passages_are_counted_and_refused(english):
    with pytest.raises(Refusal, match="3"):
        submit_for_review(page=english, by=english.owner)
    assert fresh(english).workflow_in_progress is False


def test_what_is_submitted_holds_the_newest_translated_words(english):
    translate(english, **ENGLISH)
    assert with_newer_words([fresh(english)]) == {english.pk}
    submit_for_review(page=english, by=english.owner)
    page = fresh(english)
    assert with_newer_words([page]) == set()
    approve_page(page=page, by=reviewer())
    page = fresh(english)
    assert (page.live, page.title, page.summary) == (True, ENGLISH["title"], ENGLISH["summary"])


def test_words_that_were_changed_later_can_be_submitted_again(client, english):
    translate(english, **ENGLISH)
    submit_for_review(page=english, by=english.owner)
    approve_page(page=fresh(english), by=reviewer())
    client.force_login(english.owner)
    address = f"/staff/courses/{english.pk}/submit/"
    assert address not in client.get("/staff/courses/").content.decode()
    translate(english, **ENGLISH | {"title": "Quoting well"})
    assert address in client.get("/staff/courses/").content.decode()
    client.post(address)
    assert fresh(english).get_latest_revision_as_object().title == "Quoting well"


def test_the_page_says_how_many_passages_are_left(client, english):
    client.force_login(english.owner)
    answer = client.post(f"/staff/courses/{english.pk}/submit/", follow=True)
    assert "还有 3 处尚未翻译" in answer.content.decode()
    assert f"/staff/courses/{english.pk}/submit/" in answer.content.decode()


def test_a_page_of_its_own_language_is_left_as_it_is(home):
    lesson = draft_lesson(course_in(home), owner=teacher())
    assert take_over_words(lesson, by=lesson.owner) is lesson
    assert with_newer_words([lesson]) == set()
