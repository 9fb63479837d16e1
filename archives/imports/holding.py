"""What is kept of an uploaded file: itself, or where it has something that may not be stored only its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from archives.imports.forbidden import Forbidden
from archives.imports.kept_rows import keep_rows, rows_of
from archives.imports.kinds import KINDS
from archives.imports.models import Batch, SourceGone
from archives.imports.oneroster import SHEET as PART_OF_A_SET
from archives.imports.reading import FileInspection, Line, Note, RawRow, SheetInfo, inspect_file
from archives.imports.sentences import UnreadableFile, why_gone
from archives.imports.spooling import Spool
from archives.imports.uploads import Upload, discard, local_path, store
from campus.refusals import Refusal

SHOWN = 5  # rows of a file that is not kept itself


class Held(NamedTuple):
    """What is kept of a file, and as what it was read."""

    stored_as: str
    rows_as: str
    source_gone: str
    inspection: FileInspection

    @property
    def places(self) -> set[str]:
        """Where something lies."""
        return {self.stored_as, self.rows_as} - {""}


def hold(upload: Upload, inspection: FileInspection, spool: Spool) -> Held:
    """Keep of a new file what may be kept. Raises UnreadableFile where there is no room for it."""
    gone = _why_not_kept(inspection)
    rows_as = keep_rows(upload.fingerprint, spool)
    if gone and not rows_as:
        raise UnreadableFile("no_room", name=upload.name)
    try:
        return Held("" if gone else store(upload), rows_as, gone, inspection)
    except BaseException:
        discard(rows_as)
        raise


def hold_anew(batch: Batch, spool: Spool, layout: Mapping[str, Any]) -> Held:
    """The same file read in another way, and what is kept of it then; one that is not kept, only in the same way.

    The batch is not changed, nothing is removed. Raises Refusal with the reader's sentence.
    """
    try:
        if not batch.stored_as:
            if any(value and value != getattr(batch, name) for name, value in layout.items()):
                raise Refusal(why_gone(batch.source_gone))
            return Held("", batch.rows_as, batch.source_gone, as_read(batch))
        with local_path(batch) as path:
            inspection = inspect(path, batch.file_name, batch.kind, spool, **layout)
        rows_as, gone = keep_rows(batch.fingerprint, spool), _why_not_kept(inspection)
        if gone and not rows_as:
            raise UnreadableFile("no_room", name=batch.file_name)
        return Held("" if gone else batch.stored_as, rows_as, batch.source_gone or gone, inspection)
    except UnreadableFile as unreadable:
        raise Refusal(unreadable.message()) from unreadable


def inspect(
    path: Path,
    name: str,
    kind: str,
    spool: Spool | None = None,
    *,
    sheet: str = "",
    header_row: int | None = None,
    encoding: str = "",
    delimiter: str = "",
) -> FileInspection:
    """What the file is, read in this way for this kind; its rows go into the spool. Raises UnreadableFile."""
    return inspect_file(
        path,
        name=name,
        sheet=sheet or None,
        header_row=header_row,
        encoding=encoding or None,
        delimiter=delimiter or None,
        known_headers=KINDS[kind].known_headers(),
        spool=spool,
    )


def as_read(batch: Batch) -> FileInspection:
    """What is known of a file that is not kept: its headings and first rows. Raises UnreadableFile without rows."""
    with rows_of(batch) as rows:
        samples = tuple(islice(rows, SHOWN))
    return FileInspection(
        name=batch.file_name,
        format=_format(batch),
        size=batch.size,
        encoding=batch.encoding,
        delimiter=batch.delimiter,
        date_system=batch.date_system,
        sheets=(SheetInfo(batch.sheet, True, batch.data_rows),) if batch.sheet else (),
        sheet=batch.sheet,
        header_row=batch.header_row or 1,
        headers=tuple(batch.headers),
        first_column=batch.first_column,
        lines=(Line(batch.header_row or 1, tuple(batch.headers)), *map(_line, samples)),
        samples=samples,
        data_rows=batch.data_rows,
        notes=tuple(Note(code, params) for code, params in batch.notes),
        forbidden=tuple(
            Forbidden(item["header"], item["topic"], item["column"], item["consent"]) for item in batch.forbidden
        ),
    )


def holds(batch: Batch, columns: Iterable[int]) -> bool:
    """Whether the cells of these columns are still there."""
    wanted = set(columns)
    with rows_of(batch) as rows:
        return all(wanted <= set(chunk.columns) for chunk in islice(rows.chunks(), 1))


def _why_not_kept(inspection: FileInspection) -> str:
    if inspection.forbidden or inspection.elsewhere:
        return SourceGone.FORBIDDEN
    # The tables of a set beside the one that is read are not looked into.
    return SourceGone.OF_A_SET if inspection.format == "oneroster" else ""


def _format(batch: Batch) -> str:
    if batch.encoding:
        return "csv"
    return "oneroster" if batch.sheet.startswith(PART_OF_A_SET) else "xlsx"


def _line(row: RawRow) -> Line:
    return Line(row.number, tuple("" if cell is None else str(cell) for cell in row.cells))
