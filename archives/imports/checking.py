"""Checking a file against the rules and the archive, chunk by chunk: nothing of the archive is written
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from archives.imports.answering import with_answers
from archives.imports.findings import Draft
from archives.imports.kept_rows import rows_of
from archives.imports.kinds import Kind
from archives.imports.kinds.base import CheckedRow, Checking
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.skimming import Skimmed, Skimmer
from archives.imports.kinds.student_rules import withhold
from archives.imports.models import Batch, RowStatus
from archives.imports.reading import ColumnChunk, RawRow, RowStream, untagged
from campus.bulk import rows_at_once

CHUNK = 10_000  # rows: one query for each reference table, one transaction, one checkpoint


def remember_keys(kind: Kind, batch: Batch, checking: Checking) -> None:
    """For kinds whose rows refer to other rows of the file: read the key columns once before the first row."""
    with rows_of(batch, kind.key_fields) as rows:
        for row in rows:
            for name, key, _shown in kind.keys(cells_of(batch, row, kind.key_fields)):
                checking.in_file.setdefault(name, set()).add(key)


def names_of(kind: Kind) -> list[str]:
    return [spec.name for spec in kind.fields]


def cells_of(batch: Batch, row: RawRow, fields: Iterable[str]) -> dict[str, Any]:
    """The cells of a row by field name."""
    return {name: row.cells[batch.mapping[name]] for name in fields if name in batch.mapping}


@dataclass(slots=True)
class ReadChunk:
    """Rows of a file, and what their columns mean where the kind reads whole columns."""

    rows: ColumnChunk
    meant: dict[str, list[Any]]

    def extend(self, more: ReadChunk) -> None:
        """Take in the rows that follow."""
        self.rows.extend(more.rows)
        for name, column in self.meant.items():
            column.extend(more.meant[name])


class ReadAhead(Iterator[ReadChunk]):
    """The chunks of a file as they are checked, kept and begun again, one after the other.

    In time that somebody would spend waiting, `step` does a little of reading the next one.
    """

    def __init__(self, steps: Iterator[ReadChunk | None]) -> None:
        self._steps = steps
        self._ready: ReadChunk | None = None

    def step(self) -> None:
        """Go on reading, until the next chunk is ready. Raises UnreadableFile; asks the database nothing."""
        if self._ready is None:
            self._ready = next(self._steps, None)

    def __next__(self) -> ReadChunk:
        found, self._ready = self._ready, None
        return found or next(read for read in self._steps if read)


def read_chunks(kind: Kind, batch: Batch, rows: RowStream, checking: Checking) -> ReadAhead:
    """The rows of a file with their columns read."""
    return ReadAhead(_steps(kind, batch, rows, _skimmer(kind, checking)))


def _skimmer(kind: Kind, checking: Checking) -> Skimmer | None:
    """The quick way of the kind, where it has one: the same for the whole run."""
    skimmer: Skimmer | None = checking.remember("skimmer", lambda: kind.skimmer(checking))
    return skimmer


def _steps(kind: Kind, batch: Batch, rows: RowStream, skimmer: Skimmer | None) -> Iterator[ReadChunk | None]:
    """None after every step that does not complete a chunk. Few rows at a time stay near the processor."""
    most, read = rows_at_once(CHUNK), None
    for frame in rows.chunks():
        for piece in frame.pieces(most):
            part = ReadChunk(piece, skimmer.read(fields_of(batch, kind, piece)) if skimmer else {})
            if read is None:
                read = part
            else:
                read.extend(part)
            if len(read.rows.numbers) < most:
                yield None
            else:
                yield read
                read = None
    if read:
        yield read


def check_columns(
    kind: Kind, batch: Batch, read: ReadChunk, checking: Checking
) -> tuple[list[CheckedRow], Skimmed]:
    """Every row of a chunk: those that went through the careful reader, and the plain ones that need not."""
    rows, twins = read.rows, meet_keys(kind, batch, read, checking)
    skimmer = _skimmer(kind, checking)
    if skimmer is None:
        return check_with_answers(kind, batch, map(rows.row, range(len(rows.numbers))), checking), Skimmed()
    skimmed = skimmer.compare(rows.numbers, read.meant, twins)
    return check_with_answers(kind, batch, map(rows.row, skimmed.rest), checking), skimmed


def meet_keys(kind: Kind, batch: Batch, read: ReadChunk, checking: Checking) -> set[int]:
    """Note the keys of a chunk; returns the places of rows in it whose key stands on another row too."""
    skimmer, numbers, cells = _skimmer(kind, checking), read.rows.numbers, fields_of(batch, kind, read.rows)
    keys = skimmer.keys(read.meant, cells) if skimmer else careful_keys(kind, cells, len(numbers))
    return _meet(checking, numbers, keys)


def meet_again(kind: Kind, batch: Batch, read: ReadChunk, checking: Checking) -> None:
    """Only note the keys of a chunk that was checked before this run began."""
    # Twins inside this chunk are looked at again as well: that changes nothing.
    checking.late.update(read.rows.numbers[place] for place in meet_keys(kind, batch, read, checking))


def fields_of(batch: Batch, kind: Kind, chunk: ColumnChunk) -> dict[str, list[Any]]:
    """The columns of a chunk by field name; cells as the child sent them."""
    places = {spec.name: batch.mapping[spec.name] for spec in kind.fields if spec.name in batch.mapping}
    return {name: chunk.columns[place] for name, place in places.items() if place in chunk.columns}


def careful_keys(kind: Kind, cells: Mapping[str, list[Any]], count: int) -> dict[str, list[str | None]]:
    """What may stand only once in a file, for each row."""
    keys: dict[str, list[str | None]] = {}
    for place in range(count):
        row = {name: untagged(cells[name][place]) for name in kind.key_fields if name in cells}
        for name, key, _shown in kind.keys(row):
            keys.setdefault(name, [None] * count)[place] = key
    return keys


def _meet(checking: Checking, numbers: Sequence[int], keys: Mapping[str, Sequence[str | None]]) -> set[int]:
    places: dict[int, int] | None = None
    twins: set[int] = set()
    for name, column in keys.items():
        first_rows = checking.first_rows.setdefault(name, {})
        there = dict(zip(column, numbers, strict=True))
        blanks = column.count(None) if there.pop(None, None) else 0
        if len(there) + blanks == len(column) and first_rows.keys().isdisjoint(there):  # as nearly always
            first_rows |= cast(dict[str, int], there)
            continue
        for place, key in enumerate(column):
            if key is None:
                continue
            first = first_rows.setdefault(key, numbers[place])
            if first == numbers[place]:
                continue
            checking.repeated.setdefault(name, {}).setdefault(key, [first]).append(numbers[place])
            twins.add(place)
            places = places or {number: at for at, number in enumerate(numbers)}
            if first in places:
                twins.add(places[first])
            else:
                checking.late.add(first)
    return twins


def check_with_answers(
    kind: Kind, batch: Batch, raw_rows: Iterable[RawRow], checking: Checking
) -> list[CheckedRow]:
    """As `check_chunk`; where what a person answered for a group, or before, puts an error right, it is put right."""
    rows = check_chunk(kind, batch, raw_rows, checking)
    return with_answers(rows, batch.answers, lambda changed: check_cells(kind, changed, checking))


def check_chunk(kind: Kind, batch: Batch, raw_rows: Iterable[RawRow], checking: Checking) -> list[CheckedRow]:
    """Rows with their values, findings and status, read with care. A fixed number of queries, however many."""
    names = names_of(kind)
    return check_cells(kind, {raw.number: cells_of(batch, raw, names) for raw in raw_rows}, checking)


def check_cells(kind: Kind, rows_of_cells: Mapping[int, dict[str, Any]], checking: Checking) -> list[CheckedRow]:
    """As `check_chunk`, of {row number: {field: cell}}."""
    rows = []
    for number, cells in rows_of_cells.items():
        if number in checking.withheld:
            rows.append(known_to_be_withheld(number))
            continue
        reader = RowReader(number, cells, checking, kind.sealed_fields)
        reader.row.cells = cells
        kind.read(reader)
        _mark_repeated(kind, reader.row, cells, checking)
        rows.append(reader.row)
    kept = [row for row in rows if not row.withheld]
    known = kind.look_up(kept, checking) if kept else None
    for row in kept:
        kind.compare(row, known, checking)
    for row in rows:
        if row.is_refused:
            row.status = RowStatus.REFUSED
    return rows


def known_to_be_withheld(number: int) -> CheckedRow:
    """A row that an earlier check found to be about a person under 18: its cells are gone, the finding stays."""
    row = CheckedRow(number)
    withhold(row)
    return row


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
