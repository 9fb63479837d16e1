"""Names and values: the key figures above an archive, and the rows of one record."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archives.portal.archive import Archive, Entry
from archives.portal.extract import basis_of, decision_of, period_of, proof_of
from archives.portal.learning import Learning
from archives.portal.words import source_of
from archives.records.models import State

Row = tuple[str, Any]


def key_facts(archive: Archive, learning: Learning) -> list[dict[str, Any]]:
    """Four counts of things, each with a word beside it. Never a figure about the person."""
    good = [entry for entry in archive.shown if not entry.record.is_adverse]
    decisions = [entry for entry in archive.shown if entry.record.is_adverse]
    disputed = archive.of_state(State.DISPUTED)
    hours = sum(entry.record.hours or 0 for entry in good)
    return [
        {"label": _("Honesty courses"), "value": learning.finished,
         "unit": _("of %(count)d finished") % {"count": learning.courses} if learning.courses else "",
         "note": _("Go on: %(title)s") % {"title": learning.begun[0].title} if learning.begun else ""},
        {"label": _("Good records shown"), "value": len(good), "unit": "",
         "note": _("%(hours)s hours of voluntary service") % {"hours": f"{float(hours):g}"} if hours else ""},
        {"label": _("Decisions shown"), "value": len(decisions), "unit": "",
         "note": ngettext("%(count)d disputed, used for nothing", "%(count)d disputed, used for nothing", len(disputed))
         % {"count": len(disputed)} if disputed else ""},
        {"label": _("Look-ups by offices"), "value": archive.look_up_count, "unit": "",
         "note": _("Latest: %(day)s") % {"day": f"{timezone.localdate(archive.look_ups[0].looked_at):%Y-%m-%d}"}
         if archive.look_ups else ""},
    ]


def record_rows(entry: Entry, *, short: bool = False) -> list[Row]:
    """What is kept about a record, with its name in words; `short` for the list, all of it for the record's page."""
    record = entry.record
    if entry.is_withdrawn:
        return [(_("Record"), record.number), (_("Withdrawn on"), _moment(record.withdrawn_at)),
                (_("Reason of the withdrawal"), record.withdrawn_reason)]
    rows: list[Row] = [
        (_("Record"), "" if short else record.number),
        (_("Source"), source_of(record)),
        (_("Basis"), basis_of(entry)),
        (_("Decision"), decision_of(entry)),
        (_("Verified by"), proof_of(entry)),
        (_("Severity"), "" if short else record.get_severity_display()),
        (_("Hours of service"), f"{record.hours.normalize():f}" if record.hours is not None else ""),
        (_("Day of the deed") if not record.is_adverse else _("Day of the conduct"), record.conduct_on.isoformat()),
        (_("Told before the decision"), "" if short else _day(record.told_on)),
        (_("Served on"), _day(record.served_on)),
        (_("Display period"), period_of(entry)),
        (_("Why until then"), entry.why_until),
        (_("May be used for"), entry.uses),
    ]
    if short and entry.has_ended:
        told = {_("Source"), _("Decision"), _("Verified by"), _("Display period"), _("May be used for")}
        return [row for row in rows if row[1] and row[0] in told]
    if not short:
        rows += [(_("Entered on"), _moment(record.entered_at)),
                 (_("Confirmed by a second person"), _moment(record.confirmed_at)),
                 (_("Import batch"), record.batch_number)]
    return rows


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _moment(value: Any) -> str:
    return date_format(timezone.localtime(value), "Y-m-d H:i") if value else ""
