"""Reading one's own archive. Each reading leaves its event in the same transaction: both happen, or neither.

`at` is aware; the day of a record's state is that day in the school's time zone. The events are only inserted, so
readers never wait for each other or for the sealing of the log.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.consultation.models import LookUp, LookUpQuerySet
from archives.portal.archive import Archive, Entry, read_archive, read_entry
from archives.portal.extract import extract_data
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.actions import record_event
from campus.documents.pdf import render_pdf
from campus.limits.actions import take
from campus.limits.rates import EXTRACT

# Easy to read aloud: no 0/O, 1/I/L.
NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

# How many look-ups an extract lists: what fits on a page.
LOOK_UPS_ON_PAPER = 30


@dataclass(frozen=True)
class Extract:
    number: str
    pdf: bytes


@transaction.atomic
def view_archive(*, student: Student, by: User, at: datetime) -> Archive:
    """The student's whole archive on that day. As all here, for its owner alone; else PermissionDenied."""
    _refuse_others(student, by)
    archive = read_archive(student, on=timezone.localdate(at))
    _leave_trace("portal.view_archive", student, by, at, records=len(archive.entries))
    return archive


@transaction.atomic
def view_record(*, student: Student, number: str, by: User, at: datetime) -> Entry | None:
    """One record of this student; None (and no event) where the student has no record with this number."""
    _refuse_others(student, by)
    entry = read_entry(student, number, on=timezone.localdate(at))
    if entry is not None:
        _leave_trace("portal.view_record", student, by, at, record=number)
    return entry


@transaction.atomic
def view_look_ups(*, student: Student, by: User, at: datetime) -> LookUpQuerySet:
    """Who looked into this student's archive, newest first (征信业管理条例 art. 22)."""
    _refuse_others(student, by)
    found = LookUp.objects.of(student)
    _leave_trace("portal.view_look_ups", student, by, at)
    return found


def print_extract(*, student: Student, school: dict[str, str], language: str, by: User, at: datetime) -> Extract:
    """The honesty archive extract as PDF, as often as the student wishes (征信业管理条例 art. 17).

    The event holds the extract's number and the SHA-256 of the file, so that the school can tell whether a file is
    the one that was made. The PDF is made before the transaction: setting type must not hold up writers.
    Raises TooMany: "as often as one wishes" is far below what would keep the server from everybody else.
    """
    _refuse_others(student, by)
    take(EXTRACT, by=by, at=at)
    archive = read_archive(student, on=timezone.localdate(at), newest=LOOK_UPS_ON_PAPER)
    number = new_extract_number(at)
    pdf = render_pdf("extract", extract_data(archive, number=number, school=school, at=at), language=language, at=at)
    with transaction.atomic():
        _leave_trace("portal.print_extract", student, by, at, number=number, language=language,
                     records=[entry.record.number for entry in archive.shown], sha256=hashlib.sha256(pdf).hexdigest())
    return Extract(number, pdf)


def new_extract_number(at: datetime) -> str:
    """X20261123-7KQ49MXD: the day in the school's time zone and eight letters that nobody can guess."""
    letters = "".join(secrets.choice(NUMBER_ALPHABET) for _place in range(8))
    return f"X{timezone.localdate(at):%Y%m%d}-{letters}"


def _refuse_others(student: Student, by: User) -> None:
    """These readings leave no look-up, because they are one's own: somebody else's goes through consultation."""
    if student.user_id is None or student.user_id != by.pk:
        raise PermissionDenied(_("Only the student whose archive this is reads it here."))


def _leave_trace(action: str, student: Student, by: User, at: datetime, **details: object) -> None:
    record_event(action=action, by=by, at=at, target=student, student=str(student.public_id), unit=student.unit.code,
                 purpose="own_sharing" if action == "portal.print_extract" else "", details=details)
