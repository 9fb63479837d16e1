"""Students: who they are, where they study, and nothing the archive does not need."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archives.registry.adulthood import Birthday
from archives.registry.student_numbers import LONGEST, PATTERN, PLAIN_FROM
from campus.accounts.permissions import covered_units
from campus.bulk import Among
from campus.conditions import HasWords, SchoolDay
from campus.encryption.fields import EncryptedTextField
from campus.organisation.models import Unit

if TYPE_CHECKING:
    from campus.accounts.models import User

IDENTITY_CONTEXT = "registry.Student.identity_number"
# Of HMAC-SHA-256 the first half, 128 bits (RFC 2104, 5): it tells people apart as surely, and every index of it and
# every staged row is the smaller for it.
INDEX_DIGITS = 32


class HasIdentity(models.Func):
    """The condition of `identity_number_held_once`, written out: with a parameter in the place of the empty text SQLite
    does not see that the index serves, and reads the whole table.
    """

    template = "NOT (%(expressions)s = '')"
    output_field = models.BooleanField()
    conditional = True

    def __init__(self) -> None:
        super().__init__(F("identity_index"))


class StudentQuerySet(models.QuerySet["Student"]):
    def visible_to(self, user: User, permission: str = "students.view") -> StudentQuerySet:
        """Students of the units that the user's roles cover for this permission."""
        return self.filter(unit__in=covered_units(user, permission))

    def with_identity_index(self, index: str) -> StudentQuerySet:
        return self.filter(HasIdentity(), identity_index=index)

    def holders(self, indexes: Collection[str]) -> dict[str, str]:
        """{index of an identity number: number of the student who has it}, of those that somebody has."""
        found = self.filter(HasIdentity(), Among("identity_index", indexes)).order_by() if indexes else self.none()
        return dict(found.values_list("identity_index", "number"))


class Student(models.Model):
    """An adult student. `adult_on` is the 18th birthday: nobody is registered before it (98 [2016] II(4))."""

    class Status(models.TextChoices):
        ENROLLED = "enrolled", _("Enrolled")
        SUSPENDED = "suspended", _("On leave")
        GRADUATED = "graduated", _("Graduated")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("student number"), max_length=LONGEST, unique=True)
    name = models.CharField(_("name"), max_length=80)
    latin_name = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    major = models.CharField(_("major"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year of entry"), null=True, blank=True)
    class_name = models.CharField(_("class"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ENROLLED)
    enrolled_on = models.DateField(_("enrolled on"), null=True, blank=True)
    graduated_on = models.DateField(_("graduated on"), null=True, blank=True)
    birth_date = models.DateField(_("date of birth"))
    adult_on = models.DateField(_("18th birthday"), editable=False)
    registered_on = models.DateField(_("registered on"))
    identity_number = EncryptedTextField(context=IDENTITY_CONTEXT, blank=True, default="")
    identity_index = models.CharField(max_length=INDEX_DIGITS, blank=True, default="", editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                related_name="student")
    # Where each value came from: {"field": {"file": fingerprint, "sheet": …, "cell": …, "batch": …}}.
    provenance = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    wagtail_reference_index_ignore = True

    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(HasWords("number")) & Q(HasWords("name")),
                                   name="student_has_number_and_name"),
            models.CheckConstraint(condition=Q(registered_on__lt=PLAIN_FROM) | Q(number__regex=PATTERN),
                                   name="student_number_is_plain"),
            models.CheckConstraint(condition=Q(adult_on__lte=F("registered_on")), name="student_is_adult"),
            models.CheckConstraint(condition=Q(adult_on__gte=Birthday("birth_date", 18)),
                                   name="student_adult_on_the_18th_birthday"),
            models.CheckConstraint(condition=Q(registered_on__lte=SchoolDay("changed_at")),
                                   name="student_is_not_registered_in_the_future"),
            models.CheckConstraint(condition=Q(birth_date__lt=F("adult_on")), name="student_birth_before_adulthood"),
            models.CheckConstraint(
                condition=Q(graduated_on=None) | Q(enrolled_on=None) | Q(graduated_on__gte=F("enrolled_on")),
                name="student_graduates_after_enrolment"),
            models.CheckConstraint(
                condition=Q(status__in=["enrolled", "suspended", "graduated", "withdrawn"]),
                name="student_status_known"),
            models.UniqueConstraint(fields=["identity_index"], condition=~Q(identity_index=""),
                                    name="identity_number_held_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def masked_number(self) -> str:
        """2023••••0417: enough to recognise one's own, not enough to look somebody up."""
        if len(self.number) <= 6:
            return self.number[:1] + "•" * (len(self.number) - 1)
        shown_end = 4 if len(self.number) >= 10 else 2
        shown_start = min(4, len(self.number) - shown_end - 2)
        hidden = len(self.number) - shown_start - shown_end
        return self.number[:shown_start] + "•" * hidden + self.number[-shown_end:]

    @property
    def masked_identity(self) -> str:
        """The identity number as any screen shows it: the last two characters only."""
        return "•" * 16 + self.identity_number[-2:] if self.identity_number else ""


class ActivationCode(models.Model):
    """A one-time code with which a student, knowing the student number, opens an account. Only its hash is kept."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="activation_codes")
    code_hash = models.CharField(max_length=256)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed tries"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("activation code")
        constraints = [
            models.UniqueConstraint(fields=["student"], condition=Q(used_at=None, replaced_at=None),
                                    name="one_open_activation_code"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="activation_code_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.student} #{self.pk}"

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and self.replaced_at is None and at < self.expires_at


class NumberSeries(models.Model):
    """The last running number given out for a letter and a year."""

    letter = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "year"], name="one_series_per_letter_and_year")]

    def __str__(self) -> str:
        return f"{self.letter}{self.year}"
