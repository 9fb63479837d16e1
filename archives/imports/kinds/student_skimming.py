"""The quick way of checking students: whole columns, one query for a chunk, one pass over its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast

from archives.imports import values as read
from archives.imports.canonical import canonical_rows
from archives.imports.kinds.base import UNCHANGED, Checking
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.skimming import CAREFUL, CellMemo, GoodRow, Noted, Skimmed, read_column, take_notes
from archives.imports.kinds.unit_names import UnitNames
from archives.imports.reading import untagged
from archives.registry.actions import indexes_of
from archives.registry.adulthood import birthday
from archives.registry.models import HasIdentity, Student
from campus.bulk import Among

# In the order in which a row's values are compared with what the register holds.
COMPARED = (
    *("name", "latin_name", "unit", "major", "year", "class_name", "status"),
    *("enrolled_on", "graduated_on", "birth_date"),
)
DAYS = ("enrolled_on", "graduated_on", "birth_date")
NAME, UNIT, BORN = (COMPARED.index(name) for name in ("name", "unit", "birth_date"))
KEPT = (*COMPARED, "number", "identity_index")
NEW: tuple[bool, dict[str, Any], None] = (False, {}, None)
# Text that means just itself. Everything else is read with care once, and remembered.
PLAIN = {
    "number": re.compile(r"[0-9]{1,17}|[A-Za-z]{1,4}[0-9]{1,13}"),
    "name": re.compile(r"[\u4e00-\u9fff]{2,20}"),
    "latin_name": re.compile(r"[A-Za-z]{1,40}(?: [A-Za-z]{1,40}){0,2}"),
}
IDENTITY = re.compile(r"[0-9]{17}[0-9Xx]").fullmatch
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, of the 17 digits
CHECK_DIGITS = "10X98765432"

Reading = Callable[[RowReader], object]
Columns = dict[str, list[Any]]
Values = tuple[Any, ...]


class _Sums(dict[str, int]):
    """The weighted sum of a group of digits that begins at `start`."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self._start = start

    def __missing__(self, digits: str) -> int:
        weights = WEIGHTS[self._start :]
        total = self[digits] = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
        return total


class _BirthDays(dict[str, str]):
    """The day of birth in an identity number, as ISO text; "" where there is no such day."""

    def __missing__(self, digits: str) -> str:
        try:
            day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            found = day.isoformat() if read.EARLIEST <= day <= read.LATEST else ""
        except ValueError:
            found = ""
        self[digits] = found
        return found


class _Adulthood(dict[str, str]):
    """The day on which somebody born on a day comes of age, as ISO text."""

    def __init__(self, min_age: int) -> None:
        super().__init__()
        self._min_age = min_age

    def __missing__(self, born: str) -> str:
        adult_on = self[born] = birthday(date.fromisoformat(born), self._min_age).isoformat()
        return adult_on


class _UnitMemo(CellMemo):
    """The code of the unit that a cell names."""

    def __init__(self, units: UnitNames, checking: Checking, readings: Mapping[str, Reading]) -> None:
        super().__init__("unit", checking, readings["unit"])
        self._units = units

    def _meaning(self, cell: Any) -> Any:
        meaning = super()._meaning(cell)
        text, drafts = meaning if type(meaning) is Noted else (meaning, ())
        if not isinstance(text, str):
            return meaning
        unit = self._units.find(text).unit
        if unit is None:
            return CAREFUL
        return Noted(unit.code, drafts) if drafts else unit.code


