"""Taking a file in: store it, find out what it is, match its columns. Nothing of its rows is kept yet."""

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
from archives.imports.kept_rows import keep_rows
from archives.imports.kinds import KINDS
from archives.imports.marking import Mark, read_mark
from archives.imports.matching import ColumnMatch, mapping, match_columns
from archives.imports.models import HAS_RESULT, Batch, Status, sources_of
from archives.imports.reading import FileInspection, inspect_file
from archives.imports.returning import recognise
from archives.imports.sentences import UnreadableFile
from archives.imports.shapes import chosen_before, same_shape
from archives.imports.spooling import Spool
from archives.imports.uploads import Stored, discard, local_path, safe_name, store
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
    *("sheet", "rows_fingerprint", "header_row", "encoding", "delimiter", "date_system", "first_column", "data_rows"),
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
    batch = _store(file, kind=kind, name=safe_name(name), note=note, by=by, at=at)
    layout = {"sheet": sheet, "header_row": header_row, "encoding": encoding, "delimiter": delimiter}
    with Spool() as spool:
        try:
            inspection, mark = _inspect_new(batch, layout, spool, or_first_row)
        except UnreadableFile as unreadable:
            _set_aside(batch, unreadable)
            return batch
        keep_rows(batch, spool)
    _lay_out_new(batch, inspection, columns)
    if mark is not None and not columns:
        recognise(batch, mark, at=at)
    batch.save()
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
    layout: dict[str, Any] = {"sheet": sheet, "header_row": header_row, "encoding": encoding, "delimiter": delimiter}
    forbidden_before = batch.forbidden
    with Spool() as spool:
        try:
            inspection = _inspect(batch, spool, **layout)
        except UnreadableFile as unreadable:
            raise Refusal(unreadable.message()) from unreadable
        _take_over(batch, inspection, columns)
        if kept:
            _map(batch, {heading: field for heading, field in kept.items() if heading in batch.headers})
        batch.day_first = day_first
        if batch.forbidden != forbidden_before:  # somebody agreed to leave out other columns than these
            batch.left_out_at = batch.left_out_by = None
        _save_layout(batch, by=by, at=at)
        keep_rows(batch, spool)
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
    """The file as it would be read now, for the page on which the layout is chosen. Raises UnreadableFile."""
    return _inspect(
        batch,
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


def _create(stored: Stored, *, kind: str, name: str, note: str, by: User, at: datetime) -> Batch:
    with transaction.atomic():
        batch = Batch.objects.create(
            number=next_numbers("B", timezone.localdate(at).year, digits=4)[0],
            kind=kind,
            unit=widest_unit(by, kind),
            note=note.strip(),
            file_name=name,
            stored_as=stored.stored_as,
            fingerprint=stored.fingerprint,
            size=stored.size,
            uploaded_at=at,
            uploaded_by=by,
        )
        _trace("imports.upload_batch", batch, by, at, fingerprint=stored.fingerprint, size=stored.size)
    return batch


def _store(file: File, *, kind: str, name: str, note: str, by: User, at: datetime) -> Batch:
    """File and batch stand or fall together."""
    stored = store(file, name=name)
    try:
        return _create(stored, kind=kind, name=name, note=note, by=by, at=at)
    except BaseException:
        discard(stored.stored_as)
        raise


def _inspect_new(
    batch: Batch, layout: dict[str, Any], spool: Spool, or_first_row: bool
) -> tuple[FileInspection, Mark | None]:
    """What a new file is; in a workbook of this site the rows are where it says."""
    try:
        inspection = _inspect(batch, spool, **layout)
    except UnreadableFile as unreadable:
        if not or_first_row or unreadable.code != "no_header":
            raise
        try:
            inspection = _inspect(batch, spool, **{**layout, "header_row": FIRST_ROW})
        except UnreadableFile:
            raise unreadable from None
    mark = read_mark(batch, inspection)
    if mark is not None and not layout["sheet"] and mark.sheet in {one.name for one in inspection.sheets}:
        inspection = _inspect(batch, spool, sheet=mark.sheet, header_row=1)
    return inspection, mark


def _lay_out_new(batch: Batch, inspection: FileInspection, columns: Mapping[str, str] | None) -> None:
    try:
        _take_over(batch, inspection, columns)
    except Refusal:  # the batch stays, to be laid out on its page
        _take_over(batch, inspection, None)
        batch.save()
        raise


def _inspect(
    batch: Batch,
    spool: Spool | None = None,
    *,
    sheet: str = "",
    header_row: int | None = None,
    encoding: str = "",
    delimiter: str = "",
) -> FileInspection:
    """What the file is, read in this way; its rows go into the spool."""
    with local_path(batch) as path:
        inspection = inspect_file(
            path,
            name=batch.file_name,
            sheet=sheet or None,
            header_row=header_row,
            encoding=encoding or None,
            delimiter=delimiter or None,
            known_headers=KINDS[batch.kind].known_headers(),
            spool=spool,
        )
    if spool is not None:
        batch.rows_fingerprint = spool.fingerprint
    return inspection


def _save_layout(batch: Batch, *, by: User, at: datetime) -> None:
    with transaction.atomic():
        values = {field: getattr(batch, field) for field in LAYOUT_FIELDS}
        won = Batch.objects.filter(pk=batch.pk, status__in=MAY_BE_LAID_OUT).update(**values)
        if not won:
            raise Conflict(MOVED_ON)
        _trace("imports.choose_layout", batch, by, at, fields=sorted(batch.mapping))


def _set_aside(batch: Batch, unreadable: UnreadableFile) -> None:
    """An unreadable file is not kept, only that it was there and why it could not be read."""
    batch.status = Status.UNREADABLE
    batch.unreadable = {"code": unreadable.code, "params": unreadable.params}
    discard(batch.stored_as)
    batch.stored_as, batch.shredded_at = "", batch.uploaded_at
    batch.save(update_fields=["status", "unreadable", "stored_as", "shredded_at"])


def _take_over(batch: Batch, found: FileInspection, columns: Mapping[str, str] | None) -> None:
    batch.sheet, batch.header_row = found.sheet, found.header_row
    batch.encoding, batch.delimiter = found.encoding, found.delimiter
    batch.date_system, batch.first_column = found.date_system, found.first_column
    batch.headers, batch.data_rows = list(found.headers), found.data_rows
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
