"""The rows of an uploaded file, kept as the reader gave them when it was opened, so that they are read only once.

Opening a workbook takes as long as checking what stands in it. What is kept has the same columns as the reader gives
anybody: none that may never be stored. It lies encrypted under a name of its own that only its batch knows; where it
cannot be read the file itself is, as long as that is kept.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any

import orjson
from django.core.files.base import File
from django.utils.crypto import get_random_string

from archives.imports.models import Batch
from archives.imports.reading import ColumnChunk, RowStream, iter_rows
from archives.imports.sentences import UnreadableFile
from archives.imports.spooling import Spool
from archives.imports.uploads import FOLDER, discard, local_path, private_storage
from archives.imports.watching import decode
from campus.encryption.values import DecryptionError
from campus.errors import is_out_of_room

READ_BYTES = 2**20


def keep_rows(fingerprint: str, spool: Spool) -> str:
    """Keep what the spool holds; returns its place. "" for an empty one, or on a full disk, which does no harm."""
    lines, storage = spool.finished(), private_storage()
    if lines is None:
        return ""
    place = f"{FOLDER}/{fingerprint[:32]}-{get_random_string(8)}.rows"
    try:
        return storage.save(place, File(lines))
    except OSError as error:
        with suppress(OSError):
            storage.delete(place)
        if not is_out_of_room(error):
            raise
    return ""


def forget_rows(batch: Batch) -> None:
    """Remove the kept rows, where there are any: nobody will read them any more."""
    discard(batch.rows_as)
    Batch.objects.filter(pk=batch.pk).update(rows_as="")
    batch.rows_as = ""


@contextmanager
def rows_of(batch: Batch, fields: Iterable[str] | None = None) -> Iterator[RowStream]:
    """The data rows of the batch's file with the cells of these fields only, or of every column that may be shown
    without asking. Raises UnreadableFile, also while iterating.
    """
    columns = None if fields is None else [batch.mapping[name] for name in fields if name in batch.mapping]
    with _kept(batch) as file:
        lines = iter(file.readline, b"") if file else iter(())
        first = next(lines, b"")
        if first and _has(first, columns):
            frames = _frames(chain([first], lines), columns, batch.file_name)
            yield RowStream(frames, name=batch.file_name, close=frames.close)
            return
    with local_path(batch) as path:
        rows = iter_rows(
            path,
            name=batch.file_name,
            sheet=batch.sheet or None,
            header_row=batch.header_row,
            encoding=batch.encoding or None,
            delimiter=batch.delimiter or None,
            columns=_open_columns(batch) if columns is None else columns,
        )
        with rows:
            yield rows


def line_of(chunk: ColumnChunk, *, without: Iterable[int], blank: set[int]) -> bytes:
    """Rows as they are kept: without some columns, and of the rows with the numbers `blank` nothing but these."""
    places = [place for place, number in enumerate(chunk.numbers) if number in blank]
    dropped = set(without)
    columns = {place: list(cells) for place, cells in chunk.columns.items() if place not in dropped}
    for cells in columns.values():
        for place in places:
            cells[place] = None
    return orjson.dumps(["rows", [chunk.numbers, chunk.width, list(columns.items()), []]])


def _open_columns(batch: Batch) -> list[int] | None:
    """None: the reader itself knows which, by the headings."""
    closed = batch.closed_columns
    return [place for place in range(len(batch.headers)) if place not in closed] if closed else None


@contextmanager
def _kept(batch: Batch) -> Iterator[File | None]:
    """What was kept when this layout was chosen, whole and unchanged; None where there is no such thing."""
    if not batch.rows_as:
        yield None
        return
    try:
        file = private_storage().open(batch.rows_as)
    except (FileNotFoundError, DecryptionError):
        yield None
        return
    with file:
        yield file if _is_whole(file) else None


def _is_whole(file: File) -> bool:
    """Read to its end once: nothing of a file that was cut or changed is used."""
    try:
        while file.read(READ_BYTES):
            pass
    except DecryptionError:
        return False
    file.seek(0)
    return True


def _has(line: bytes, columns: list[int] | None) -> bool:
    """Whether the columns were kept: those that a person must agree to read were not."""
    with suppress(ValueError, TypeError, LookupError):
        _numbers, _width, kept, _days = decode(line)[1]
        return columns is None or {place for place, _cells in kept} >= set(columns)
    return False


def _frames(lines: Iterable[bytes], columns: list[int] | None, name: str) -> Generator[tuple[str, Any]]:
    try:
        for line in lines:
            kind, (numbers, width, kept, days) = decode(line)
            yield kind, [numbers, width, [one for one in kept if columns is None or one[0] in columns], days]
    except (ValueError, TypeError, LookupError) as error:  # nobody has read them yet: what a child says is input
        raise UnreadableFile("damaged", name=name) from error
