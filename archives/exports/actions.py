"""Taking a list away: the file is written first, and handed out only once its trace stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.catalogue.models import RecordType
from archives.consultation.bulk import Look, note_look_ups
from archives.consultation.models import Purpose
from archives.consultation.permissions import assignments_for, role_covering
from archives.exports.lists import (
    Seen,
    record_headings,
    record_rows,
    student_columns,
    student_rows,
)
from archives.exports.models import Export
from archives.records.models import Record
from archives.registry.models import Student
from archives.registry.numbers import next_numbers
from campus.accounts.permissions import require
from campus.audit.actions import record_event
from campus.documents.spreadsheets import Watermark, write_csv, write_xlsx
from campus.limits.actions import take
from campus.limits.rates import EXPORT
from campus.organisation.models import Unit
from campus.refusals import Refusal

if TYPE_CHECKING:
    from campus.accounts.models import RoleAssignment, User

SHORTEST_PURPOSE = 4  # characters
READ_AT_ONCE = 2**20

Write = Callable[[Path, Watermark], int]


class Exported(NamedTuple):
    export: Export
    path: Path


def export_students(
    *, students: QuerySet[Student], format: str, purpose: str, folder: Path, by: User, at: datetime
) -> Exported:
    """Write those of these students that the person may see into a file in `folder`, and leave the trace.

    Raises PermissionDenied, Refusal without a purpose, and TooMany.
    """
    require(by, "students.view")
    purpose = _said(purpose)
    take(EXPORT, by=by, at=at)
    visible = Student.objects.visible_to(by).filter(pk__in=students.order_by().values("pk"))
    columns = student_columns()

    def write(path: Path, mark: Watermark) -> int:
        headings = [column.heading for column in columns]
        return _write(path, format, str(_("Students")), headings, student_rows(visible, columns), mark)

    def trace(export: Export) -> None:
        _leave_trace("exports.export_students", export, by, at)

    return _export(Export.What.STUDENTS, format, purpose, folder, write, trace, by=by, at=at)


def export_records(
    *, purpose: Purpose, case_number: str, reason: str, format: str, folder: Path, by: User, at: datetime
) -> Exported:
    """Write the records in force that this purpose may use, of all students whom the person's roles cover for it.

    Every student in the list reads who took it away and why, as with any look into an archive.
    Raises PermissionDenied, Refusal without a reason, or a case number where the purpose needs one, and TooMany.
    """
    require(by, "records.view")
    reason, case_number = _said(reason), case_number.strip()
    if purpose.needs_case_number and not case_number:
        raise Refusal(
            _("This purpose needs the number of the case, round or file. The student reads it."), field="case_number"
        )
    assignments = assignments_for(by, purpose, at=at) if by.is_active and purpose.is_enabled else []
    if not assignments:
        raise PermissionDenied(_("None of your roles may look into archives for this purpose."))
    take(EXPORT, by=by, at=at)
    seen: dict[int, tuple[str, list[Seen]]] = {}

    def note(one: Seen) -> None:
        seen.setdefault(one.student, (one.path, []))[1].append(one)

    def write(path: Path, mark: Watermark) -> int:
        records = _usable(purpose, assignments, by, at)
        return _write(path, format, str(_("Honesty records")), record_headings(), record_rows(records, note), mark)

    def trace(export: Export) -> None:
        looks = (_look(student, path, of_student, assignments) for student, (path, of_student) in seen.items())
        note_look_ups(looks=looks, purpose=purpose, case_number=case_number, reason=reason, by=by, at=at)
        _leave_trace(
            "exports.export_records", export, by, at, purpose.code, case_number=case_number, students=len(seen)
        )

    return _export(Export.What.RECORDS, format, reason, folder, write, trace, by=by, at=at)


def _said(purpose: str) -> str:
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refusal(_("Write what the list is for, in a few words. They stand on every page of it."), field="purpose")
    return purpose


def _usable(purpose: Purpose, assignments: list[RoleAssignment], by: User, at: datetime) -> QuerySet[Record]:
    """Records in force, and where the purpose shows them those that are disputed, marked as such."""
    today = timezone.localdate(at)
    units = Unit.objects.within([assignment.unit for assignment in assignments])
    types = [pk for pk, uses in RecordType.objects.values_list("pk", "allowed_uses") if purpose.code in uses]
    shown = Record.objects.shown(today) if purpose.shows_disputed else Record.objects.in_force(today)
    return shown.visible_to(by).filter(record_type__in=types, student__unit__in=units)


def _look(student: int, path: str, seen: list[Seen], assignments: list[RoleAssignment]) -> Look:
    return Look(
        student,
        role_covering(assignments, path),
        [one.number for one in seen if not one.is_disputed],
        [one.number for one in seen if one.is_disputed],
    )


def _export(
    what: str,
    format: str,
    purpose: str,
    folder: Path,
    write: Write,
    trace: Callable[[Export], None],
    *,
    by: User,
    at: datetime,
) -> Exported:
    if format not in Export.Format.values:
        raise Refusal(_("Choose a format."), field="format")
    number = next_numbers("X", timezone.localdate(at).year, digits=4)[0]
    path = folder / f"{number}-{what}.{format}"
    rows = write(path, Watermark(number, by.get_full_name(), at, purpose))
    with transaction.atomic():
        export = Export.objects.create(
            number=number,
            what=what,
            format=format,
            purpose=purpose,
            rows=rows,
            digest=_digest(path),
            made_at=at,
            made_by=by,
        )
        trace(export)
    return Exported(export, path)


def _write(
    path: Path, format: str, name: str, headings: list[str], rows: Any, mark: Watermark
) -> int:
    if format == Export.Format.CSV:
        return write_csv(path, headings=headings, rows=rows, mark=mark)
    return write_xlsx(path, sheet=name, headings=headings, rows=rows, mark=mark)


def _digest(path: Path) -> str:
    running = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(READ_AT_ONCE):
            running.update(part)
    return running.hexdigest()


def _leave_trace(action: str, export: Export, by: User, at: datetime, purpose: str = "", **details: Any) -> None:
    record_event(
        action=action,
        by=by,
        at=at,
        target=("archives.Export", export.number),
        purpose=purpose,
        details={"rows": export.rows, "format": export.format, "digest": export.digest, **details},
    )
