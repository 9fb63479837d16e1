"""What people do so that refused rows can go on: cells typed anew, answers for a whole group, keys of a file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archives.imports.models.batch import Batch
from campus.encryption.fields import EncryptedTextField
from campus.organisation.models import Unit


class CellFix(models.Model):
    """What a person typed in place of a cell. The uploaded file stays as it is."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="cell_fixes")
    row = models.PositiveIntegerField(_("row"))
    field = models.CharField(max_length=40)
    value = EncryptedTextField(context="imports.CellFix.value", blank=True, default="")
    fixed_at = models.DateTimeField(_("mended"))
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mended cell")
        constraints = [models.UniqueConstraint(fields=["batch", "row", "field"], name="cell_fixed_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row} {self.pk}"


class RememberedValue(models.Model):
    """What an office means by a word in a column: “CS-X” is the college with the code 01 (features I2)."""

    kind = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("unit"))
    field = models.CharField(max_length=40)
    found = models.CharField(_("found"), max_length=160)  # folded: lower case, half-width
    value = models.CharField(_("meant"), max_length=160)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("remembered value")
        constraints = [
            models.UniqueConstraint(fields=["kind", "unit", "field", "found"], name="value_remembered_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BatchKeys(models.Model):
    """The keys that stand in a file, of unchanged rows too: a mended key may not be one of another row.

    `hashes`: 64-bit hashes, sorted; `rows`: the number of the row of each, 32 bits. Both as `array` bytes.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="key_sets")
    name = models.CharField(max_length=40)
    hashes = models.BinaryField()
    rows = models.BinaryField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("keys of a file")
        constraints = [models.UniqueConstraint(fields=["batch", "name"], name="keys_of_a_file_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.pk}"
