"""For which purposes an archive may be looked into, and the trace that every look leaves."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.catalogue.models import LegalBasis, Use, in_reader_language
from archives.registry.models import Student
from campus.accounts.models import User
from campus.accounts.permissions import covered_units
from campus.accounts.roles import ROLES
from campus.conditions import HasWords


class PurposeQuerySet(models.QuerySet["Purpose"]):
    def enabled(self) -> PurposeQuerySet:
        return self.filter(is_enabled=True)


class Purpose(models.Model):
    """A registered purpose: its legal basis, and which roles may look into an archive for it."""

    code = models.CharField(_("code"), max_length=24, choices=Use.choices, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)
    about_zh = models.CharField(_("explanation in Chinese"), max_length=300)
    about_en = models.CharField(_("explanation in English"), max_length=400)
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="purposes",
                                    verbose_name=_("legal basis"))
    # Codes of campus.accounts.roles; none: no office may look for this purpose.
    roles = models.JSONField(_("roles that may ask"), default=list, blank=True)
    needs_case_number = models.BooleanField(_("needs a case or round number"), default=True)
    # Whoever handles a case must see that something is disputed; nobody else may use it (art. 25(3)).
    shows_disputed = models.BooleanField(_("disputed records are shown, marked"), default=False)
    is_enabled = models.BooleanField(_("in use"), default=True)

    wagtail_reference_index_ignore = True

    objects = PurposeQuerySet.as_manager()

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(code__in=Use.values), name="purpose_code_known"),
            models.CheckConstraint(condition=Q(HasWords("name_zh")) & Q(HasWords("name_en")),
                                   name="purpose_named_in_both_languages"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    @property
    def about(self) -> str:
        return in_reader_language(self.about_zh, self.about_en)


class LookUpIsFinal(RuntimeError):
    """A look-up happened and stays as it was written: nothing changes or deletes it."""


class LookUpQuerySet(models.QuerySet["LookUp"]):
    def of(self, student: Student) -> LookUpQuerySet:
        """Who looked into this student's archive, newest first."""
        return self.filter(student=student).select_related("purpose")

    def visible_to(self, user: User, permission: str = "lookups.review") -> LookUpQuerySet:
        """Look-ups of students in the units that the user's roles cover for this permission."""
        return self.filter(student__unit__in=covered_units(user, permission))

    def update(self, **values: Any) -> NoReturn:
        raise LookUpIsFinal

    def delete(self) -> NoReturn:
        raise LookUpIsFinal


class LookUp(models.Model):
    """One look into one archive: who, which office, for what, what was seen, when (征信业管理条例 art. 22).

    The student reads it. Name, office and role are copied, because people change them later.
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="look_ups")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(_("name"), max_length=80)
    office = models.CharField(_("office"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=32)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="look_ups", verbose_name=_("purpose"))
    case_number = models.CharField(_("case or round number"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    # {"sections": […], "records": [numbers], "disputed": [numbers]}; never what the records say.
    seen = models.JSONField(_("what was seen"), default=dict)
    looked_at = models.DateTimeField(_("time"))

    wagtail_reference_index_ignore = True

    objects = LookUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-up")
        verbose_name_plural = _("look-ups")
        ordering = ["-looked_at", "-pk"]
        indexes = [
            models.Index(fields=["student", "-looked_at"], name="look_up_of_student"),
            models.Index(fields=["-looked_at"], name="look_up_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(HasWords("reason")) & Q(HasWords("by_name")) & Q(HasWords("role")),
                                   name="look_up_says_who_and_why"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LookUpIsFinal
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LookUpIsFinal

    @property
    def office_name(self) -> str:
        """The office as the account named it, else the role."""
        return self.office or (str(ROLES[self.role].name) if self.role in ROLES else self.role)

    @property
    def records_seen(self) -> int:
        return len(self.seen.get("records", []))
