"""The quick way of checking records and good deeds: whole columns, two queries for a chunk, one pass over its rows.

It only knows when there is nothing to say about a row. Every other row goes to the careful reader, which says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from archives.catalogue.models import RecordType
from archives.imports.canonical import canonical
from archives.imports.kinds.base import UNCHANGED, Checking
from archives.imports.kinds.record_rules import rules_of
from archives.imports.kinds.record_writing import COMPARED, identity_of, known_records, whole
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.skimming import CAREFUL, CellMemo, GoodRow, Skimmed, read_column, take_notes
from archives.imports.kinds.type_names import TypeNames
from archives.imports.kinds.unit_names import covered_keys
from archives.imports.reading import untagged
from archives.registry.models import Student
from campus.bulk import Among

if TYPE_CHECKING:
    from archives.imports.kinds.record_kind import RecordKind

Reading = Callable[[RowReader], object]
Columns = dict[str, list[Any]]
Values = dict[str, Any]

# Text that means just itself. Everything else is read with care once, and remembered.
SENTENCE = re.compile(r"[\u4e00-\u9fff0-9A-Za-z〔〕《》（），。、；：“”—]{1,75}")
PLAIN = {
    "student_number": re.compile(r"[0-9A-Za-z]{1,17}"),
    "name": re.compile(r"[\u4e00-\u9fff]{2,20}"),
    "facts": SENTENCE,
    "decision_number": SENTENCE,
}


class RecordSkimmer:
    """Kept for a whole run: it remembers what cells mean, and which kind of record a word names on a day."""

    def __init__(self, kind: RecordKind, checking: Checking) -> None:
        self._kind, self._on = kind, checking.on
        self._memos = {name: CellMemo(name, checking, reading) for name, reading in kind.readings.items()}
        self._units = checking.remember("units", lambda: covered_keys(checking.by, kind.permission))
        self._for_good = checking.remember("for_good", lambda: covered_keys(checking.by, kind.lesser_permission))
        self._types: TypeNames = checking.remember("types", TypeNames)
        self._rules = rules_of(checking)
        self._found: dict[tuple[str, str], RecordType | None] = {}

    def read(self, cells: Mapping[str, Sequence[Any]]) -> Columns:
        """What the cells mean, column by column."""
        return {
            name: read_column(cells[name], memo, PLAIN.get(name))
            for name, memo in self._memos.items()
            if name in cells
        }

    def keys(self, columns: Columns, cells: Mapping[str, Sequence[Any]]) -> dict[str, list[str | None]]:
        """What may stand only once in a file, for each row; None where there is nothing."""
        names = [name for name in self._kind.key_fields if name in cells]
        count = len(cells["student_number"])
        found: dict[str, list[str | None]] = {}
        for place, row in enumerate(zip(*(cells[name] for name in names), strict=True)):
            for name, key, _shown in self._kind.keys(dict(zip(names, map(untagged, row), strict=True))):
                found.setdefault(name, [None] * count)[place] = key
        return found

    def compare(self, numbers: Sequence[int], columns: Columns, rest: set[int]) -> Skimmed:
        """The plain rows compared with the archive; the others, and those at the places `rest`, are left."""
        result = Skimmed()
        notes = take_notes(columns, rest)
        numbered = [key for place, key in enumerate(columns["student_number"]) if place not in rest]
        students, records = _known(numbered, self._units | self._for_good)
        names = list(columns)
        for place, row in enumerate(zip(*columns.values(), strict=True)):
            judged = None
            if place not in rest:
                values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
                judged = self._judge(values, students, records)
            if judged is None:
                result.rest.append(place)
            elif judged is UNCHANGED:
                result.unchanged.append((numbers[place], notes.get(place, ())))
            else:
                drafts = notes.get(place, ())
                kept, adverse = canonical(values), judged.is_adverse
                result.good.append(GoodRow(numbers[place], False, kept, {}, None, "", drafts, adverse))
        return result

    def _judge(self, values: Values, students: Mapping[str, Any], records: Mapping[Any, Any]) -> Any:
        """The kind of a new record, UNCHANGED, or None for the careful reader. Completes `values` as that would."""
        student = students.get(values.get("student_number", ""))
        if student is None or not self._kind.complete(values):
            return None
        name, unit, adult_on, key = student
        record_type = self._type(values["record_type"], values["conduct_on"])
        if record_type is None or values.get("name") != name or adult_on > self._on:
            return None
        if unit not in self._units and (record_type.is_adverse or unit not in self._for_good):
            return None
        if not self._rules.hold(values, record_type) or not self._kind.is_plain(values, record_type):
            return None
        values["record_type"] = record_type.code
        record = records.get((key, *identity_of(values, is_adverse=record_type.is_adverse)))
        if record is None:
            return record_type
        now = whole(record)
        same = record["record_type__code"] == record_type.code and all(
            values[field] == now[field] for field in COMPARED if field in values
        )
        return UNCHANGED if same else None

    def _type(self, written: str, conduct_on: str) -> RecordType | None:
        """The kind of record, if one of this name was in force that day and this list takes it."""
        given = (written, conduct_on)
        if given not in self._found:
            record_type = self._kind.named_type(self._types, written, conduct_on, self._on)
            takes = record_type is not None and (self._kind.takes_adverse or not record_type.is_adverse)
            self._found[given] = record_type if takes else None
        return self._found[given]


def _known(numbers: Sequence[Any], units: set[int]) -> tuple[dict[str, Any], dict[Any, Any]]:
    """Students by number, and the records of those in these units: two queries, whatever the number of rows."""
    wanted = {number for number in numbers if number is not None}
    rows = Student.objects.filter(Among("number", wanted)).order_by().values_list(
        "number", "name", "unit_id", "adult_on", "pk"
    )
    students = {row[0]: row[1:] for row in rows}
    return students, known_records(key for _name, unit, _adult_on, key in students.values() if unit in units)


class DaysMemo(dict[Any, Any]):
    """First and last day of a deed by what stands in its two cells: (first, last, days), or CAREFUL."""

    def __init__(self, checking: Checking, read: Callable[[RowReader], int]) -> None:
        super().__init__()
        self._checking, self._read = checking, read

    def __missing__(self, cells: tuple[Any, Any]) -> Any:
        begun, ended = map(untagged, cells)
        reader = RowReader(0, {"conduct_on": begun, "ended_on": ended}, self._checking)
        days = self._read(reader)
        values = reader.row.values
        plain = days and not reader.row.drafts
        meaning = self[cells] = (values["conduct_on"], values.get("ended_on"), days) if plain else CAREFUL
        return meaning


class DeedSkimmer(RecordSkimmer):
    """Deeds have a period, from one cell or two: it is read together, as the column `days`."""

    def __init__(self, kind: RecordKind, checking: Checking, days: DaysMemo) -> None:
        super().__init__(kind, checking)
        self._days = days

    def read(self, cells: Mapping[str, Sequence[Any]]) -> Columns:
        """What the cells mean, column by column."""
        begun = cells["conduct_on"]
        ended = cells.get("ended_on") or [None] * len(begun)
        return {**super().read(cells), "days": [self._days[pair] for pair in zip(begun, ended, strict=True)]}
