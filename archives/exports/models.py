"""Which lists were taken away: the number that stands on every page of the file leads here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus.conditions import HasWords

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
