"""The words of the honesty archive extract (诚信档案摘录). Its layout is campus/documents/typst/extract.typ."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archives.consultation.models import LookUp
from archives.portal.archive import Archive, Entry
from archives.portal.words import day, source_of
from archives.records.models import State

Pairs = list[tuple[str, str]]


def extract_data(archive: Archive, *, number: str, school: dict[str, str], at: datetime) -> dict[str, Any]:
    """The data of the PDF in the reader's language: what is in the archive on that day, nothing that has ended.

    `school` has name, office, hours and phone, as `campus.site_context.school` gives them.
    """
    time = date_format(timezone.localtime(at), "Y-m-d H:i")
    return {
        "title": _("Honesty archive extract"),
        "author": [school["name"]],
        "school": school["name"],
        "office": school["office"],
        "foot": _("Honesty archive extract %(number)s, made %(time)s") % {"number": number, "time": time},
        "watermark": _("For the student's own use"),
        "head": _head(archive, number, time),
        "notes": [
            _("The student made this extract. It lists every record that is shown on the day it was made; what has "
              "ended or was withdrawn is not part of the archive any more and is not in it."),
            _("Each record may be used only for the purposes named with it. A disputed record may be used for nothing "
              "until the dispute is settled."),
        ],
        "records_title": _("Records (%(count)d)") % {"count": len(archive.shown)},
        "empty": _("On that day the archive held no record."),
        "records": [_record(entry) for entry in archive.shown],
        "look_ups_title": _("Who looked into the archive (%(count)d)") % {"count": archive.look_up_count},
        "look_ups": [_look_up(look) for look in archive.look_ups],
        "look_ups_note": _look_ups_note(archive),
        "rights_title": _("Your rights"),
        "rights": [
            _("Object to a record at any time: it is marked at once, used for nothing, and answered in writing."),
            _("Add your own statement to a record: it travels with every extract and every look-up."),
            _("Read who looked into your archive, for what purpose and when."),
            _("Questions: %(office)s, %(hours)s, %(phone)s") % school,
        ],
    }


def _head(archive: Archive, number: str, time: str) -> Pairs:
    student = archive.student
    study = " · ".join(part for part in (student.unit.name, student.major, student.class_name) if part)
    return [
        (_("Name"), " ".join(part for part in (student.name, student.latin_name) if part)),
        (_("Student number"), student.number),
        (_("Place of study"), study),
        (_("Number of the extract"), number),
        (_("Made at"), time),
    ]


def _record(entry: Entry) -> dict[str, Any]:
    record = entry.record
    pairs: Pairs = [
        (_("Record"), record.number),
        (_("Source"), source_of(record)),
        (_("Basis"), basis_of(entry)),
        (_("Facts"), record.facts),
        (_("Decision"), decision_of(entry)),
        (_("Verified by"), proof_of(entry)),
        (_("Hours of service"), f"{record.hours.normalize():f}" if record.hours is not None else ""),
        (_("Day of the conduct") if record.is_adverse else _("Day of the deed"), record.conduct_on.isoformat()),
        (_("Served on"), record.served_on.isoformat() if record.served_on else ""),
        (_("Display period"), period_of(entry)),
        (_("Why until then"), entry.why_until),
        (_("May be used for"), entry.uses),
    ]
    quotes = []
    if entry.state is State.DISPUTED:
        quotes.append({"label": _("Disputed by the student since %(day)s") % {"day": _day_of(record.disputed_at)},
                       "text": record.dispute_reason})
    elif record.settled_answer:
        quotes.append({"label": _("Answer to the student's objection, %(day)s") % {"day": _day_of(record.settled_at)},
                       "text": record.settled_answer})
    if record.statement:
        quotes.append({"label": _("The student's statement, %(day)s") % {"day": _day_of(record.statement_at)},
                       "text": record.statement})
    facts = [pair for pair in pairs if pair[1]]
    return {"title": entry.title, "state": entry.tag.text, "facts": facts, "quotes": quotes}


def _look_up(look: LookUp) -> Pairs:
    purpose = " · ".join(part for part in (look.purpose.name, look.case_number) if part)
    return [
        (_("Time"), date_format(timezone.localtime(look.looked_at), "Y-m-d H:i")),
        (_("Who looked"), f"{look.office_name} · {look.by_name}"),
        (_("For what, and why"), f"{purpose}\n{look.reason}"),
    ]


def _look_ups_note(archive: Archive) -> str:
    if not archive.look_up_count:
        return _("Nobody has looked.")
    if archive.look_up_count > len(archive.look_ups):
        return _("The newest %(count)d are listed; the student reads all of them on the site.") % {
            "count": len(archive.look_ups)}
    return ""


def basis_of(entry: Entry) -> str:
    """The legal basis of the kind of record, and the clause that the decision applied."""
    record = entry.record
    return _("; ").join(part for part in (record.record_type.legal_basis.citation, record.basis_clause) if part)


def decision_of(entry: Entry) -> str:
    """Day, sanction and number of the decision; "" for a record without one."""
    record = entry.record
    if record.decided_on is None:
        return ""
    parts = [f"{record.decided_on:%Y-%m-%d}", sanction_of(entry), record.decision_number]
    return " · ".join(part for part in parts if part)


def proof_of(entry: Entry) -> str:
    """Number of the paper that verifies a good record; "" for one without."""
    return "" if entry.record.is_adverse else entry.record.decision_number


def sanction_of(entry: Entry) -> str:
    record = entry.record
    if not record.sanction:
        return ""
    if record.sanction_months is None:
        return str(record.get_sanction_display())
    return _("%(sanction)s for %(months)d months") % {
        "sanction": record.get_sanction_display(), "months": record.sanction_months}


def period_of(entry: Entry) -> str:
    """From when on it is shown, and the day on which it leaves or has left the archive."""
    days = {"start": f"{entry.record.starts_on:%Y-%m-%d}", "end": f"{entry.record.display_until:%Y-%m-%d}"}
    if entry.has_ended:
        return _("from %(start)s, left the archive on %(end)s") % days
    return _("from %(start)s, leaves the archive on %(end)s") % days


def _day_of(moment: datetime | None) -> str:
    return day(timezone.localdate(moment)) if moment else ""
