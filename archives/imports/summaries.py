"""The words and figures around a batch that the staff pages show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from archives.catalogue.rules import rule
from archives.imports import intake, receipts
from archives.imports.facts_shown import facts
from archives.imports.kinds.base import veiled
from archives.imports.models import HAS_RESULT, Batch, RowStatus, Status
from archives.imports.sentences import UnreadableFile
from campus.workbench.components import Step, Tile, stacked_bar, steps

# Of 15 or 18 digits; or what a spreadsheet program made of it, 1.10105E+17, which still tells most of them.
UPLOAD, SHEET, COLUMNS, CHECK, CONFIRM = range(5)
ENDED = 5


def number(value: int) -> str:
    return str(intcomma(value))


def steps_of(batch: Batch | None, *, now: int | None = None) -> list[Step]:
    """Upload, sheet, columns, check, confirm; steps that were skipped count as done and lead to where
    they stand.
    """
    labels = [_("Upload"), _("Sheet"), _("Columns"), _("Check"), _("Confirm")]
    if now is None:
        now = UPLOAD if batch is None else _step(batch)
    found = steps(labels, now=now)
    if batch is not None and batch.status in intake.MAY_BE_LAID_OUT:
        layout = reverse("imports:layout", args=[batch.number])
        found = [
            Step(
                step.label,
                step.state,
                layout if place in (SHEET, COLUMNS) and step.state == "done" else step.url,
            )
            for place, step in enumerate(found)
        ]
    return found


def _step(batch: Batch) -> int:
    if batch.status in (Status.APPLIED, Status.PART_APPLIED, Status.UNDOING, Status.UNDONE):
        return ENDED
    if batch.status in (Status.WAITING_RELEASE, Status.APPLYING) or (
        batch.status == Status.FAILED and batch.confirmed_at
    ):
        return CONFIRM
    return UPLOAD if batch.status == Status.UNREADABLE else CHECK


def headline(batch: Batch) -> str:
    """The finding, as the heading of the page."""
    if batch.status in HAS_RESULT or (batch.status == Status.CANCELLED and batch.rows):
        return _result_headline(batch)
    sentences = {
        Status.CHECKING: _("The rows are being checked"),
        Status.APPLYING: _("The rows are being written"),
        Status.UNDOING: _("The batch is being undone"),
        Status.UNDONE: _("The batch was undone"),
        Status.CANCELLED: _("The batch was given up"),
        Status.UNREADABLE: _("The file could not be read"),
    }
    if batch.status in (Status.APPLIED, Status.PART_APPLIED):
        return ngettext("%(rows)s row was imported", "%(rows)s rows were imported", batch.written) % {
            "rows": number(batch.written)
        }
    if batch.status == Status.FAILED:
        return _("Stopped; nothing is half done")
    return sentences.get(Status(batch.status), str(Status(batch.status).label))


def _result_headline(batch: Batch) -> str:
    if not batch.rows:
        return _("The file has no rows")
    if not batch.importable and not batch.refused:
        return _("Nothing to import: everything is already as in the file")
    can = ngettext("%(rows)s row can be imported", "%(rows)s rows can be imported", batch.importable) % {
        "rows": number(batch.importable)
    }
    if not batch.refused:
        return can
    if not batch.importable:
        can = _("No row is new")
    mend = ngettext("%(rows)s needs mending", "%(rows)s need mending", batch.refused) % {
        "rows": number(batch.refused)
    }
    return _("%(can)s, %(mend)s") % {"can": can, "mend": mend}


def why_unreadable(batch: Batch) -> str:
    return UnreadableFile(batch.unreadable["code"], **batch.unreadable["params"]).message()


def result(batch: Batch) -> dict[str, Any]:
    """What the check counted, for the page; what stands in the rows comes from `cells_shown.Cells`."""
    rows = _rows_page(batch)
    shares = [(batch.unchanged, 6), (batch.new, 1), (batch.changed, 2), (batch.refused, 5)]
    return {
        "bar": stacked_bar(shares),
        "tiles": [
            Tile(_("Unchanged"), batch.unchanged, tone=6),
            Tile(_("New"), batch.new, f"{rows}?status=new" if rows and batch.new else "", 1),
            Tile(_("Changed"), batch.changed, f"{rows}?status=changed" if rows and batch.changed else "", 2),
            Tile(
                _("Need mending"),
                batch.refused,
                "#mend" if rows and batch.refused else "",
                5,
                "alert",
                current=bool(batch.refused),
            ),
        ],
        "facts": facts(batch),
        "earlier": intake.earlier_import(batch),
        "unreadable": why_unreadable(batch) if batch.status == Status.UNREADABLE else "",
    }


def notes(batch: Batch) -> list[str]:
    """What was left out of the file: lines, sheets, and columns that the archive has no use for."""
    headings = pgettext("between items of a list", ", ").join(
        f"“{veiled(heading)}”" for heading in receipts.not_kept(batch)
    )
    left = _("Not kept, because the archive does not need them: %(headings)s.") % {"headings": headings}
    return [*receipts.notes(batch), *([left] if headings else [])]


def forbidden(batch: Batch, *, with_headings: bool) -> list[str]:
    """The columns that may not be kept, each with what it is about."""
    topics = [(item["header"], receipts.topic(item["topic"])) for item in batch.forbidden]
    if not with_headings:
        return [topic for _header, topic in topics]
    return [_("“%(header)s” (%(topic)s)") % {"header": header, "topic": topic} for header, topic in topics]


def missing(batch: Batch) -> str:
    """Which needed columns the file does not seem to have; "" when all are there."""
    labels = [f"“{spec.label}”" for spec in intake.missing(batch)]
    if not labels:
        return ""
    return _("The file has no column that was recognised as %(fields)s.") % {
        "fields": pgettext("between items of a list", ", ").join(labels)
    }


def receipt(batch: Batch) -> dict[str, Any]:
    """What the batch did, for its receipt."""
    written = receipts.written_by_kind(batch)
    of_written = f"{RowStatus.WRITTEN}&made="
    tiles = [
        Tile(_("Unchanged"), batch.unchanged, tone=6),
        _rows_tile(batch, _("New"), written.new, f"{of_written}new", 1),
        _rows_tile(batch, _("Changed"), written.changed, f"{of_written}changed", 2),
        _rows_tile(batch, _("Need mending"), batch.refused, RowStatus.REFUSED, 5),
    ]
    if batch.left_behind:
        tiles.append(_rows_tile(batch, _("Changed since the check"), batch.left_behind, RowStatus.LEFT_BEHIND, 3))
    if batch.status == Status.UNDONE:
        tiles = [
            _rows_tile(batch, _("Reversed"), batch.reversed, RowStatus.REVERSED, 1),
            _rows_tile(batch, _("Kept"), batch.kept, RowStatus.KEPT, 3),
            _rows_tile(batch, _("Could not be reversed"), batch.errored, RowStatus.ERRORED, 5),
        ]
    return {
        "tiles": tiles,
        "bar": stacked_bar([(tile.count, tile.tone) for tile in tiles]),
        "facts": facts(batch),
    }


def _rows_tile(batch: Batch, label: str, count: int, status: str, tone: int) -> Tile:
    """A count that leads to its rows, where there are some and what stood in them is still kept."""
    rows = _rows_page(batch)
    return Tile(label, count, f"{rows}?status={status}" if rows and count else "", tone)


def _rows_page(batch: Batch) -> str:
    """Where the rows of the batch are listed; "" once what stood in them was removed."""
    return "" if batch.shredded_at else reverse("imports:rows", args=[batch.number])


def undo_days(at: datetime) -> int:
    return int(rule("import.undo_window", on=timezone.localdate(at))["days"])
