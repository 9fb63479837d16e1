"""The receipt of a batch to take away: as a PDF, and the rows that were left, by number and reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archives.imports.facts_shown import facts
from archives.imports.finding_texts import TEXTS
from archives.imports.findings import joined
from archives.imports.history import history
from archives.imports.models import Batch, RowStatus, StagedRow
from archives.imports.receipts import notes, reasons, written_by_kind
from campus.documents.spreadsheets import Watermark, write_xlsx

LEFT = (RowStatus.REFUSED, RowStatus.LEFT_BEHIND, RowStatus.DROPPED, RowStatus.KEPT, RowStatus.ERRORED)
ROWS_AT_ONCE = 2000


def has_left(batch: Batch) -> bool:
    """Some rows of the file are not in the archive, or could not be taken back."""
    return bool(batch.refused or batch.dropped or batch.left_behind or batch.kept or batch.errored)


def write_left(batch: Batch, path: Path, *, mark: Watermark) -> int:
    """Write number, state, cause and advice of each row that was left. Nothing of what stands in the rows."""
    headings = [_("Row in the file"), _("State"), _("Cause"), _("What to do")]
    return write_xlsx(path, sheet=_("Rows left"), headings=headings, rows=_left(batch), mark=mark)


def _left(batch: Batch) -> Iterator[tuple[str, ...]]:
    labels = {status.value: str(status.label) for status in LEFT}
    causes = {code: str(text.cause) for code, text in TEXTS.items()}
    advice = {code: str(text.fix) for code, text in TEXTS.items()}
    why = reasons()
    rows = StagedRow.objects.filter(batch=batch, status__in=LEFT).order_by("number")
    for number, status, codes, reason in rows.values_list("number", "status", "codes", "reason").iterator(
        chunk_size=ROWS_AT_ONCE
    ):
        cause = why.get(reason, reason) if reason else joined(*(causes[code] for code in codes))
        yield str(number), labels[status], cause, joined(*dict.fromkeys(advice[code] for code in codes))


def receipt_data(batch: Batch, *, school: dict[str, str], at: datetime) -> dict[str, Any]:
    """The data of the PDF (campus/documents/typst/receipt.typ), in the reader's language."""
    time = date_format(timezone.localtime(at), "Y-m-d H:i")
    written = written_by_kind(batch)
    counts = [(_("Imported, new"), written.new), (_("Imported, changed"), written.changed)]
    if batch.undone_at:
        counts += [(_("Reversed"), batch.reversed), (_("Kept"), batch.kept), (_("Not reversed"), batch.errored)]
    said = [(str(fact.label), str(fact.value)) for fact in facts(batch) if fact.value]
    shredded = []
    if batch.shredded_at:
        day = f"{timezone.localdate(batch.shredded_at):%Y-%m-%d}"
        shredded = [_("The file was shredded on %(day)s; its fingerprint stays.") % {"day": day}]
    return {
        "title": _("Receipt of import %(number)s") % {"number": batch.number},
        "author": [school["name"]],
        "school": school["name"],
        "office": school["office"],
        "seal": False,
        "foot": _("Receipt of import %(number)s, made %(time)s") % {"number": batch.number, "time": time},
        "facts": [*said, *((label, f"{count:,}") for label, count in counts)],
        "notes_title": _("About the file"),
        "notes": [*notes(batch), *shredded],
        "history_title": _("History"),
        "history": [(f"{step.time} · {step.who}" if step.who else step.time, step.what) for step in history(batch)],
    }
