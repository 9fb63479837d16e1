"""Which lists were asked for, released and taken away: the number on every page of the file leads here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.consultation.models import Purpose
from campus.accounts.permissions import covered_units
from campus.conditions import HasWords
from campus.organisation.models import Unit

if TYPE_CHECKING:
    from campus.accounts.models import User


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> ExportQuerySet:
        """A person's own: whoever reviews them reads the audit log."""
        return self.filter(made_by=user.pk)


class Export(models.Model):
    """One list as a file. The file itself is not kept, only its digest: it tells whether a copy is the true one."""

    class What(models.TextChoices):
        STUDENTS = "students", _("Students")
        RECORDS = "records", _("Honesty records")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook (.xlsx)")
        CSV = "csv", _("Text table (.csv)")

    number = models.CharField(_("export number"), max_length=24, unique=True)
    what = models.CharField(_("list"), max_length=12, choices=What.choices)
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    purpose = models.CharField(_("purpose"), max_length=300)
    rows = models.PositiveIntegerField(_("rows"))
    digest = models.CharField(_("digest of the file (SHA-256)"), max_length=64)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=["students", "records"]), name="export_list_known"),
            models.CheckConstraint(condition=Q(format__in=["xlsx", "csv"]), name="export_format_known"),
            models.CheckConstraint(condition=Q(HasWords("purpose")) & ~Q(digest=""), name="export_says_what_for"),
        ]

    def __str__(self) -> str:
        return self.number


TAKEN_WITHIN = timedelta(days=7)  # from its release


class State(models.TextChoices):
    """Where a list of records that somebody asked for is on its way. Not a column: see `ListRequest.state`."""

    WAITING = "waiting", pgettext_lazy("list", "Waiting for a second person")
    RELEASED = "released", pgettext_lazy("list", "Released")
    REFUSED = "refused", pgettext_lazy("list", "Not released")
    TAKEN = "taken", pgettext_lazy("list", "Taken away")
    LAPSED = "lapsed", pgettext_lazy("list", "Not fetched in time")


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.WAITING: (State.RELEASED, State.REFUSED),
    State.RELEASED: (State.TAKEN, State.LAPSED),
    State.REFUSED: (),
    State.TAKEN: (),
    State.LAPSED: (),
}
BEGINNINGS = (State.WAITING,)


class ListRequestQuerySet(models.QuerySet["ListRequest"]):
    def visible_to(self, user: User, permission: str = "records.view") -> ListRequestQuerySet:
        """One's own; to whoever may release them, those of others in the units that the roles cover for it."""
        if permission == "exports.release":
            return self.filter(unit__in=covered_units(user, permission)).exclude(asked_by=user.pk)
        return self.filter(asked_by=user.pk)

    def waiting(self) -> ListRequestQuerySet:
        return self.filter(released_at=None, refused_at=None)


class ListRequest(models.Model):
    """A list of records with names that somebody wants to take away, and what became of that.

    The list itself is made when it is fetched, of what may be used then, and is not kept.
    """

    # Of the same series as exports: the file that comes of it bears this number.
    number = models.CharField(_("export number"), max_length=24, unique=True)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", verbose_name=_("purpose"))
    case_number = models.CharField(_("case or round number"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    format = models.CharField(_("format"), max_length=4, choices=Export.Format.choices)
    # The lowest unit that holds all whose records can be in it: who releases the list must cover it.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    count = models.PositiveIntegerField(_("records on the day it was asked for"))
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                    related_name="+")
    refused_at = models.DateTimeField(_("not released"), null=True, blank=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+")
    refusal = models.CharField(_("why it was not released"), max_length=300, blank=True)
    export = models.OneToOneField(Export, on_delete=models.PROTECT, null=True, blank=True, related_name="request")

    wagtail_reference_index_ignore = True

    objects = ListRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of records asked for")
        verbose_name_plural = _("lists of records asked for")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(format__in=["xlsx", "csv"]), name="list_request_format_known"),
            models.CheckConstraint(condition=Q(HasWords("reason")), name="list_request_says_what_for"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="list_request_released_at_and_by"),
            models.CheckConstraint(
                condition=Q(refused_at=None, refused_by=None, refusal="")
                | (Q(refused_at__isnull=False, refused_by__isnull=False) & Q(HasWords("refusal"))),
                name="list_request_refused_at_by_and_why"),
            models.CheckConstraint(condition=Q(released_at=None) | Q(refused_at=None),
                                   name="list_request_released_or_refused"),
            models.CheckConstraint(condition=Q(released_by=None) | ~Q(released_by=F("asked_by")),
                                   name="list_request_released_by_a_second_person"),
            models.CheckConstraint(condition=Q(export=None) | Q(released_at__isnull=False),
                                   name="list_request_taken_after_release"),
        ]

    def __str__(self) -> str:
        return self.number

    def state(self, at: datetime) -> State:
        """What has become of it at that (aware) time."""
        if self.refused_at is not None:
            return State.REFUSED
        if self.export_id is not None:
            return State.TAKEN
        if self.released_at is None:
            return State.WAITING
        return State.RELEASED if at < self.released_at + TAKEN_WITHIN else State.LAPSED
