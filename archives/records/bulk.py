"""Records by the thousand: the same rules as by hand, a fixed number of queries for each chunk, no model objects.

The caller (an import batch) holds the transaction and leaves one audit event for the whole batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.utils import timezone

from archives.catalogue.models import RecordType
from archives.records.entry import Shown, shown_as
from archives.records.models import Record
from archives.records.periods import Rules
from archives.registry.numbers import next_numbers
from campus.bulk import insert_columns, update_columns

if TYPE_CHECKING:
    from campus.accounts.models import User

# What an office says about a record, and what stands where it says nothing.
SAID: dict[str, Any] = {
    "facts": "",
    "conduct_on": None,
    "sanction": "",
    "basis_clause": "",
    "decision_number": "",
    "decided_on": None,
    "told_on": None,
    "served_on": None,
    "hours": None,
    "source_office": "",
}
EMPTY = ("withdrawn_reason", "dispute_reason", "settled_answer", "statement")


@dataclass(slots=True)
class RecordValues:
    """One checked row. `values`: by the names of SAID and `sanction_months`; days as dates or ISO text.

    Of a record that is there already also its key and the version that the row was compared with.
    """

    student_id: int
    record_type: RecordType
    values: Mapping[str, Any]
    provenance: Mapping[str, Any] = field(default_factory=dict)
    pk: int = 0
    version: int = 0


class OldValues(NamedTuple):
    """What stood on a record before an import: `values` holds all that one may touch, severity and period too."""

    pk: int
    version: int
    values: Mapping[str, Any]
    provenance: Mapping[str, Any]


def create_records(rows: Sequence[RecordValues], *, batch_number: str = "", entered_by: User,
                   confirmed_by: User | None, rules: Rules, at: datetime) -> int:
    """Insert checked rows. Adverse ones are in force only with `confirmed_by`, a second person.

    The database refuses adverse rows without their papers and a confirmer who is the enterer (IntegrityError).
    """
    if not rows:
        return 0
    count = len(rows)
    confirmed = [row.record_type.is_adverse and confirmed_by is not None for row in rows]
    confirmer = confirmed_by.pk if confirmed_by is not None else None
    return insert_columns(
        Record,
        {
            "number": next_numbers("R", timezone.localdate(at).year, count),
            "student_id": [row.student_id for row in rows],
            "record_type_id": [row.record_type.pk for row in rows],
            "polarity": [str(row.record_type.polarity) for row in rows],
            **_kept(rows, rules),
            "entered_at": [at] * count,
            "entered_by_id": [entered_by.pk] * count,
            "confirmed_at": [at if done else None for done in confirmed],
            "confirmed_by_id": [confirmer if done else None for done in confirmed],
            "provenance": [orjson.dumps(row.provenance).decode() for row in rows],
            "batch_number": [batch_number] * count,
            "version": [1] * count,
            "earlier_disputes": ["[]"] * count,
            **{name: [""] * count for name in EMPTY},
        },
    )


def change_records(rows: Sequence[RecordValues], *, rules: Rules) -> int:
    """Give records new values; severity and period by the rules of the day of the conduct."""
    columns = _kept(rows, rules)
    columns["provenance"] = [orjson.dumps(row.provenance).decode() for row in rows]
    columns["version"] = [row.version + 1 for row in rows]
    return update_columns(Record, [row.pk for row in rows], columns)


def restore_records(rows: Sequence[OldValues]) -> int:
    """Give records back what stood there."""
    if not rows:
        return 0
    columns: dict[str, Sequence[Any]] = {
        name: [row.values[name] for row in rows] for name in (*SAID, *Shown._fields)
    }
    columns["provenance"] = [orjson.dumps(row.provenance).decode() for row in rows]
    columns["version"] = [row.version + 1 for row in rows]
    return update_columns(Record, [row.pk for row in rows], columns)


def _kept(rows: Sequence[RecordValues], rules: Rules) -> dict[str, Sequence[Any]]:
    """The columns that follow from what was said and from the rules."""
    columns: dict[str, Sequence[Any]] = {
        name: [row.values.get(name) or missing for row in rows] for name, missing in SAID.items()
    }
    columns["facts"] = [said.strip() for said in columns["facts"]]
    columns["sanction"] = [
        said if row.record_type.is_adverse else "" for said, row in zip(columns["sanction"], rows, strict=True)
    ]
    columns["source_office"] = [
        said or row.record_type.source_office_zh for said, row in zip(columns["source_office"], rows, strict=True)
    ]
    known: dict[tuple[Any, ...], Shown] = {}
    shown = [_shown(row, rules, known) for row in rows]
    return {**columns, **dict(zip(Shown._fields, zip(*shown, strict=True), strict=True))} if rows else columns


def _shown(row: RecordValues, rules: Rules, known: dict[tuple[Any, ...], Shown]) -> Shown:
    """Worked out once for all rows that agree in what it depends on."""
    kind, said = row.record_type, row.values
    sanction, months, served_on = said.get("sanction") or "", said.get("sanction_months"), said.get("served_on")
    given = (kind.pk, sanction, months, said["conduct_on"], served_on)
    found = known.get(given)
    if found is None:
        found = known[given] = shown_as(
            kind, sanction=sanction, months=months, severity="", conduct_on=_day(said["conduct_on"]),
            served_on=_day(served_on) if served_on else None, rules=rules)
    return found


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
