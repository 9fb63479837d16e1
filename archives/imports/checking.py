"""Checking a file against the rules and the archive, chunk by chunk: nothing of the archive is written
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from archives.imports.findings import Draft
from archives.imports.kinds import Kind
from archives.imports.kinds.base import CheckedRow, Checking
from archives.imports.kinds.rows import RowReader
from archives.imports.models import Batch, RowStatus
from archives.imports.reading import RawRow, RowStream, iter_rows

CHUNK = 2000  # rows: one query for each reference table, one transaction, one checkpoint


def open_rows(batch: Batch, path: Path, fields: Iterable[str], *, start_row: int = 0) -> RowStream:
    """The data rows of the batch's file with the cells of these fields only. Raises UnreadableFile while
    iterating.
    """
    columns = [batch.mapping[name] for name in fields if name in batch.mapping]
    return iter_rows(
        path,
        name=batch.file_name,
        sheet=batch.sheet or None,
        header_row=batch.header_row,
        encoding=batch.encoding or None,
        delimiter=batch.delimiter or None,
        columns=columns,
        start_row=start_row,
    )


def find_repeated(
    kind: Kind, batch: Batch, path: Path, checking: Checking, each_chunk: Callable[[], None] = lambda: None
) -> None:
    """Read only the key columns once, to know before the first row which keys the file has twice."""
    first: dict[tuple[str, str], int] = {}
    with closing(open_rows(batch, path, kind.key_fields)) as rows:
        for place, row in enumerate(rows):
            if place % CHUNK == 0:
                each_chunk()
            for name, key, _shown in kind.keys(cells_of(batch, row, kind.key_fields)):
                earlier = first.setdefault((name, key), row.number)
                if earlier != row.number:
                    checking.repeated.setdefault(name, {}).setdefault(key, [earlier]).append(row.number)
    if kind.remembers_keys:
        for name, key in first:
            checking.in_file.setdefault(name, set()).add(key)


def cells_of(batch: Batch, row: RawRow, fields: Iterable[str]) -> dict[str, Any]:
    """The cells of a row by field name."""
    return {name: row.cells[batch.mapping[name]] for name in fields if name in batch.mapping}


def chunks(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def check_chunk(kind: Kind, batch: Batch, raw_rows: Iterable[RawRow], checking: Checking) -> list[CheckedRow]:
    """Every row of a chunk with its values, findings and status. A fixed number of queries, whatever its
    size.
    """
    names = [spec.name for spec in kind.fields]
    rows = []
    for raw in raw_rows:
        cells = cells_of(batch, raw, names)
        reader = RowReader(raw.number, cells, checking, kind.sealed_fields)
        kind.read(reader)
        _mark_repeated(kind, reader.row, cells, checking)
        rows.append(reader.row)
    kept = [row for row in rows if not row.withheld]
    known = kind.look_up(kept, checking)
    for row in kept:
        kind.compare(row, known, checking)
    for row in rows:
        if row.is_refused:
            row.status = RowStatus.REFUSED
    return rows


def _mark_repeated(kind: Kind, row: CheckedRow, cells: dict[str, Any], checking: Checking) -> None:
    """Of rows with the same key all are refused; the finding stands on the later ones and names both."""
    if not checking.repeated:
        return
    for name, key, shown in kind.keys(cells):
        numbers = checking.repeated.get(name, {}).get(key)
        if not numbers:
            continue
        code, field = kind.repeated_code(name)
        if row.number == numbers[0]:
            row.twin_codes.append(code)
        else:
            row.drafts.append(
                Draft(
                    code, field, "" if row.withheld else shown, {"rows": [numbers[0], row.number]}, numbers[0]
                )
            )
