"""Where the table is in a sheet: its header row, its data, and what is neither. Pure.

A sheet as offices make them has titles above the headings, headings repeated for every printed page,
blank rows, totals, signatures, and formatted rows without end. None of these is data; each is counted,
with its row number, and told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import NoneType
from typing import Any

LOOK_AT = 200  # non-blank rows in which the header row is looked for and the width is taken
HEADER_WITHIN = 40
EXAMPLES = 10
LONGEST_HEADING = 80

TOTALS = re.compile(
    r"(?:合计|总计|小计|共计|总数|本页合计|本页小计|累计|grandtotal|subtotal|totals?|sum)"
    r"(?:[:：=(（]?[\d,.]*(?:人|条|笔|行|名|元|小时)?[)）]?)"
)
SIGNATURE = re.compile(
    r"(?:制表|填表|审核|复核|经办|负责|单位|学院|日期|盖章|签[字章名]|联系|报送)[^:：]{0,12}[:：]"
)
REMARK = re.compile(r"(?:注|备注|说明|填表说明|附注|note|notes|remark|remarks)\d*[:：.、]")
NUMBER = re.compile(r"[-+]?[¥$]?[\d,]+(?:\.\d+)?(?:e[-+]?\d+)?%?")
DATE = re.compile(r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?月?(?:\D.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")

# How the example row of a template begins: see template_workbook.py.
EXAMPLE, FOLDED_EXAMPLE = "示例 Example", "示例example"

# What examples, totals, signatures and remarks can begin with: rows that begin otherwise need no closer look.
OPENERS = frozenset("示合总小共本累gts制填审复经负单学日盖签联报注备说附nr")

Row = tuple[int, list[Any]]


@dataclass
class Tally:
    """How often something was met, and the first row numbers."""

    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        self.count += 1
        if len(self.rows) < EXAMPLES:
            self.rows.append(number)


@dataclass
class Table:
    """A header row, and the columns it spans: header i stands in column `first_column + i`."""

    header_row: int
    headers: list[str]
    first_column: int
    titles: dict[int, tuple[str, ...]]  # the non-blank lines above, by row number
    tallies: dict[str, Tally] = field(default_factory=dict)
    trailing: Tally = field(default_factory=Tally)
    unnamed: set[int] = field(default_factory=set)  # columns with data but no heading

    def __post_init__(self) -> None:
        self._folded = tuple(fold(header) for header in self.headers)
        self._first_heading = next((header for header in self._folded if header), "")
        self._titles = set(self.titles.values())
        openers = {fold(title[0])[:1] for title in self._titles if title}
        self._openers = OPENERS | openers | {self._first_heading[:1]}
        self._is_opener: dict[str, bool] = {}
        self._blank: list[int] = []  # rows of which only the next one tells what they are
        self._nameless = {place for place, header in enumerate(self.headers) if not header}

    def count(self, kind: str, number: int) -> None:
        self.tallies.setdefault(kind, Tally()).add(number)

    def data(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The data rows among these, cut to the table's columns; everything else is tallied. `end` after the last."""
        for number, cells in rows:
            kept = self._take(number, cells)
            if kept is not None:
                yield number, kept

    def _take(self, number: int, cells: list[Any]) -> list[Any] | None:
        if number <= self.header_row:
            return None
        width, start = len(self.headers), self.first_column
        first = _first_filled(cells)
        if first is None:
            self._blank.append(number)
            return None
        self._count_gap()
        kept = cells[start : start + width]
        kind = self.kind(cells, kept) if isinstance(first, str) and self._may_open(first[0]) else ""
        if kind:
            self.count(kind, number)
            return None
        if (len(cells) > start + width or start) and self._is_longer(cells):
            self.count("longer_rows", number)
            if is_blank(kept):
                return None
        return self._filled(kept, width)

    def end(self) -> None:
        """No row comes any more: blank ones since the last are no gap in the table."""
        for number in self._blank:
            self.trailing.add(number)
        self._blank.clear()

    def holds_only_data(self, first_number: int, columns: Sequence[Sequence[Any]]) -> bool:
        """Whether rows from this number on, given as plain columns, are data beyond doubt: `data` would give all of
        them as they are. No means only that they want a closer look.
        """
        if first_number <= self.header_row or self.first_column or self._nameless or len(columns) != len(self.headers):
            return False
        types = set(map(type, columns[0]))
        if types == {str}:
            if any(map(self._may_open, {cell[0] for cell in columns[0]})):
                return False
        elif not types or types & {str, NoneType}:
            return False
        self._count_gap()
        return True

    def _count_gap(self) -> None:
        for number in self._blank:
            self.count("blank_rows", number)
        self._blank.clear()

    def _may_open(self, letter: str) -> bool:
        """Whether something else than data can begin with this letter."""
        known = self._is_opener.get(letter)
        if known is None:
            folded = fold(letter)[:1]
            known = self._is_opener[letter] = not folded or folded in self._openers
        return known

    def _is_longer(self, cells: list[Any]) -> bool:
        return not (is_blank(cells[self.first_column + len(self.headers) :]) and is_blank(cells[: self.first_column]))

    def _filled(self, kept: list[Any], width: int) -> list[Any]:
        filled = [None if cell.__class__ is str and not cell.strip() else cell for cell in kept]
        for place in self._nameless:
            if place < len(filled) and filled[place] is not None:
                self.unnamed.add(place)
        return filled if len(filled) == width else filled + [None] * (width - len(filled))

    def kind(self, cells: list[Any], kept: list[Any]) -> str:
        """ "" for data, else what the row is instead."""
        first = next((cell for cell in cells if not _is_empty(cell)), None)
        if not isinstance(first, str):
            return ""
        folded = fold(first)
        if folded.startswith(FOLDED_EXAMPLE):
            return "example_rows"
        if TOTALS.fullmatch(folded):
            return "totals_rows"
        if folded == self._first_heading and self._repeats_header(kept):
            return "repeated_headers"
        if self._titles and texts(cells) in self._titles:
            return "repeated_titles"
        return "footer_rows" if self._is_footer(cells) else ""

    def _repeats_header(self, kept: list[Any]) -> bool:
        return tuple(fold(cell) for cell in kept) == self._folded[: len(kept)]

    def _is_footer(self, cells: list[Any]) -> bool:
        """Remarks and signatures: a few labels ending in a colon, nothing else."""
        filled = texts(cells)
        if len(self.headers) < 3 or len(filled) > 4 or len(filled) > (len(self.headers) + 1) // 2:
            return False
        if len(filled) == 1 and REMARK.match(fold(filled[0])):
            return True
        return all(SIGNATURE.match(fold(text)) for text in filled)


