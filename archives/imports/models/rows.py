"""Rows of a batch that would change something or need mending, and what was found in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from archives.imports.models.batch import Batch
from archives.registry.models import IDENTITY_CONTEXT
from campus.encryption.fields import EncryptedTextField


class RowStatus(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    REFUSED = "refused", _("Needs mending")
    DROPPED = "dropped", _("Left out")
    WRITTEN = "written", _("Imported")
    LEFT_BEHIND = "left_behind", _("Changed since the check")
    REVERSED = "reversed", _("Reversed")
    KEPT = "kept", _("Kept")
    ERRORED = "errored", _("Could not be reversed")


GOOD = (RowStatus.NEW, RowStatus.CHANGED)


class StagedRowQuerySet(models.QuerySet["StagedRow"]):
    def of(self, batch: Batch, status: str) -> StagedRowQuerySet:
        """Rows of a batch by what became of them.

        “Imported” and “reversed” are not stored on each row: they follow from how far the batch has come.
        """
        good = Q(status__in=GOOD)
        before_undo = Q() if batch.undone_from is None else Q(number__lt=batch.undone_from)
        conditions = {
            RowStatus.WRITTEN: good & Q(number__lte=batch.reached) & before_undo,
            RowStatus.REVERSED: good & Q(number__lte=batch.reached) & ~before_undo if before_undo else Q(pk=None),
        }
        return self.filter(conditions.get(RowStatus(status), Q(status=status)), batch=batch)

    def reasons(self, batch: Batch, status: str) -> dict[str, int]:
        """How many rows were left behind or kept for which reason. In the event of an import it tells an auditor that
        somebody tries identity numbers of others.
        """
        rows = self.filter(batch=batch, status=status).order_by()
        return dict(rows.values_list("reason").annotate(rows=Count("pk")))


class StagedRow(models.Model):
    """A row that is new, changed or refused; unchanged rows are only counted.

    Of a person under 18 nothing but the row number and the code is here. Values that identify a person
    beyond the name lie encrypted in `sealed`; `values` has them masked.
    """

    # Without a constraint of its own: looking each of 100,000 rows up among the batches takes longer than writing them.
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="staged_rows", db_index=False, db_constraint=False
    )
    number = models.PositiveIntegerField(_("row"))
    status = models.CharField(_("status"), max_length=12, choices=RowStatus.choices)
    is_change = models.BooleanField(default=False, db_default=False)  # stays, whatever becomes of the status
    is_adverse = models.BooleanField(default=False)
    values = models.JSONField(default=dict, blank=True)
    sealed = EncryptedTextField(context="imports.StagedRow.sealed", null=True, blank=True)  # type: ignore[misc]
    # Encrypted for its place in the register already, so that writing it is copying it.
    identity_number = EncryptedTextField(context=IDENTITY_CONTEXT, null=True, blank=True)  # type: ignore[misc]
    # What the changed fields hold now, as people see it.
    before = models.JSONField(default=dict, db_default={}, blank=True)
    undo = models.JSONField(default=dict, db_default={}, blank=True)  # what undoing needs besides
    target = models.BigIntegerField(null=True, blank=True)  # primary key of the row of the archive
    codes = models.JSONField(default=list, db_default=[], blank=True)
    # Of a refused row: what stands in its cells, to be mended.
    cells = models.JSONField(default=dict, db_default={}, blank=True)
    # SHA-256 of what would be written, of a good row that was checked anew after the whole file (`digests.py`).
    digest = models.BinaryField(max_length=32, null=True)
    reason = models.CharField(max_length=32, db_default="", blank=True)  # why it was kept or left behind

    wagtail_reference_index_ignore = True

    objects = StagedRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="staged_row_once_per_batch")]
        indexes = [models.Index(fields=["batch", "status", "number"], name="staged_row_by_status")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"


class Severity(models.TextChoices):
    ERROR = "error", _("Must be mended")
    WARNING = "warning", _("Please check")
    INFO = "info", _("For your information")


class Finding(models.Model):
    """Something found in one cell of one row. `other_row`: the row it is about together with this one."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="findings", db_index=False)
    row = models.PositiveIntegerField(_("row"))
    other_row = models.PositiveIntegerField(null=True, blank=True)
    field = models.CharField(max_length=40, blank=True)
    code = models.CharField(_("code"), max_length=40)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    value = models.CharField(_("found"), max_length=120, blank=True)
    params = models.JSONField(default=dict, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["row", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["error", "warning", "info"]), name="finding_severity_known"
            )
        ]
        indexes = [
            models.Index(fields=["batch", "code", "row"], name="finding_by_code"),
            models.Index(fields=["batch", "row"], name="finding_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row} {self.code}"
