"""Records by the thousand: the same `build_record` as by hand, a fixed number of queries for each chunk.

The caller (an import batch) holds the transaction and leaves one audit event for the whole batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from archives.records.entry import Entry, build_record
from archives.records.models import Record
from archives.records.periods import Rules
from archives.registry.numbers import next_numbers

if TYPE_CHECKING:
    from campus.accounts.models import User


def create_records(entries: Sequence[Entry], *, entered_by: User, confirmed_by: User | None, rules: Rules,
                   at: datetime) -> list[Record]:
    """Insert checked entries. Adverse ones are in force only with `confirmed_by`, a second person.

    The database refuses adverse entries without their papers and a confirmer who is the enterer.
    """
    numbers = next_numbers("R", timezone.localdate(at).year, len(entries))
    records = []
    for number, entry in zip(numbers, entries, strict=True):
        record = build_record(entry, number=number, rules=rules, by=entered_by, at=at)
        if record.is_adverse and confirmed_by is not None:
            record.confirmed_at, record.confirmed_by = at, confirmed_by
        records.append(record)
    return Record.objects.bulk_create(records, batch_size=1000)
