"""The rows of an uploaded file, kept as the reader gave them when it was opened, so that they are read only once.

Opening a workbook takes as long as checking what stands in it. What is kept has the same columns as the reader gives
anybody: none that may never be stored. It lies beside the file, goes when the import is written, else with the file,
and is used only while it is exactly what was kept; in every other case the file itself is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any

from django.core.files.base import File

from archives.imports.models import Batch
from archives.imports.reading import RowStream, iter_rows
from archives.imports.sentences import UnreadableFile
from archives.imports.spooling import Spool
from archives.imports.uploads import local_path, place_of_rows, private_storage
from archives.imports.watching import decode
from campus.errors import is_out_of_room


def keep_rows(batch: Batch, spool: Spool) -> None:
    """Keep what the spool holds in place of what was kept before. A full disk keeps nothing, and does no harm."""
    if not spool.fingerprint:
        return
    place, storage = place_of_rows(batch.stored_as), private_storage()
    try:
        storage.delete(place)
        storage.save(place, File(spool.file))
    except OSError as error:
        with suppress(OSError):
            storage.delete(place)
        if not is_out_of_room(error):
            raise


def forget_rows(batch: Batch) -> None:
    """Remove the kept rows, where there are any: nobody will read them any more."""
    if batch.rows_fingerprint:
        private_storage().delete(place_of_rows(batch.stored_as))


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
            columns=columns,
        )
        with rows:
            yield rows


@contextmanager
def _kept(batch: Batch) -> Iterator[File | None]:
    """What was kept when this layout was chosen; None where there is nothing, or something else."""
    if not batch.rows_fingerprint:
        yield None
        return
    try:
        file = private_storage().open(place_of_rows(batch.stored_as))
    except FileNotFoundError:
        yield None
        return
    with file:
        yield file if _is_unchanged(file, batch.rows_fingerprint) else None


def _is_unchanged(file: File, fingerprint: str) -> bool:
    hashed = hashlib.sha256()
    for part in file.chunks():
        hashed.update(part)
    file.seek(0)
    return hashed.hexdigest() == fingerprint


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
