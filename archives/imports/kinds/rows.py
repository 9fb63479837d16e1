"""Reading the cells of one row: what every field type accepts, and which findings it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from archives.imports import values as read
from archives.imports.kinds.base import CheckedRow, Checking, mask

# What clean_text changed → the finding that says so.
TEXT_CHANGES = {
    "trimmed": "spaces_removed",
    "inner_space": "spaces_removed",
    "invisible": "spaces_removed",
    "full_width": "full_width_normalised",
}
IDENTIFIER_WARNINGS = {**TEXT_CHANGES, "restored_number": "number_restored", "lost_zeros": "zeros_lost"}


def in_words(value: object) -> str:
    """What stands in a cell, as a person would type it. Whole floats lose their “.0”."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


class RowReader:
    """The cells of one row by field name; methods put values and findings on `row`. Empty cells set
    nothing.
    """

    def __init__(
        self,
        number: int,
        cells: Mapping[str, object],
        checking: Checking,
        sealed: frozenset[str] = frozenset(),
    ) -> None:
        self.cells = cells
        self.checking = checking
        self.row = CheckedRow(number)
        for name, value in cells.items():
            text = in_words(value)
            if text:
                self.row.found[name] = mask(text) if name in sealed else text

    def has(self, name: str) -> bool:
        return name in self.row.found

    def text(self, name: str, *, most: int) -> str:
        """Text without stray spaces; too long is an error."""
        result = read.clean_text(self.cells.get(name))
        if not result.text:
            self.row.found.pop(name, None)
            return ""
        for change in dict.fromkeys(TEXT_CHANGES.get(change, "") for change in result.changed):
            if change:
                self.row.add(change, name, result.text)
        if len(result.text) > most:
            self.row.add("text_too_long", name, result.text, found=len(result.text), most=most)
        self.row.values[name] = result.text
        return result.text

    def identifier(self, name: str, *, damaged: str, invalid: str, most: int = 32) -> str:
        """A number that is text: restored where that is safe, refused where it was damaged."""
        result = read.read_identifier(self.cells.get(name))
        if result.status == "empty":
            return ""
        if result.status == "damaged":
            self.row.add(damaged, name, self.row.found.get(name, ""))
            return ""
        if result.status == "invalid" or len(result.text) > most:
            self.row.add(invalid, name, self.row.found.get(name, ""))
            return ""
        for warning in dict.fromkeys(IDENTIFIER_WARNINGS.get(warning, "") for warning in result.warnings):
            if warning:
                self.row.add(warning, name, result.text)
        self.row.values[name] = result.text
        return result.text

    def date(self, name: str, *, may_be_future: bool = True) -> date | None:
        """A calendar day, kept as ISO text."""
        result = read.parse_date(
            self.cells.get(name), date_system=self.checking.date_system, day_first=self.checking.day_first
        )
        if result.status == "empty":
            return None
        found = self.row.found.get(name, "")
        if result.status != "ok" or result.value is None:
            self.row.add("date_ambiguous" if result.status == "ambiguous" else "date_invalid", name, found)
            return None
        if not may_be_future and result.value > self.checking.on:
            self.row.add("date_in_future", name, found)
            return None
        self.row.values[name] = result.value.isoformat()
        return result.value

    def integer(
        self,
        name: str,
        *,
        least: int,
        most: int,
        parse: Callable[[object], read.NumberResult] = read.parse_integer,
    ) -> int | None:
        result = parse(self.cells.get(name))
        if result.status == "empty":
            return None
        if result.status != "ok" or result.value is None or not least <= int(result.value) <= most:
            self.row.add("number_not_understood", name, self.row.found.get(name, ""))
            return None
        self.row.values[name] = int(result.value)
        return int(result.value)

    def decimal(self, name: str, *, most: Decimal, units: tuple[str, ...] = ()) -> Decimal | None:
        result = read.parse_decimal(self.cells.get(name), units=units)
        if result.status == "empty":
            return None
        if result.status != "ok" or result.value is None or not 0 <= Decimal(result.value) <= most:
            self.row.add("number_not_understood", name, self.row.found.get(name, ""))
            return None
        value = Decimal(result.value).quantize(Decimal("0.1"))
        self.row.values[name] = str(value)
        return value

    def choice(self, name: str, words: Mapping[str, str], *, code: str = "choice_unknown") -> str:
        """One of a few words; `words` maps what people write (lower case) to what is stored."""
        text = read.clean_text(self.cells.get(name)).text
        if not text:
            return ""
        value = words.get(text.lower())
        if value is None:
            self.row.add(code, name, text, choices=[word for word in words if not word.isascii()])
            return ""
        self.row.values[name] = value
        return value
