"""Tables that leave the site as files: nothing in them can run, and each says whose copy it is.

A cell that begins like a formula is text here, whoever opens, edits or saves it again. Rows are written as they
come and never held together, so that a table of a whole school needs no more memory than one of a class.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from campus.palette import COLOURS

LIGHT = {name: light for name, (light, _dark) in COLOURS.items()}
# What makes a spreadsheet program run a cell of a text table; full width too, which some turn into half width.
STARTERS = frozenset("=+-@\t\r\n＝＋－＠")
# No other text needs a closer look: of a table of a million cells hardly any does.
PERHAPS_STARTERS = STARTERS | {chr(code) for code in range(0x3001) if chr(code).isspace()}
SAFE = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
# Text that XML, or the file format, writes in another way.
ODD = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|^\s|\s$|_x[0-9a-fA-F]{4}_")
LONGEST_FOOTER = 255  # characters, by the file format
LONGEST_CELL = 32_767
WIDTH = 18


def only_text(text: str) -> str:
    """The text as it must be given to the library, which takes what stands between <r> and </r> for its own XML: such
    a text as the one piece of that XML that says just this.
    """
    return f"<r><t>{escape(text)}</t></r>" if text.startswith("<r>") and text.endswith("</r>") else text


class TextSheet(Worksheet):
    """A sheet whose every cell is text, whatever it says, in `constant_memory`.

    It writes a cell in half of the library's time, which asks of each what it is and how it looks.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        text, format = cell
        if ODD.search(text):
            kept = ' xml:space="preserve"' if text != text.strip() else ""
            text = self._escape_data(self._escape_control_characters(text))
        else:
            kept = ""
        style = f' s="{format._get_xf_index()}"' if format else ""
        place = xl_rowcol_to_cell_fast(row, col)
        self.fh.write(f'<c r="{place}"{style} t="inlineStr"><is><t{kept}>{text}</t></is></c>')


@dataclass(frozen=True)
class Watermark:
    """Whose copy a file is: on every printed page, and in the file itself."""

    number: str
    who: str
    at: datetime
    purpose: str

    def sentence(self) -> str:
        return _("Export %(number)s · %(who)s · %(at)s · for: %(purpose)s") % {
            "number": self.number,
            "who": self.who,
            "at": f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}",
            "purpose": self.purpose,
        }

    def warning(self) -> str:
        return _(
            "This copy holds personal information. It is for this purpose only; do not pass it on, and delete it "
            "once it has served."
        )


def starts_a_formula(text: str) -> bool:
    """Would a spreadsheet program run this text, were it typed into a cell?"""
    first = text[:1]
    return first in STARTERS or (first.isspace() and text.lstrip()[:1] in STARTERS)


def in_csv(text: str) -> str:
    """The text as it may stand in a text table: an apostrophe in front of what would run."""
    return f"'{text}" if text and starts_a_formula(text) else text


def as_text(value: object) -> str:
    """A value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def write_xlsx(
    path: Path, *, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[object]], mark: Watermark
) -> int:
    """Write the table row by row. Returns how many rows there were."""
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), **SAFE})
    book.set_properties({"title": sheet, "comments": mark.sentence()})
    page = book.add_worksheet(sheet[:31], worksheet_class=TextSheet)
    head = book.add_format({"bold": True, "bg_color": LIGHT["shell"], "font_color": LIGHT["on-shell"]})
    page.set_column(0, max(len(headings) - 1, 0), WIDTH)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.set_footer(_footer(mark))
    for column, heading in enumerate(headings):
        page.write_string(0, column, heading, head)
    count = _write_cells(book, page, rows)
    _write_about(book, mark, count)
    book.close()
    return count


def write_csv(path: Path, *, headings: Sequence[str], rows: Iterable[Sequence[object]], mark: Watermark) -> int:
    """The same as a text table: UTF-8 with a mark in front, so that spreadsheet programs read Chinese right.

    The first line is the watermark; our own reader, like a person, takes it for a title.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([mark.sentence()])
        writer.writerow([in_csv(heading) for heading in headings])
        for row in rows:
            writer.writerow([in_csv(as_text(value)) for value in row])
            count += 1
    return count


def _write_cells(book: Workbook, page: Worksheet, rows: Iterable[Sequence[object]]) -> int:
    # Text that begins like a formula stays text when somebody opens the cell and presses Enter.
    held = book.add_format({"num_format": "@", "quote_prefix": True})
    write, count = page.write_string, 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            text = value if value.__class__ is str else as_text(value)
            if not text:
                continue
            if text[0] in PERHAPS_STARTERS and starts_a_formula(text):
                write(count, column, text[:LONGEST_CELL], held)
            else:
                write(count, column, text[:LONGEST_CELL])
    return count


def _footer(mark: Watermark) -> str:
    """Whose copy, and which page of how many; “&” is a command there and stands twice."""
    pages = "&R&8&P / &N"
    sentence = mark.sentence()
    while len(text := "&L&8" + sentence.replace("&", "&&")) > LONGEST_FOOTER - len(pages):
        sentence = sentence[:-2] + "…"
    return text + pages


def _write_about(book: Workbook, mark: Watermark, count: int) -> None:
    page = book.add_worksheet(_("About this copy"))
    page.set_column(0, 0, 100)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for row, text in enumerate((mark.sentence(), _("Rows: %(count)s") % {"count": count}, mark.warning())):
        page.write_string(row, 0, text, wrapped)
