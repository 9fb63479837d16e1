"""Taking a file in: find out what it is, keep what may be kept of it, match its columns.

A file is looked at before anything of it is kept. One with a column that may not be stored, in the chosen sheet or in
another one, is not kept at all, only its rows without such columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.imports import permissions
from archives.imports.actions import MOVED_ON, NOT_YOURS
from archives.imports.holding import Held, as_read, hold, hold_anew, holds, inspect
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import veiled
from archives.imports.marking import Mark, read_mark
from archives.imports.matching import ColumnMatch, mapping, match_columns
from archives.imports.models import HAS_RESULT, Batch, SourceGone, Status, sources_of
from archives.imports.reading import FileInspection
from archives.imports.returning import recognise
from archives.imports.sentences import UnreadableFile, why_gone
from archives.imports.shapes import chosen_before, same_shape
from archives.imports.spooling import Spool
from archives.imports.uploads import Upload, discard, local_path, received, safe_name
from archives.imports.values import half_width
from archives.registry.numbers import next_numbers
from campus.audit.actions import record_event
from campus.organisation.models import Unit
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User


FIRST_ROW = 1
MAY_BE_LAID_OUT = tuple(sources_of(Status.CHECKING))
LAYOUT_FIELDS = (
    *("stored_as", "rows_as", "source_gone", "sheet", "header_row", "encoding", "delimiter"),
    *("date_system", "first_column", "data_rows"),
    *("headers", "headers_key", "mapping", "mapping_from", "day_first", "answers"),
    *("forbidden", "left_out_at", "left_out_by", "notes"),
)


def upload_batch(
    *,
    kind: str,
    file: File,
    name: str,
    by: User,
    at: datetime,
    note: str = "",
    sheet: str = "",
    header_row: int | None = None,
    encoding: str = "",
    delimiter: str = "",
    columns: Mapping[str, str] | None = None,
    or_first_row: bool = False,
) -> Batch:
    """Store an uploaded spreadsheet as a new batch and find its sheet, headings and columns.

    A file that cannot be read stays listed with the reason; `or_first_row`: one in which no row of headings is found
    is read from its first row. `columns` maps headings to fields where a person says so.
    Raises PermissionDenied, Refusal for a heading or field that is not there (the batch stays), or UnreadableFile
    for a file too large to be stored.
    """
    if not permissions.may_upload(by, kind):
        raise PermissionDenied(_("Your role may not import spreadsheets of this kind."))
    layout = {"sheet": sheet, "header_row": header_row, "encoding": encoding, "delimiter": delimiter}
    new: dict[str, Any] = {"kind": kind, "note": note, "by": by, "at": at}
    with received(file, name=safe_name(name)) as upload, Spool() as spool:
        try:
            inspection, mark = _inspect_new(upload, kind, layout, spool, or_first_row)
        except UnreadableFile as unreadable:
            return _set_aside(upload, unreadable, **new)
        held = hold(upload, inspection, spool)
        try:
            batch, refusal = _lay_out_new(upload, held, inspection, columns, mark, **new)
        except BaseException:  # file and batch stand or fall together
            discard(*held.places)
            raise
    if refusal:
        raise refusal
    return batch


def choose_layout(
    *,
    batch: Batch,
    by: User,
    at: datetime,
    sheet: str = "",
    header_row: int | None = None,
    encoding: str = "",
    delimiter: str = "",
    columns: Mapping[str, str] | None = None,
    kept: Mapping[str, str] | None = None,
    day_first: bool | None = None,
) -> Batch:
    """Say which sheet, headings and columns to use; what is not said is found anew.

    `columns`: heading, or its index as text → field, "" for a column that is not imported. `kept`: the same
    by heading, for those headings that are still there when the file is read in another way.
    Raises Refusal with the reader's sentence when the file cannot be read that way.
    """
    if not permissions.may_prepare(by, batch):
        raise PermissionDenied(NOT_YOURS)
    layout = {"sheet": sheet, "header_row": header_row, "encoding": encoding, "delimiter": delimiter}
    forbidden_before, before = batch.forbidden, {batch.stored_as, batch.rows_as}
    with Spool() as spool:
        held = hold_anew(batch, spool, layout)
    try:
        _take_over(batch, held.inspection, columns)
        if kept:
            _map(batch, {heading: field for heading, field in kept.items() if heading in batch.headers})
        _require_held(batch)
        batch.day_first = day_first
        if batch.forbidden != forbidden_before:  # somebody agreed to leave out other columns than these
            batch.left_out_at = batch.left_out_by = None
        _save_layout(batch, held, by=by, at=at)
    except BaseException:
        discard(*held.places - before)
        raise
    discard(*before - held.places)
    batch.refresh_from_db()
    return batch


def is_exact(batch: Batch) -> bool:
    """Nothing is left to ask: every column is known by its exact heading, every needed field is there."""
    if batch.forbidden_open or missing(batch):
        return False
    not_kept = {half_width(heading).lower() for heading in KINDS[batch.kind].not_kept}
    return bool(batch.mapping_from) or all(
        match.how in ("exact", "remembered", "ignored", "empty") or half_width(match.header).strip().lower() in not_kept
        for match in matches_of(batch)
    )


def matches_of(batch: Batch) -> list[ColumnMatch]:
    """What each heading is taken for: by its words, or because the office chose it for such a heading before."""
    chosen = {heading: field for heading, (field, _number) in chosen_before(batch).items()}
    return match_columns(batch.headers, KINDS[batch.kind].fields, chosen)


def missing(batch: Batch) -> list[Any]:
    """Needed fields that no column fills."""
    return [spec for spec in KINDS[batch.kind].fields if spec.required and spec.name not in batch.mapping]


def preview(batch: Batch) -> FileInspection:
    """The file as it would be read now, for the page on which the layout is chosen; where it is not kept, what is
    known of it. Raises UnreadableFile.
    """
    if not batch.stored_as:
        return as_read(batch)
    with local_path(batch) as path:
        return inspect(
            path,
            batch.file_name,
            batch.kind,
            sheet=batch.sheet,
            header_row=batch.header_row,
            encoding=batch.encoding,
            delimiter=batch.delimiter,
        )


def earlier_import(batch: Batch) -> Batch | None:
    """An earlier batch of exactly this file: one that was written, else the newest that was checked.

    Of this batch's unit or one below it: what other colleges import is not told.
    """
    same = Batch.objects.filter(kind=batch.kind, fingerprint=batch.fingerprint, pk__lt=batch.pk).order_by("-pk")
    if batch.unit is not None:
        same = same.filter(unit__path__startswith=batch.unit.path)
    return same.written().first() or same.filter(status__in=HAS_RESULT).first()


def widest_unit(user: User, kind: str) -> Unit | None:
    """The unit that holds everything the person may write to: it decides who may see the batch."""
    units = list(permissions.units_for(user, kind).order_by("path")[:1])
    last = permissions.units_for(user, kind).order_by("path").last()
    if not units or last is None:
        return None
    shared = 0
    while units[0].path[: shared + Unit.steplen] == last.path[: shared + Unit.steplen] and shared < len(units[0].path):
        shared += Unit.steplen
    return Unit.objects.filter(path=units[0].path[:shared]).first() or units[0]


def _require_held(batch: Batch) -> None:
    """Of a file that is not kept, columns that were imported as nothing are not either, after some days."""
    if batch.source_gone == SourceGone.LAID_ASIDE and not holds(batch, batch.mapping.values()):
        raise Refusal(why_gone(batch.source_gone))


def _create(upload: Upload, *, kind: str, note: str, by: User, at: datetime, **values: Any) -> Batch:
    """Inside the caller's transaction."""
    batch = Batch.objects.create(
        number=next_numbers("B", timezone.localdate(at).year, digits=4)[0],
        kind=kind,
        unit=widest_unit(by, kind),
        note=note.strip(),
        file_name=upload.name,
        fingerprint=upload.fingerprint,
        size=upload.size,
        uploaded_at=at,
        uploaded_by=by,
        **values,
    )
    _trace("imports.upload_batch", batch, by, at, fingerprint=upload.fingerprint, size=upload.size)
    return batch


