"""Where a batch comes from and who did what with it, as labelled values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archives.imports.kinds import KINDS
from archives.imports.models import Batch
from campus.workbench.components import Fact


def facts(batch: Batch) -> list[Fact]:
    """Where the batch comes from and who did what, when."""
    return [
        Fact(_("Batch"), batch.number, mono=True),
        Fact(_("Kind"), KINDS[batch.kind].name),
        Fact(_("File"), batch.file_name),
        Fact(_("Sheet"), batch.sheet),
        Fact(_("Encoding of the text"), batch.encoding_shown),
        *_counts(batch),
        Fact(_("Note"), batch.note),
        Fact(_("Rules as of"), _day(batch.rules_of)),
        Fact(_("Uploaded"), _who(batch.uploaded_at, batch.uploaded_by)),
        Fact(_("Confirmed"), _who(batch.confirmed_at, batch.confirmed_by)),
        Fact(_("Released by a second person"), _who(batch.released_at, batch.released_by)),
        Fact(_("Not released"), _who(batch.release_refused_at, batch.release_refused_by)),
        Fact(_("Reason"), batch.release_refused_reason),
        Fact(_("Undone"), _who(batch.undo_asked_at, batch.undo_asked_by)),
        Fact(_("Given up"), _who(batch.cancelled_at, batch.cancelled_by)),
        Fact(_("Fingerprint of the file (SHA-256)"), batch.fingerprint, mono=True),
        Fact(_("Digest of the rows (SHA-256)"), batch.digest, mono=True),
    ]


def _counts(batch: Batch) -> list[Fact]:
    if batch.checked_at is None:
        return []
    return [
        Fact(_("Rows"), intcomma(batch.rows)),
        Fact(_("New"), intcomma(batch.new)),
        Fact(_("Changed"), intcomma(batch.changed)),
        Fact(_("Unchanged"), intcomma(batch.unchanged)),
        Fact(_("Need mending"), intcomma(batch.refused)),
        Fact(_("Left out"), intcomma(batch.dropped) if batch.dropped else ""),
    ]


def short_facts(batch: Batch) -> list[Fact]:
    """What one wants to know before a decision about the batch; the rest is in `facts`."""
    return [
        Fact(_("Batch"), batch.number, mono=True),
        Fact(_("Kind"), KINDS[batch.kind].name),
        Fact(_("Note"), batch.note),
        *_counts(batch),
        Fact(_("Uploaded"), _who(batch.uploaded_at, batch.uploaded_by)),
        Fact(_("Confirmed"), _who(batch.confirmed_at, batch.confirmed_by)),
        Fact(_("Released by a second person"), _who(batch.released_at, batch.released_by)),
        Fact(_("Undone"), _who(batch.undo_asked_at, batch.undo_asked_by)),
        Fact(_("Given up"), _who(batch.cancelled_at, batch.cancelled_by)),
        Fact(_("Digest of the rows (SHA-256)"), batch.digest, mono=True),
    ]


def _who(at: datetime | None, by: Any) -> str:
    if at is None or by is None:
        return ""
    office = f" · {by.office}" if by.office else ""
    return f"{date_format(timezone.localtime(at), 'Y-m-d H:i')} · {by.get_full_name()}{office}"


def _day(value: Any) -> str:
    return date_format(value, "Y-m-d") if value else ""
