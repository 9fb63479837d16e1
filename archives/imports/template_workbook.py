"""An empty workbook to fill in, made from the rules as they are today (features I18).

Headings in both languages, a locked first line, lists for columns with known words, text where a spreadsheet
program would damage a number, an example row that is left out when it comes back, and a guide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from archives.catalogue.rules import rule
from archives.imports.finding_texts import TOPICS
from archives.imports.forbidden import NEVER, WITH_CONSENT
from archives.imports.kinds import Choice, Kind
from archives.imports.kinds.guides import Hint
from archives.imports.layout import EXAMPLE
from archives.imports.marking import Mark, write_mark
from archives.imports.matching import FieldSpec
from campus.documents.spreadsheets import LIGHT, SAFE, only_text

if TYPE_CHECKING:
    from campus.accounts.models import User

VERSION_CHARACTERS = 12
LAST_ROW = 1_048_575
WIDEST, NARROWEST = 40, 14
# The headings are locked; everything else may be done.
MAY = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"), True
)


class TemplateColumn(NamedTuple):
    spec: FieldSpec
    heading: str  # “学号 / Student number *”
    words: list[str]  # of the list; none where anything may be written
    example: str


def write_template(kind: Kind, path: Path, *, by: User, on: date) -> None:
    """Write the template of a kind as it is for this person on this day, in the active language."""
    columns = _columns(kind, by, on)
    book = Workbook(str(path), SAFE)
    book.set_properties({"title": str(kind.name), "comments": _("Version of %(day)s") % {"day": on.isoformat()}})
    sheet_name = str(kind.name)[:31]
    sheet = book.add_worksheet(sheet_name)
    guide = book.add_worksheet(_("Guide"))
    _write_rows(book, sheet, columns)
    _write_guide(book, guide, kind, columns, on)
    write_lists(book, sheet, {place: column.words for place, column in enumerate(columns)}, first_row=1)
    version = version_of(kind, by=by, on=on)
    write_mark(book, Mark("template", kind.code, on.isoformat(), sheet_name, version=version, by=by.pk))
    book.close()


def version_of(kind: Kind, *, by: User, on: date) -> str:
    """Short digest of what the template says: another one means that there is a newer template."""
    told: list[Any] = [[rule("subject.min_age", on=on), [*NEVER, *WITH_CONSENT]]]
    for spec in kind.fields:
        words = [list(choice) for choice in kind.choices(spec.name, by=by, on=on)]
        told.append([spec.name, spec.kind, spec.required, words])
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:VERSION_CHARACTERS]


def in_both_languages(spec: FieldSpec) -> str:
    """学号 / Student number"""
    zh, en = spec.labels
    return f"{zh} / {en[:1].upper()}{en[1:]}"


def write_lists(book: Workbook, sheet: Worksheet, words: dict[int, list[str]], *, first_row: int) -> None:
    """Drop-downs for columns of `sheet`, from a hidden sheet: so a list may be longer than 255 characters.

    A word that is not on the list asks once and may stay: a code or the other language is as good.
    """
    listed = {place: some for place, some in words.items() if some}
    if not listed:
        return
    lists = book.add_worksheet("lists")
    lists.hide()
    for column, (place, some) in enumerate(listed.items()):
        for row, word in enumerate(some):
            lists.write_string(row, column, only_text(word))
        letter = chr(65 + column)
        sheet.data_validation(
            first_row,
            place,
            LAST_ROW,
            place,
            {
                "validate": "list",
                "source": f"=lists!${letter}$1:${letter}${len(some)}",
                "error_type": "warning",
                "error_title": _("Not on the list"),
                "error_message": _("This word is not on the list. Keep it only if it is a code or a name in use."),
            },
        )


def _columns(kind: Kind, by: User, on: date) -> list[TemplateColumn]:
    columns = []
    for place, spec in enumerate(kind.fields):
        choices = kind.choices(spec.name, by=by, on=on)
        words = [choice.label for choice in choices]
        example = _example(kind.guide.get(spec.name), choices)
        heading = in_both_languages(spec) + (" *" if spec.required else "")
        columns.append(TemplateColumn(spec, heading, words, f"{EXAMPLE} {example}".strip() if not place else example))
    return columns


def _example(hint: Hint | None, choices: Sequence[Choice]) -> str:
    """What the guide gives, a word of the list by its code; some word where a new entry needs one."""
    if hint is None:
        return ""
    by_code = {choice.value: choice.label for choice in choices}
    some = next(reversed(by_code.values()), "") if hint.for_new else ""
    return by_code.get(hint.example, hint.example) or some


def _write_rows(book: Workbook, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """The locked headings and the example row. Below, every cell may be filled."""
    look = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": LIGHT["line"]}
    needed = book.add_format({**look, "bg_color": LIGHT["shell"], "font_color": LIGHT["on-shell"]})
    other = book.add_format({**look, "bg_color": LIGHT["brand-tint"], "font_color": LIGHT["ink"]})
    sheet.set_row(0, 36)
    for place, column in enumerate(columns):
        # Text keeps zeros in front and the last digits of long numbers; a day is a day, typed in any way.
        number_format = "yyyy-mm-dd" if column.spec.kind == "date" else "@"
        body = {"num_format": number_format, "locked": False}
        width = min(max(len(column.heading) + 4, NARROWEST), WIDEST)
        sheet.set_column(place, place, width, book.add_format(body))
        sheet.write_string(0, place, column.heading, needed if column.spec.required else other)
        example = book.add_format({**body, "italic": True, "font_color": LIGHT["ink-3"]})
        sheet.write_string(1, place, column.example, example)
    sheet.freeze_panes(1, 1)
    sheet.protect("", MAY)


def _write_guide(
    book: Workbook, sheet: Worksheet, kind: Kind, columns: Sequence[TemplateColumn], on: date
) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": LIGHT["shell"], "font_color": LIGHT["on-shell"], "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": LIGHT["line"]})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((32, 20, 60, 36, 24)):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, _("How to fill in “%(kind)s”") % {"kind": kind.name}, title)
    row = 1
    for sentence in _rules(kind, on):
        sheet.merge_range(row, 0, row, 4, "")
        sheet.write_string(row, 0, sentence, plain)
        sheet.set_row(row, 32)
        row += 1
    row += 1
    for place, text in enumerate((_("Column"), _("Required"), _("What it means"), _("How to write it"), _("Example"))):
        sheet.write_string(row, place, text, head)
    for line, column in enumerate(columns, start=row + 1):
        for place, text in enumerate(_line(kind, column)):
            sheet.write_string(line, place, text, wrapped)


def _line(kind: Kind, column: TemplateColumn) -> tuple[str, ...]:
    hint = kind.guide.get(column.spec.name)
    needed = _("yes") if column.spec.required else _("for new entries") if hint and hint.for_new else _("no")
    meaning = str(hint.meaning) if hint else ""
    return column.heading.removesuffix(" *"), needed, meaning, _how_to_write(column), column.example


def _how_to_write(column: TemplateColumn) -> str:
    if column.words:
        return _("One of the words of the list; its code is as good.")
    return {
        "identifier": _("As text, with all zeros. The column is formatted for that."),
        "identity": _("As text, all 18 characters. The column is formatted for that."),
        "date": _("A day, such as 2026-09-01, 2026/9/1 or 2026年9月1日."),
        "integer": _("A whole number."),
        "decimal": _("A number, such as 8 or 2.5."),
    }.get(column.spec.kind, _("Text."))


def _rules(kind: Kind, on: date) -> list[str]:
    """What holds for the whole table."""
    between = pgettext("between items of a list", ", ")
    never, consent = (between.join(str(TOPICS[code]) for code in codes) for codes in (NEVER, WITH_CONSENT))
    years = rule("subject.min_age", on=on)["years"]
    return [
        _("Columns with * must be filled in every row. The others may stay empty: an empty cell changes nothing."),
        _("Line 2 is an example. It is left out when it is uploaded; write over it or delete it."),
        _("Nobody under %(years)d: such rows are refused and not kept.") % {"years": years},
        _("Never accepted: columns about %(topics)s.") % {"topics": never},
        _("Only with the student's written consent: columns about %(topics)s.") % {"topics": consent},
        _("Version of %(day)s. The lists are those of that day; when you upload an older template, the page says so.")
        % {"day": on.isoformat()},
    ]