def _inspect_new(
    upload: Upload, kind: str, layout: dict[str, Any], spool: Spool, or_first_row: bool
) -> tuple[FileInspection, Mark | None]:
    """What a new file is; in a workbook of this site the rows are where it says."""
    try:
        inspection = inspect(upload.path, upload.name, kind, spool, **layout)
    except UnreadableFile as unreadable:
        if not or_first_row or unreadable.code != "no_header":
            raise
        try:
            inspection = inspect(upload.path, upload.name, kind, spool, **{**layout, "header_row": FIRST_ROW})
        except UnreadableFile:
            raise unreadable from None
    mark = read_mark(upload.path, inspection)
    if mark is not None and not layout["sheet"] and mark.sheet in {one.name for one in inspection.sheets}:
        inspection = inspect(upload.path, upload.name, kind, spool, sheet=mark.sheet, header_row=1)
    return inspection, mark


def _lay_out_new(
    upload: Upload,
    held: Held,
    inspection: FileInspection,
    columns: Mapping[str, str] | None,
    mark: Mark | None,
    **new: Any,
) -> tuple[Batch, Refusal | None]:
    """A new batch; with a refusal where the columns are not as said: it stays, to be laid out on its page."""
    refusal = None
    with transaction.atomic():
        new |= {"stored_as": held.stored_as, "rows_as": held.rows_as, "source_gone": held.source_gone}
        batch = _create(upload, **new)
        try:
            _take_over(batch, inspection, columns)
        except Refusal as reason:
            refusal = reason
            _take_over(batch, inspection, None)
        if mark is not None and not columns:
            recognise(batch, mark, at=new["at"])
        batch.save()
    return batch, refusal