def fold(cell: Any) -> str:
    """A heading for comparison: half-width, lower case, without any space."""
    return "" if cell is None else "".join(unicodedata.normalize("NFKC", str(cell)).split()).lower()


def texts(cells: Sequence[Any]) -> tuple[str, ...]:
    """The non-blank cells, as text."""
    return tuple(str(cell).strip() for cell in cells if not _is_empty(cell))


def heading(cell: Any) -> str:
    """A heading as shown: the person's own words, without line breaks and outer spaces."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    words = str(cell).split()
    joined = " ".join(words)
    # Chinese headings are broken over lines anywhere; a space there means nothing.
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", joined)


def is_blank(cells: Sequence[Any]) -> bool:
    return _first_filled(cells) is None


def _first_filled(cells: Sequence[Any]) -> Any:
    for cell in cells:
        if cell is not None and (cell.__class__ is not str or cell.strip()):
            return cell
    return None


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def find_table(
    rows: Iterable[Row], *, header_row: int | None = None, known: Iterable[str] = ()
) -> Table | None:
    """The table in the first rows of a sheet, or None where no row looks like headings.

    `header_row` is the person's own choice. `known` headings help where they occur.
    """
    looked = []
    for number, cells in rows:
        if not is_blank(cells):
            looked.append((number, cells))
        if len(looked) >= LOOK_AT or (header_row and number >= header_row):
            break
    names = {fold(name) for name in known}
    place = _chosen(looked, header_row) if header_row else _find_header(looked, names)
    if place is None:
        return None
    number, cells = looked[place]
    filled = [column for column, cell in enumerate(cells) if not _is_empty(cell)]
    headers = [heading(cell) for cell in cells[filled[0] : filled[-1] + 1]]
    titles = {row: texts(above) for row, above in looked[:place]}
    return Table(number, headers, filled[0], titles)


def _chosen(looked: list[Row], header_row: int) -> int | None:
    return next((place for place, (number, _) in enumerate(looked) if number == header_row), None)


def _find_header(looked: list[Row], known: set[str]) -> int | None:
    if not looked:
        return None
    width = max(len(texts(cells)) for _, cells in looked)
    candidates = [
        place for place, (_, cells) in enumerate(looked[:HEADER_WITHIN]) if _could_be_header(cells, width)
    ]
    if known:
        hits = [sum(fold(cell) in known for cell in cells) for _, cells in looked[:HEADER_WITHIN]]
        if max(hits) >= min(2, width):
            return hits.index(max(hits))
    for place in candidates:
        later = [other for other in candidates if place < other <= place + 2]
        # A line of labels above the headings (unit, date, author) is shorter than the headings.
        fuller = [other for other in later if _fill(looked[other]) >= 1.4 * _fill(looked[place])]
        return fuller[0] if fuller else place
    return None


def _fill(row: Row) -> int:
    return len(texts(row[1]))


def _could_be_header(cells: list[Any], width: int) -> bool:
    filled = [cell for cell in cells if not _is_empty(cell)]
    if len(filled) < max(1, width * 0.5) or (width > 1 and len(filled) < 2):
        return False
    return sum(_is_label(cell) for cell in filled) >= 0.8 * len(filled)


def _is_label(cell: Any) -> bool:
    if not isinstance(cell, str) or isinstance(cell, date):
        return False
    text = fold(cell)
    if len(text) > LONGEST_HEADING or NUMBER.fullmatch(text) or DATE.fullmatch(text):
        return False
    # Identifiers (2024030001, 51010420060810001X, ZX20240000) are data, never headings.
    return sum(letter.isdigit() for letter in text) < 6
