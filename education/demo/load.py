"""Loads the demonstration through the real workflow: a teacher writes and submits, a reviewer approves."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files import File as DjangoFile
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from education.courses.actions import approve_page, submit_for_review
from education.courses.models import CourseIndexPage, CoursePage, LessonPage
from education.demo import honesty_code
from education.demo.course import COURSE
from education.demo.lessons import LESSONS
from education.demo.plain_pages import PLAIN_PAGES
from education.demo.writing import File, in_language
from education.home.models import ContentPage, HomePage, PolicyPage
from education.home.preparation import SOURCE_LANGUAGE, TRANSLATION, prepare_site

FILES = Path(__file__).parent / "files"
# Block ids are derived, so that both languages, and two runs, speak of the same blocks.
NAMESPACE = uuid.UUID("6f3f0e6e-6d8f-4f5c-9f7a-2b8f6f1f7c11")


def load_demo_content(*, by_teacher: Any, by_reviewer: Any, at: datetime) -> list[str]:
    """Create the course, the code and the plain pages in both languages; slugs of what was made.

    What exists is left alone, so a second run makes nothing. `by_teacher` and `by_reviewer` must hold their
    roles (groups `teacher` and `reviewer`) and be two people: the review refuses anything else.
    """
    with transaction.atomic():
        prepare_site(by=by_reviewer, at=at)
        home = HomePage.objects.get(locale__language_code=SOURCE_LANGUAGE, depth=2)
        made = [*_course(home, by_teacher, by_reviewer), *_code(home, by_reviewer)]
        for page in PLAIN_PAGES:
            made += _plain_page(home, page, by_reviewer)
    return made


# --- The course ------------------------------------------------------------------------------------


def _course(home: HomePage, teacher: Any, reviewer: Any) -> list[str]:
    index = CourseIndexPage.objects.child_of(home).get()
    made = []
    course = CoursePage.objects.child_of(index).filter(slug=COURSE["slug"]).first()
    if course is None:
        course = _build_course(SOURCE_LANGUAGE, index.locale, owner=teacher)
        index.add_child(instance=course)
        _review_both(course, _build_course(TRANSLATION, index.locale), teacher, reviewer)
        made.append(course.slug)
    files = _files(teacher)
    for lesson in LESSONS:
        if LessonPage.objects.child_of(course).filter(slug=lesson.slug).exists():
            continue
        page = _build_lesson(lesson, SOURCE_LANGUAGE, index.locale, files, owner=teacher)
        CoursePage.objects.get(pk=course.pk).add_child(instance=page)
        _review_both(page, _build_lesson(lesson, TRANSLATION, index.locale, files), teacher, reviewer)
        made.append(lesson.slug)
    return made


def _build_course(language: str, locale: Locale, owner: Any = None) -> CoursePage:
    words = {
        name: COURSE[name][language]
        for name in ("title", "lede", "teacher_name", "teacher_unit", "teacher_note")
    }
    outcomes = [
        {"type": "outcome", "value": outcome[language], "id": _block_id(COURSE["slug"], number)}
        for number, outcome in enumerate(COURSE["outcomes"])
    ]
    return CoursePage(
        slug=COURSE["slug"],
        locale=locale,
        owner=owner,
        live=False,
        outcomes=outcomes,
        diagram=CoursePage.Diagram.SOURCES,
        **words,
    )


def _build_lesson(
    lesson: Any, language: str, locale: Locale, files: dict[str, int], owner: Any = None
) -> LessonPage:
    body = [
        {"type": kind, "value": in_language(value, language, files), "id": _block_id(lesson.slug, number)}
        for number, (kind, value) in enumerate(lesson.blocks)
    ]
    return LessonPage(
        slug=lesson.slug,
        locale=locale,
        owner=owner,
        live=False,
        body=body,
        title=lesson.title[language],
        summary=lesson.summary[language],
    )


def _review_both(page: Page, english: Page, teacher: Any, reviewer: Any) -> None:
    """Submit and approve the Chinese page, translate it, then submit and approve the English one."""
    page.save_revision(user=teacher)
    _review(page, teacher, reviewer)
    page.refresh_from_db()
    _review(_translate(page, english, by=teacher), teacher, reviewer)


def _review(page: Page, teacher: Any, reviewer: Any) -> None:
    fresh = page.specific_class.objects.get(pk=page.pk)
    submit_for_review(page=fresh, by=teacher)
    fresh = page.specific_class.objects.get(pk=page.pk)
    approve_page(page=fresh, by=reviewer, comment="两种文字内容一致，可以发布。")


def _files(teacher: Any) -> dict[str, int]:
    """Upload the lessons' picture and hand-out once; name in `files/` to id."""
    ids = {}
    for name, title in sorted({(found.name, found.title) for found in _files_in(LESSONS)}):
        model, wrapper = (Image, ImageFile) if name.endswith(".png") else (Document, DjangoFile)
        uploaded = model.objects.filter(title=title).first()
        if uploaded is None:
            with (FILES / name).open("rb") as stream:
                uploaded = model(title=title, file=wrapper(stream, name=name), uploaded_by_user=teacher)
                uploaded.save()
                uploaded.get_file_size()  # kept in the row, as the upload form would
        ids[name] = uploaded.pk
    return ids


