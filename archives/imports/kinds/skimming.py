"""Reading whole columns at once: the quick way for rows about which there is nothing to say.

Of 100,000 rows nearly all are plain. Each distinct cell is read once, by the same careful reader that every odd cell
gets (`RowReader`), and the answer is used again; what it has more to say about than a remark goes, with its whole
row, to the careful reader. So there is one set of rules, and the quick way can only be quicker, never different:
a test reads arbitrary cells both ways and compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from archives.imports.findings import Draft
from archives.imports.kinds.base import Checking
from archives.imports.kinds.rows import RowReader
from archives.imports.models import Severity
from archives.imports.reading import untagged

MOST_REMEMBERED = 20_000  # distinct cells of one column


class Careful:
    """In place of a value: this cell is for the careful reader."""


CAREFUL = Careful()


class Noted(NamedTuple):
    """A value with remarks that do not keep the row from being imported."""

    value: Any
    drafts: tuple[Draft, ...]


class GoodRow(NamedTuple):
    """A row that would be written as it is. `identity`: the identity number in clear, to be encrypted."""

    number: int
    is_change: bool
    values: bytes  # canonical JSON
    before: dict[str, Any]
    target: int | None
    identity: str
    drafts: Sequence[Draft]
    is_adverse: bool = False


@dataclass(slots=True)
class Skimmed:
    """What the quick way made of a chunk; `rest` are the places of the rows it leaves to the careful reader."""

    good: list[GoodRow] = field(default_factory=list)
    unchanged: list[tuple[int, Sequence[Draft]]] = field(default_factory=list)  # (row number, remarks)
    rest: list[int] = field(default_factory=list)


class Skimmer(Protocol):
    """What a kind with a quick way offers; made once for a run."""

    def read(self, cells: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """What the cells of each field mean. Rows before are being written meanwhile: it asks the database nothing."""
        ...

    def keys(self, columns: dict[str, list[Any]], cells: Mapping[str, Sequence[Any]]) -> dict[str, list[str | None]]:
        """What may stand only once in a file, for each row."""
        ...

    def compare(self, numbers: Sequence[int], columns: dict[str, list[Any]], rest: set[int]) -> Skimmed:
        """The plain rows compared with the archive; the rows at the places `rest` are left alone."""
        ...


class CellMemo(dict[Any, Any]):
    """What each distinct cell of one column means: a value, None for an empty cell, Noted, or CAREFUL."""

    def __init__(self, name: str, checking: Checking, read: Callable[[RowReader], object]) -> None:
        super().__init__()
        self._name, self._checking, self._read = name, checking, read

    def __missing__(self, cell: Any) -> Any:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        meaning = self[cell] = self._meaning(cell)
        return meaning

    def _meaning(self, cell: Any) -> Any:
        reader = RowReader(0, {self._name: untagged(cell)}, self._checking)
        self._read(reader)
        row = reader.row
        value = row.values.get(self._name)
        if any(draft.severity == Severity.ERROR or draft.other_row for draft in row.drafts):
            return CAREFUL
        if value is None and (row.drafts or self._name in row.found):
            return CAREFUL
        return Noted(value, tuple(row.drafts)) if row.drafts else value


def read_column(column: Sequence[Any], memo: CellMemo, plain: re.Pattern[str] | None = None) -> list[Any]:
    """What the cells mean, one for each. Text that fits `plain` means just itself."""
    types = set(map(type, column))
    if bool in types:  # True would be found where 1 was remembered
        return [CAREFUL if type(cell) is bool else memo[cell] for cell in column]
    if plain is None or str not in types:
        return [memo[cell] for cell in column]
    fits = plain.fullmatch
    if len(types) == 1:
        return [cell if fits(cell) else memo[cell] for cell in column]
    return [cell if type(cell) is str and fits(cell) else memo[cell] for cell in column]


def take_notes(columns: dict[str, list[Any]], rest: set[int]) -> dict[int, list[Draft]]:
    """Leave only values and None in the columns; returns the remarks by place, adds to `rest` what wants care."""
    notes: dict[int, list[Draft]] = {}
    for values in columns.values():
        types = set(map(type, values))
        if not types & {Noted, Careful}:
            continue
        for place, value in enumerate(values):
            if type(value) is Noted:
                values[place] = value.value
                notes.setdefault(place, []).extend(value.drafts)
            elif value is CAREFUL:
                values[place] = None
                rest.add(place)
    return notes
