"""Text tables (.csv): encoding and delimiter found, and their rows. Runs in the child process."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archives.imports.refusal import Refusal
from archives.imports.scanning import SheetScan

CHUNK = 2**20
SAMPLE_BYTES = 2**18
SAMPLE_LINES = 50
NOTES = ".txt"  # may be a table, and may be a letter: then the person is told so instead of asked for columns
MAX_FIELD = 2**20  # characters; a cell of Excel holds 32,767
DELIMITERS = (",", "\t", ";", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030")
# What a misread file is full of and a table never holds.
CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\x0b\x0c")


class TextTable:
    """A text file whose encoding and delimiter are known."""

    format = "csv"
    date_system = 1900
    sheets: tuple[SheetScan, ...] = ()

    def __init__(
        self,
        path: Path,
        limits: dict[str, int],
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        suffix: str = "",
    ) -> None:
        """`suffix`: that of the file's own name; the path may be one without."""
        self.path = path
        self.limits = limits
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self.encoding = encoding if encoding in ENCODINGS else self._detect()
        if encoding and not _decodes(path, self.encoding):
            raise Refusal("other_encoding", encoding=self.encoding)
        if delimiter in DELIMITERS:
            self.delimiter = delimiter
            return
        self.delimiter, is_table = _delimiter(self._sample())
        if not is_table and (suffix or path.suffix).lower() == NOTES:
            raise Refusal("wrong_type", found="prose")

    def _detect(self) -> str:
        encoding = detect_encoding(self.path)
        sample = self._decode_sample(encoding)
        if CONTROLS & set(sample):
            raise Refusal("wrong_type", found="binary")
        if encoding == "gb18030" and not _looks_chinese(sample):
            self.notes.append(("encoding_uncertain", {"encoding": encoding}))
        return encoding

    def _decode_sample(self, encoding: str) -> str:
        with self.path.open("rb") as file:
            return codecs.getincrementaldecoder(encoding)("replace").decode(file.read(SAMPLE_BYTES))

    def _sample(self) -> str:
        return self._decode_sample(self.encoding).removeprefix("\ufeff")

    def rows(self, _sheet: object = None) -> Iterator[tuple[int, list[Any]]]:
        """(record number from 1, cells); a record with line breaks inside quotes is one row, as in Excel."""
        csv.field_size_limit(MAX_FIELD)
        with self.path.open("r", encoding=self.encoding, newline="") as file:
            if file.read(1) != "\ufeff":
                file.seek(0)
            number = 0
            try:
                for number, cells in enumerate(csv.reader(file, delimiter=self.delimiter), 1):
                    if number > self.limits["rows"]:
                        raise Refusal("too_many_rows", limit=self.limits["rows"])
                    if len(cells) > self.limits["columns"]:
                        cells = self._narrowed(number, cells)
                    yield number, [cell or None for cell in cells]
            except (csv.Error, UnicodeError) as error:
                raise Refusal("damaged") from error

    def raw_rows(self, _sheet: object = None) -> Iterator[tuple[int, list[Any]]]:
        """As `rows`: there is nothing but text."""
        return self.rows()

    def _narrowed(self, number: int, cells: list[str]) -> list[str]:
        """Drop empty cells at the end; refuse what is still too wide."""
        width = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
        limit = self.limits["columns"]
        if width > limit:
            raise Refusal("too_many_columns", columns=width, cell=f"{number}:{width}", limit=limit)
        return cells[:width]


def detect_encoding(path: Path) -> str:
    """A byte order mark decides; then zero bytes; then the first encoding that reads the file to its end."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return _strictly(path, encoding)
    if b"\x00" in head:
        # Delimiters, digits and line ends have a zero byte in UTF-16: which side of the pair tells the order.
        odd, even = head[1::2].count(0), head[0::2].count(0)
        if max(odd, even) < len(head) // 20 or min(odd, even) * 4 > max(odd, even):
            raise Refusal("wrong_type", found="binary")
        return _strictly(path, "utf-16-le" if odd > even else "utf-16-be")
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise Refusal("unknown_encoding")


def _strictly(path: Path, encoding: str) -> str:
    if not _decodes(path, encoding):
        raise Refusal("damaged")
    return encoding


def _decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file is valid in `encoding`: an error in the last row counts too."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _looks_chinese(text: str) -> bool:
    """GB18030 accepts almost any bytes; Chinese read as GB18030 is made of common characters."""
    foreign = [letter for letter in text if ord(letter) > 127]
    common = sum(
        0x4E00 <= ord(letter) <= 0x9FFF or 0x3000 <= ord(letter) <= 0x303F or 0xFF00 <= ord(letter) <= 0xFFEF
        or 0x2000 <= ord(letter) <= 0x206F
        for letter in foreign
    )  # fmt: skip
    # Rows of a misread table tend to swallow delimiters; the first level of GB2312 is most of any text.
    level_one = sum(letter.encode("gb18030", "replace")[:1] in _LEVEL_ONE for letter in foreign)
    return common >= 0.95 * len(foreign) and level_one >= 0.6 * len(foreign)


_LEVEL_ONE = frozenset(bytes([first]) for first in (*range(0xA1, 0xA4), *range(0xB0, 0xD8)))


def _delimiter(sample: str) -> tuple[str, bool]:
    """The delimiter that cuts most lines into the same number of cells, more than one; does it cut half of them?"""
    best, best_score, is_table = ",", 0.0, False
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                if any(cell.strip() for cell in cells):
                    widths[len(cells)] += 1
                if widths.total() >= SAMPLE_LINES:
                    break
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
            # A comma inside a remark cuts a few lines; the delimiter cuts nearly all of them alike.
            score = count / widths.total() * (1 + width / 1000)
            if score > best_score:
                best, best_score = delimiter, score
                is_table = count * 2 >= widths.total() and (count > 1 or widths.total() == 1)
    return best, is_table