def _files_in(value: Any) -> list[File]:
    if isinstance(value, File):
        return [value]
    if isinstance(value, dict):
        return [found for inner in value.values() for found in _files_in(inner)]
    if isinstance(value, list | tuple):
        return [found for inner in value for found in _files_in(inner)]
    return _files_in(value.blocks) if hasattr(value, "blocks") else []


def _block_id(slug: str, number: int) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{slug}/{number}"))


# --- Translation -----------------------------------------------------------------------------------


def _translate(page: Page, english: Page, *, by: Any) -> Page:
    """The English page as wagtail-localize makes it: each Chinese segment with its English words as a draft.

    `english` is an unsaved page of the same shape; it only lends its words.
    """
    locale = Locale.objects.get(language_code=TRANSLATION)
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    words = defaultdict(list)
    for segment in extract_segments(english):
        if isinstance(segment, StringSegmentValue):
            words[segment.path].append(segment.string.data)
    for segment in (
        StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order")
    ):
        waiting = words[segment.context.path]
        if not waiting:
            raise ValueError(f"No English text for {segment.context.path} of {page.slug}.")
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={
                "data": waiting.pop(0),
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "last_translated_by": by,
            },
        )
    left = {path: texts for path, texts in words.items() if texts}
    if left:
        raise ValueError(f"English text without a Chinese one in {page.slug}: {left}")
    translation.save_target(user=by, publish=False)
    return translation.get_target_instance()


# --- The code and the plain pages --------------------------------------------------------------------


def _code(home: HomePage, editor: Any) -> list[str]:
    if PolicyPage.objects.child_of(home).filter(slug=honesty_code.SLUG).exists():
        return []
    first = _build_code(honesty_code.VERSION_2024, SOURCE_LANGUAGE, home.locale)
    first.owner = editor
    HomePage.objects.get(pk=home.pk).add_child(instance=first)
    for version in (honesty_code.VERSION_2024, honesty_code.VERSION_2026):
        page = PolicyPage.objects.get(pk=first.pk)
        _copy_words(_build_code(version, SOURCE_LANGUAGE, home.locale), page)
        _publish(page, editor)
        english = _translate(
            PolicyPage.objects.get(pk=page.pk), _build_code(version, TRANSLATION, home.locale), by=editor
        )
        _publish(english, editor)
    return [honesty_code.SLUG]


def _build_code(version: dict[str, Any], language: str, locale: Locale) -> PolicyPage:
    label = version["label"]
    changes = [
        {
            "type": "change",
            "id": _block_id(f"{honesty_code.SLUG}/changes", number),
            "value": {"version": of, "on": on, "text": words[language]},
        }
        for number, (of, on, words) in enumerate(reversed(version["changes"]))
    ]
    body = [
        {
            "type": "text",
            "value": version["body"][language],
            "id": _block_id(f"{honesty_code.SLUG}/{label}", 0),
        }
    ]
    return PolicyPage(
        slug=honesty_code.SLUG,
        locale=locale,
        live=False,
        show_in_menus=True,
        title=honesty_code.TITLE[language],
        summary=honesty_code.SUMMARY[language],
        version_label=label,
        effective_on=date.fromisoformat(version["effective_on"]),
        changes=list(reversed(changes)),
        body=body,
    )


def _copy_words(source: PolicyPage, target: PolicyPage) -> None:
    for name in ("title", "summary", "version_label", "effective_on", "changes", "body"):
        setattr(target, name, getattr(source, name))


def _plain_page(home: HomePage, page: Any, editor: Any) -> list[str]:
    if ContentPage.objects.child_of(home).filter(slug=page.slug).exists():
        return []
    built = _build_plain_page(page, SOURCE_LANGUAGE, home.locale)
    built.owner = editor
    HomePage.objects.get(pk=home.pk).add_child(instance=built)
    _publish(built, editor)
    english = _build_plain_page(page, TRANSLATION, home.locale)
    _publish(_translate(ContentPage.objects.get(pk=built.pk), english, by=editor), editor)
    return [page.slug]


def _build_plain_page(page: Any, language: str, locale: Locale) -> ContentPage:
    body = [{"type": "text", "value": page.body[language], "id": _block_id(page.slug, 0)}]
    return ContentPage(
        slug=page.slug,
        locale=locale,
        live=False,
        title=page.title[language],
        lede=page.lede[language],
        body=body,
    )


def _publish(page: Page, editor: Any) -> None:
    """These pages stand outside the review of courses: their editors publish them."""
    page.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)