class StudentSkimmer:
    """Kept for a whole run: it remembers what cells mean. `readings`: the careful reading of each field."""

    def __init__(self, checking: Checking, units: UnitNames, readings: Mapping[str, Reading]) -> None:
        self._today, self._units = checking.on.isoformat(), units
        self._memos: dict[str, CellMemo] = {
            name: CellMemo(name, checking, read_it) for name, read_it in readings.items()
        }
        self._memos["unit"] = _UnitMemo(units, checking, readings)
        self._adult_on = _Adulthood(checking.rules.at("subject.min_age", checking.on)["years"])
        self._regions, self._days, self._ends = _Sums(0), _Sums(6), _Sums(14)
        self._birth_days = _BirthDays()

    def read(self, cells: Mapping[str, Sequence[Any]]) -> Columns:
        """What the cells mean, column by column, and the indexes of the identity numbers."""
        columns = {
            name: read_column(cells[name], memo, PLAIN.get(name))
            for name, memo in self._memos.items()
            if name in cells
        }
        if "identity_number" in cells:
            identities = [self._identity(cell) for cell in cells["identity_number"]]
            columns |= {"identity_number": identities, "identity_index": _indexes(identities)}
        return columns

    def keys(self, columns: Columns, cells: Mapping[str, Sequence[Any]]) -> dict[str, list[str | None]]:
        """What may stand only once in a file, for each row; None where there is nothing."""
        return {
            name: [
                value.upper() if type(value) is str else _key(cell)
                for value, cell in zip(columns[name], cells[name], strict=True)
            ]
            for name in ("number", "identity_number")
            if name in cells
        }

    def compare(self, numbers: Sequence[int], columns: Columns, rest: set[int]) -> Skimmed:
        """The plain rows compared with the register; the others, and those at the places `rest`, are left."""
        result = Skimmed()
        notes = take_notes(columns, rest)
        rest |= self._odd(columns)
        known = _Known(columns, rest, self._units)
        rows = zip(*(columns.get(name) or repeat(None) for name in COMPARED), strict=False)
        kept: list[bytes] = []
        for place, (number, values) in enumerate(zip(known.numbers, rows, strict=False)):
            row = None if place in rest else self._judge(number, values, known, place)
            if row is None:
                result.rest.append(place)
            elif row is UNCHANGED:
                result.unchanged.append((numbers[place], notes.get(place, ())))
            else:
                is_change, before, target = row
                identity = "" if is_change else known.identities[place] or ""
                kept = kept or _kept(columns)
                made = GoodRow(numbers[place], is_change, kept[place], before, target, identity, notes.get(place, ()))
                result.good.append(made)
        return result

    def _odd(self, columns: Columns) -> set[int]:
        """Places of rows that the careful reader has to see, whatever the register holds."""
        born, identities = columns.get("birth_date"), columns.get("identity_number")
        odd = _places(columns.get("number"), {None})
        odd |= _places(born, {day for day in set(born or ()) if day and self._adult_on[day] > self._today})
        if identities:
            # Without a date of birth the one in the identity number is taken, with a remark.
            days, pairs = self._birth_days, zip(identities, born or repeat(None), strict=False)
            odd |= {place for place, (text, day) in enumerate(pairs) if text and days[text[6:14]] != day}
        if "enrolled_on" in columns and "graduated_on" in columns:
            periods = list(zip(columns["enrolled_on"], columns["graduated_on"], strict=True))
            odd |= _places(periods, {(begun, over) for begun, over in set(periods) if begun and over and over < begun})
        return odd

    def _judge(self, number: str, values: Values, known: _Known, place: int) -> Any:
        """(whether it is a change, what stood there, of whom), UNCHANGED, or None for the careful reader."""
        index = known.indexes[place]
        if known.holders and known.holders.get(index, number) != number:
            return None
        stored = known.stored.get(number)
        if stored is None:
            return NEW if values[NAME] and values[UNIT] and values[BORN] else None
        key, unit_id, index_now, values_now = stored
        if values == values_now and index in (None, index_now) and self._units.covers(unit_id):
            return UNCHANGED
        if not self._units.covers(unit_id) or values[BORN] not in (None, values_now[BORN]):
            return None
        if index not in (None, index_now):
            return None
        before = {
            field: now
            for field, value, now in zip(COMPARED, values, values_now, strict=True)
            if value is not None and value != now
        }
        if "name" in before:  # asks for a second look
            return None
        return (True, before, key) if before else UNCHANGED

    def _identity(self, cell: Any) -> Any:
        """An identity number without any fault, None for an empty cell, CAREFUL for all else."""
        if type(cell) is not str:
            return CAREFUL if cell is not None else None
        if not IDENTITY(cell):
            return CAREFUL
        text, day = cell.upper(), cell[6:14]
        total = self._regions[cell[:6]] + self._days[day] + self._ends[cell[14:17]]
        if CHECK_DIGITS[total % 11] != text[17] or not self._birth_days[day] or text[15:] == "000":
            return CAREFUL
        return text


class _Known:
    """What the register holds for the rows of a chunk: two queries, whatever its size."""

    def __init__(self, columns: Columns, rest: set[int], units: UnitNames) -> None:
        self.numbers: list[Any] = columns.get("number", [])
        nothing = [None] * len(self.numbers)
        self.identities: list[Any] = columns.get("identity_number") or nothing
        self.indexes: list[Any] = columns.get("identity_index") or nothing
        self.stored = _stored([number for place, number in enumerate(self.numbers) if place not in rest])
        # Whoever holds the number already, and the same identity number, is nobody else.
        wanted = {
            index
            for number, index in zip(self.numbers, self.indexes, strict=True)
            if index and self.stored.get(number, ("", "", ""))[2] != index
        }
        self.holders = holders_inside(wanted, units)


def holders_inside(indexes: Collection[str], units: UnitNames) -> dict[str, str]:
    """{index of an identity number: number of the student who has it}, of students whom the importer covers.

    Whose it is elsewhere is not asked: else a file of guesses would find out a stranger's identity number. Writing
    leaves such a row behind, without a word about whose number it is.
    """
    if not indexes:
        return {}
    found = Student.objects.filter(HasIdentity(), Among("identity_index", indexes)).order_by()
    rows = found.values_list("identity_index", "number", "unit_id")
    return {index: number for index, number, unit in rows if units.covers(unit)}


def _kept(columns: Columns) -> list[bytes]:
    """The values of each row as they are kept until it is written; an identity number only by its index."""
    return canonical_rows({name: columns[name] for name in KEPT if name in columns})


def _places(column: Sequence[Any] | None, values: set[Any]) -> set[int]:
    """Where in a column one of these values stands."""
    return {place for place, value in enumerate(column) if value in values} if column and values else set()


def _stored(numbers: list[Any]) -> dict[str, tuple[int, int, str, Values]]:
    """{number: (primary key, unit, index of the identity number, values in the order of COMPARED)}."""
    days = {f"{name}_text": Cast(name, CharField()) for name in DAYS}
    plain = [name if name != "unit" else "unit__code" for name in COMPARED if name not in DAYS]
    rows = (
        Student.objects.filter(Among("number", numbers))
        .annotate(**days)
        .order_by()
        .values_list("number", "pk", "unit_id", "identity_index", *plain, *days)
    )
    return {row[0]: (row[1], row[2], row[3], row[4:]) for row in rows}


def _indexes(identities: list[Any]) -> list[str | None]:
    known = [text for text in identities if type(text) is str]
    found = iter(indexes_of(known))
    return [next(found) if type(text) is str else None for text in identities]


def _key(cell: Any) -> str | None:
    result = read.read_identifier(untagged(cell))
    return result.text.upper() if result.status == "ok" else None
