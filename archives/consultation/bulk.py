"""Many archives looked into at once, as for a list: each student reads a trace of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from archives.consultation.models import LookUp, Purpose

if TYPE_CHECKING:
    from campus.accounts.models import User

TRACES_AT_ONCE = 1000


class Look(NamedTuple):
    """Whose archive, under which role, and the numbers of the records that were seen."""

    student: int
    role: str
    records: list[str]
    disputed: list[str]


def note_look_ups(
    *, looks: Iterable[Look], purpose: Purpose, case_number: str, reason: str, by: User, at: datetime
) -> int:
    """Leave one trace for each student. Call it in the transaction without which nothing may be shown."""
    made = LookUp.objects.bulk_create(
        (
            LookUp(
                student_id=look.student,
                by=by,
                by_name=by.get_full_name(),
                office=by.office,
                role=look.role,
                purpose=purpose,
                case_number=case_number,
                reason=reason,
                looked_at=at,
                seen={"sections": ["records"], "records": look.records, "disputed": look.disputed},
            )
            for look in looks
        ),
        batch_size=TRACES_AT_ONCE,
    )
    return len(made)
