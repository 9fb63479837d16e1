"""What an office saw when it looked: each record by its kind and number, in the order of the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from archives.consultation.models import LookUp
from archives.records.models import RecordQuerySet, State


@dataclass(frozen=True)
class Seen:
    number: str
    title: str
    is_disputed: bool


def titles_of(records: RecordQuerySet, *, on: date) -> dict[str, str]:
    """The kind of each record by its number; of a withdrawn one only that it was withdrawn."""
    return {
        record.number: _("Withdrawn record") if record.state(on) is State.WITHDRAWN else record.record_type.name
        for record in records
    }


def seen_in(look: LookUp, titles: dict[str, str]) -> list[Seen]:
    """The records that this look showed; the title is "" for one that is not in the archive."""
    shown, disputed = look.seen.get("records", []), look.seen.get("disputed", [])
    return [Seen(number, titles.get(number, ""), number in disputed) for number in sorted({*shown, *disputed})]
