"""The one way into somebody else's archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.catalogue.models import Use
from archives.consultation.models import LookUp, Purpose
from archives.consultation.permissions import role_for
from archives.consultation.reading import disputed_records, record_to_handle, usable_records
from archives.records.models import Record
from archives.registry.models import Student
from campus.audit.actions import record_event
from campus.limits.actions import take
from campus.limits.rates import HANDLING, LOOK_UP
from campus.refusals import Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User

SHORTEST_REASON = 4  # characters


@dataclass(frozen=True)
class LookUpResult:
    """What the office may see: records to use, and (only for cases) disputed ones, which nobody may use."""

    look_up: LookUp
    records: tuple[Record, ...]
    disputed: tuple[Record, ...]


class RecordLook(NamedTuple):
    """One look at one record; `record` has its words."""

    look_up: LookUp
    record: Record


def look_up_archive(*, student: Student, purpose: str, case_number: str, reason: str, by: User,
                    at: datetime) -> LookUpResult:
    """Show the records in force that this purpose may use, and leave the trace that the student reads.

    `purpose` is a code of `catalogue.Use`. Trace and audit event are written in one transaction with the reading:
    if either cannot be written, nothing is shown. 征信业管理条例 arts 20 and 22.
    Raises Refusal (unknown purpose, no reason, no case number), PermissionDenied (role or unit), TooMany.
    """
    asked = _registered(purpose)
    case_number, reason = case_number.strip(), reason.strip()
    if asked.needs_case_number and not case_number:
        raise Refusal(_("This purpose needs the number of the case, round or file. The student reads it."),
                      field="case_number")
    if len(reason) < SHORTEST_REASON:
        raise Refusal(_("Write why you need to look, in a few words. The student reads it."), field="reason")
    role = role_for(by, student, asked, at=at)
    if not role:
        raise PermissionDenied(_("None of your roles may look into this student's archive for this purpose."))
    take(LOOK_UP, by=by, at=at)
    day = timezone.localdate(at)
    with transaction.atomic():
        records, disputed = usable_records(student, asked, day), disputed_records(student, asked, day)
        look_up = LookUp.objects.create(
            student=student, by=by, by_name=by.get_full_name(), office=by.office, role=role,
            purpose=asked, case_number=case_number, reason=reason, looked_at=at,
            seen={"sections": ["student", "records"], "records": [record.number for record in records],
                  "disputed": [record.number for record in disputed]})
        record_event(action="consultation.look_up_archive", by=by, at=at, target=look_up,
                     student=str(student.public_id), unit=student.unit.code, purpose=asked.code,
                     details={"role": role, **look_up.seen})
    return LookUpResult(look_up, records, disputed)


def look_at_record(*, record: Record, by: User, at: datetime) -> RecordLook | None:
    """An officer opens one record to confirm, withdraw or settle it: a look-up for handling a case.

    The only way to its words; `record` may be without them. None, and no look-up, where the record has ended or was
    withdrawn and so says nothing more. Raises as `look_up_archive` does.
    """
    asked, student = _registered(Use.CASE_HANDLING), record.student
    role = role_for(by, student, asked, at=at)
    if not role:
        raise PermissionDenied(_("None of your roles may look into this student's archive for this purpose."))
    take(HANDLING, by=by, at=at)
    with transaction.atomic():
        read = record_to_handle(record.number, timezone.localdate(at))
        if read is None:
            return None
        look_up = LookUp.objects.create(
            student=student, by=by, by_name=by.get_full_name(), office=by.office, role=role, purpose=asked,
            # Not the number of the decision: whoever reviews look-ups would read there that there is one.
            case_number=read.number, looked_at=at,
            reason=_("Handling record %(number)s") % {"number": read.number},
            seen={"sections": ["student", "records"], "records": [read.number], "disputed": []})
        record_event(action="consultation.look_at_record", by=by, at=at, target=look_up,
                     student=str(student.public_id), unit=student.unit.code, purpose=asked.code,
                     details={"role": role, **look_up.seen})
    return RecordLook(look_up, read)


def _registered(code: str) -> Purpose:
    purpose = Purpose.objects.enabled().filter(code=code).first()
    if purpose is None:
        raise Refusal(_("This purpose is not registered. An archive is looked into for a registered purpose only."),
                      field="purpose")
    return purpose