def _save_layout(batch: Batch, held: Held, *, by: User, at: datetime) -> None:
    """Raises Conflict where the batch has moved on, or its file has gone since it was read."""
    with transaction.atomic():
        unmoved = Batch.objects.filter(
            pk=batch.pk, status__in=MAY_BE_LAID_OUT, stored_as=batch.stored_as, rows_as=batch.rows_as
        )
        batch.stored_as, batch.rows_as, batch.source_gone = held.stored_as, held.rows_as, held.source_gone
        won = unmoved.update(**{field: getattr(batch, field) for field in LAYOUT_FIELDS})
        if not won:
            raise Conflict(MOVED_ON)
        _trace("imports.choose_layout", batch, by, at, fields=sorted(batch.mapping))


def _set_aside(upload: Upload, unreadable: UnreadableFile, **new: Any) -> Batch:
    """An unreadable file is not kept, only that it was there and why it could not be read."""
    why = {"code": unreadable.code, "params": unreadable.params}
    with transaction.atomic():
        return _create(upload, **new, status=Status.UNREADABLE, unreadable=why, shredded_at=new["at"])


def _take_over(batch: Batch, found: FileInspection, columns: Mapping[str, str] | None) -> None:
    batch.sheet, batch.header_row = found.sheet, found.header_row
    batch.encoding, batch.delimiter = found.encoding, found.delimiter
    batch.date_system, batch.first_column = found.date_system, found.first_column
    batch.headers, batch.data_rows = list(map(veiled, found.headers)), found.data_rows
    batch.headers_key = hashlib.sha256("\n".join([batch.kind, *found.headers]).encode()).hexdigest()
    batch.notes = [[note.code, dict(note.params)] for note in found.notes]
    batch.forbidden = [
        {"header": item.header, "topic": item.topic, "column": item.column, "consent": item.consent}
        for item in found.forbidden
    ]
    _map(batch, columns)


def _map(batch: Batch, columns: Mapping[str, str] | None) -> None:
    """Own words first, then the mapping that was used for the same headings before, then what the
    headings say, alone or because the office has chosen it for one of them before.
    """
    kind, closed = KINDS[batch.kind], {item["column"] for item in batch.forbidden}
    found = {name: column for name, column in mapping(matches_of(batch)).items() if column not in closed}
    batch.mapping_from = ""
    earlier = None if columns else same_shape(batch)
    if earlier is not None:
        found, batch.mapping_from = dict(earlier.mapping), earlier.number
        batch.answers = _dates_as_before(batch, earlier)
    for heading, field in (columns or {}).items():
        column = _column(batch, heading)
        if field and field not in {spec.name for spec in kind.fields}:
            raise Refusal(
                _("There is no field “%(field)s”. Fields: %(fields)s.")
                % {"field": field, "fields": ", ".join(spec.name for spec in kind.fields)}
            )
        found = {name: place for name, place in found.items() if place != column}
        if field and column not in closed:
            found[field] = column
    batch.mapping = found


def _column(batch: Batch, heading: str) -> int:
    if heading in batch.headers:
        return int(batch.headers.index(heading))
    if heading.isdigit() and int(heading) < len(batch.headers):
        return int(heading)
    raise Refusal(
        _("The sheet has no column “%(heading)s”. Columns: %(headings)s.")
        % {"heading": heading, "headings": ", ".join(filter(None, batch.headers))}
    )


def _dates_as_before(batch: Batch, earlier: Batch) -> dict[str, Any]:
    """How dates such as 03/04/2005 are meant was asked once for each column of files of this shape."""
    dates = earlier.answers.get("dates", {})
    return {**batch.answers, "dates": {**dates, **batch.answers.get("dates", {})}} if dates else batch.answers


def _trace(action: str, batch: Batch, by: User, at: datetime, **details: Any) -> None:
    record_event(
        action=action,
        by=by,
        at=at,
        target=("archives.Batch", batch.number),
        unit=batch.unit.code if batch.unit else "",
        details={"kind": batch.kind, **details},
    )
