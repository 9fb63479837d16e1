"""Taking a list away: the file is written first, and handed out only once its trace stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archives.consultation.bulk import Look, note_look_ups
from archives.consultation.permissions import role_covering
from archives.exports.lists import (
    Seen,
    record_headings,
    record_rows,
    student_columns,
    student_rows,
)
from archives.exports.models import Export, ListRequest, State
from archives.exports.requests import next_export_number, records_of, roles_for_lists, said
from archives.registry.models import Student
from campus.accounts.permissions import require
from campus.audit.actions import record_event
from campus.documents.spreadsheets import Watermark, write_csv, write_xlsx
from campus.limits.actions import take
from campus.limits.rates import EXPORT
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import RoleAssignment, User

LONGEST_PURPOSE = 300  # characters, of the column
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
    purpose = said(purpose)
    take(EXPORT, by=by, at=at)
    visible = Student.objects.visible_to(by).filter(pk__in=students.order_by().values("pk"))
    columns = student_columns()

    def write(path: Path, mark: Watermark) -> int:
        headings = [column.heading for column in columns]
        return _write(path, format, str(_("Students")), headings, student_rows(visible, columns), mark)

    def trace(export: Export) -> None:
        _leave_trace("exports.export_students", export, by, at)

    return _export(Export.What.STUDENTS, format, purpose, folder, write, trace, by=by, at=at)


def export_records(*, request: ListRequest, folder: Path, by: User, at: datetime) -> Exported:
    """Write the list that a second person released, once, within seven days, for whoever asked for it.

    It holds what the purpose may use now, not what it could on the day of asking. Every student in it reads who took
    it away and why, as with any look into an archive. Raises PermissionDenied (somebody else's, or the roles have
    ended), Conflict (not released, too late, or taken a moment ago), and TooMany.
    """
    if request.asked_by_id != by.pk:
        raise PermissionDenied(_("Only who asked for the list can take it away."))
    if request.state(at) != State.RELEASED:
        raise Conflict(_("This list cannot be taken away: %(state)s.") % {"state": request.state(at).label})
    purpose = request.purpose
    assignments = roles_for_lists(by, purpose, at=at)
    take(EXPORT, by=by, at=at)
    seen: dict[int, tuple[str, list[Seen]]] = {}

    def note(one: Seen) -> None:
        seen.setdefault(one.student, (one.path, []))[1].append(one)

    def write(path: Path, mark: Watermark) -> int:
        records = records_of(purpose, assignments, by, at).filter(student__unit__path__startswith=request.unit.path)
        return _write(
            path, request.format, str(_("Honesty records")), record_headings(), record_rows(records, note), mark
        )

    def trace(export: Export) -> None:
        ListRequest.objects.filter(pk=request.pk, export=None).update(export=export)
        looks = (_look(student, path, of_student, assignments) for student, (path, of_student) in seen.items())
        note_look_ups(
            looks=looks, purpose=purpose, case_number=request.case_number, reason=request.reason, by=by, at=at
        )
        _leave_trace("exports.export_records", export, by, at, purpose.code, students=len(seen))

    told = " · ".join(part for part in (purpose.name, request.case_number, request.reason) if part)
    try:
        return _export(
            Export.What.RECORDS, request.format, told, folder, write, trace, by=by, at=at, number=request.number
        )
    except IntegrityError as error:  # the number is there already: of two downloads at once one counts
        raise Conflict(_("This list was taken away a moment ago. It can be taken once.")) from error


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
    number: str = "",
) -> Exported:
    if format not in Export.Format.values:
        raise Refusal(_("Choose a format."), field="format")
    number = number or next_export_number(at)
    path = folder / f"{number}-{what}.{format}"
    rows = write(path, Watermark(number, by.get_full_name(), at, purpose))
    with transaction.atomic():
        export = Export.objects.create(
            number=number,
            what=what,
            format=format,
            purpose=purpose[:LONGEST_PURPOSE],
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
