"""What a learner, a teacher and a reviewer do with a lesson."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.fields import StreamField
from wagtail.models import Page, WorkflowState

from campus.accounts.permissions import may_everywhere
from campus.audit.actions import record_event
from campus.organisation.models import Unit
from campus.refusals import Refusal
from education.courses.models import CoursePage, LessonPage, LessonProgress
from education.courses.rights import share_course
from education.courses.translations import take_over_words


def open_lesson(*, lesson: LessonPage, by: Any, at: datetime) -> LessonProgress:
    """Remember that this person began the lesson; a second opening changes nothing."""
    course_key = lesson.course.translation_key
    progress, _created = LessonProgress.objects.get_or_create(
        user=by, lesson_key=lesson.translation_key, defaults={"course_key": course_key, "started_at": at}
    )
    return progress


def save_reading_position(*, lesson: LessonPage, percent: int, by: Any, at: datetime) -> None:
    """Keep the furthest point reached, in percent 0 to 100. Scrolling back never loses it.

    Raises ValueError for a number outside 0 to 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(
            _("The reading position was %(percent)s; it must be between 0 and 100.") % {"percent": percent}
        )
    with transaction.atomic():
        open_lesson(lesson=lesson, by=by, at=at)
        LessonProgress.objects.filter(user=by, lesson_key=lesson.translation_key, percent__lt=percent).update(
            percent=percent
        )


def complete_lesson(*, lesson: LessonPage, by: Any, at: datetime) -> bool:
    """Mark the lesson as read. True the first time; a repeat changes nothing and leaves no event."""
    with transaction.atomic():
        open_lesson(lesson=lesson, by=by, at=at)
        first = LessonProgress.objects.filter(
            user=by, lesson_key=lesson.translation_key, completed_at=None
        ).update(percent=100, completed_at=at)
        if first:
            record_event(
                action="courses.complete_lesson",
                by=by,
                at=at,
                target=("education.lesson", str(lesson.translation_key)),
                details={"language": lesson.locale.language_code},
            )
    return bool(first)


def submit_for_review(*, page: Page, by: Any) -> WorkflowState:
    """Hand the newest revision to the reviewers, as the editor's button does.

    A translation takes its newest words over first. Wagtail's workflow reads the clock itself and PeerReviewTask
    records `courses.submit_…`. Raises PermissionDenied where this person may not edit the page or a review is already
    open, Refusal where passages are not translated or parts not filled in yet.
    """
    permissions = page.permissions_for_user(by)
    if not (permissions.can_edit() and permissions.can_submit_for_moderation()):
        raise PermissionDenied(
            _("“%(title)s” cannot be submitted: it is already in review, or you may not edit it.")
            % {"title": page.title}
        )
    with transaction.atomic():
        page = take_over_words(page, by=by)
        _refuse_unfinished(page)
        if page.latest_revision_id is None:
            page.save_revision(user=by)  # a review is of a revision
        return page.get_workflow().start(page, by)


def _refuse_unfinished(page: Page) -> None:
    """A draft may have gaps. What is reviewed may not: it could be approved, but not published."""
    newest, wrong = page.get_latest_revision_as_object(), set()
    try:
        newest.full_clean()
    except ValidationError as error:
        wrong |= set(error.message_dict)
    for field in newest._meta.get_fields():
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(newest, field.name))
            except ValidationError:
                wrong.add(field.name)
    if wrong:
        names = [str(field.verbose_name) for field in newest._meta.fields if field.name in wrong]
        raise Refusal(
            _("“%(title)s” is not finished. Fill in what is missing in the editor, then submit it again: %(parts)s.")
            % {"title": page.get_admin_display_title(), "parts": pgettext("between items of a list", ", ").join(names)}
        )


def assign_course(*, course: CoursePage, unit: Unit | None, by: Any, at: datetime) -> None:
    """Say whose course it is, in every language: a unit's, or (None) the whole school's. The same again does nothing.

    Raises PermissionDenied unless `by` holds courses.assign for the whole school.
    """
    if not may_everywhere(by, "courses.assign"):
        raise PermissionDenied(
            _("Only a reviewer or administrator of the whole school may say which unit a course belongs to.")
        )
    unit = None if unit is None or unit.is_root() else unit
    with transaction.atomic():
        locked = CoursePage.objects.select_for_update().get(pk=course.pk)
        if locked.unit_id == (unit.pk if unit else None):
            return
        before = locked.unit.code if locked.unit else ""
        for page in CoursePage.objects.filter(translation_key=locked.translation_key):
            CoursePage.objects.filter(pk=page.pk).update(unit=unit)
            page.unit = unit
            share_course(page)
        record_event(
            action="courses.assign_course",
            by=by,
            at=at,
            target=("education.page", str(course.pk)),
            unit=unit.code if unit else "",
            details={"translation_key": str(locked.translation_key), "before": before},
        )


def approve_page(*, page: Page, by: Any, comment: str = "") -> None:
    """Approve and so publish (or schedule) the newest revision. Raises PermissionDenied for its authors."""
    _decide(page, "approve", by, comment)


def request_changes(*, page: Page, by: Any, comment: str) -> None:
    """Give the page back to its author with a comment. Raises PermissionDenied for its authors."""
    _decide(page, "reject", by, comment)


def _decide(page: Page, action: str, by: Any, comment: str) -> None:
    state = page.current_workflow_task_state
    if state is None:
        raise PermissionDenied(_("“%(title)s” is not waiting for a review.") % {"title": page.title})
    state.task.specific.on_action(state, by, action, comment=comment)
