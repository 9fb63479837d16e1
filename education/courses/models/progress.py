"""How far a learner has read. No mark, no score: only where the bookmark is."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def of(self, user: object) -> LessonProgressQuerySet:
        return self.filter(user=user)

    def in_lessons(self, keys: Iterable[UUID]) -> LessonProgressQuerySet:
        return self.filter(lesson_key__in=keys)

    def completed(self) -> LessonProgressQuerySet:
        return self.exclude(completed_at=None)


class LessonProgress(models.Model):
    """One learner in one lesson. The keys are translation keys, so both languages share one place."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lesson_key = models.UUIDField(_("lesson"))
    course_key = models.UUIDField(_("course"))
    percent = models.PositiveSmallIntegerField(_("read, in percent"), default=0)
    started_at = models.DateTimeField(_("started"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    objects = LessonProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress in a lesson")
        verbose_name_plural = _("progress in lessons")
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson_key"], name="lesson_progress_once_per_learner"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="lesson_progress_percent_in_range"
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("started_at")),
                name="lesson_progress_completed_after_start",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(percent=100), name="lesson_progress_completed_is_whole"
            ),
        ]
        indexes = [models.Index(fields=["user", "course_key"], name="lesson_progress_by_course")]

    def __str__(self) -> str:
        return f"#{self.pk}"
