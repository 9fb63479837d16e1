"""The rows to mend, as the person's own sheet: same columns in the same order, and beside them what is wrong.

Uploaded again it is known (see marking.py): its rows are those of this batch, and only they are checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from archives.imports.cells import unpack
from archives.imports.finding_texts import TEXTS
from archives.imports.findings import explained, joined
from archives.imports.kept_rows import rows_of
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import veiled
from archives.imports.kinds.rows import in_words
from archives.imports.marking import Mark, write_mark
from archives.imports.models import Batch, CellFix, Finding, RowStatus, Severity, SourceGone, StagedRow
from archives.imports.permissions import mendable_until
from archives.imports.reading import RawRow
from archives.imports.template_workbook import write_lists
from campus.accounts.permissions import may
from campus.documents.spreadsheets import LIGHT, SAFE, only_text

if TYPE_CHECKING:
    from campus.accounts.models import User

UNDER_AGE = "under_age"
WIDTH, REASON_WIDTH = 18, 72
PROBLEM = gettext_lazy("Problem")
ROW_OF = gettext_lazy("Row in %(number)s")


class Bad(NamedTuple):
    """A row to mend: its causes, what is wrong in which field, and cells that were mended on the page since."""

    codes: list[str]
    findings: list[Finding]
    fixes: dict[str, str]


def is_available(batch: Batch, at: datetime) -> bool:
    """It has rows to mend, they are not shredded, and the days of the rule are not over."""
    until = mendable_until(batch)
    return bool(batch.refused and batch.shredded_at is None and until and at < until)


def write_error_workbook(batch: Batch, path: Path, *, by: User, on: date) -> int:
    """Write the refused rows with their cells as uploaded, read again from the file. Returns how many.

    Columns that may not be kept stay out, and of a person under 18 only the row number is named. Every cell is
    text, so that nothing in it can run and nothing typed into it is changed. Raises UnreadableFile.
    """
    bad = _bad_rows(batch)
    young = sorted(number for number, row in bad.items() if UNDER_AGE in row.codes)
    for number in young:
        del bad[number]
    lost = _no_longer_held(batch)
    kept = [column for column in range(len(batch.headers)) if column not in {*batch.closed_columns, *lost}]
    book = Workbook(str(path), {"in_memory": True, **SAFE})
    name = _sheet_name(batch)
    sheet = book.add_worksheet(name)
    _write_headings(book, sheet, batch, kept)
    _write_rows(book, sheet, batch, kept, bad, in_clear=may(by, "students.import", batch.unit))
    _write_note(book, batch, len(bad), young, [batch.headers[column] for column in lost])
    places = {column: place for place, column in enumerate(kept)}
    words = {
        places[column]: [choice.label for choice in KINDS[batch.kind].choices(field, by=by, on=on)]
        for field, column in batch.mapping.items()
        if column in places
    }
    write_lists(book, sheet, words, first_row=1)
    write_mark(book, Mark("to_mend", batch.kind, on.isoformat(), name, by=by.pk, batch=batch.number))
    book.close()
    return len(bad)


def _bad_rows(batch: Batch) -> dict[int, Bad]:
    refused = StagedRow.objects.filter(batch=batch, status=RowStatus.REFUSED)
    bad = {number: Bad(codes, [], {}) for number, codes in refused.values_list("number", "codes")}
    for finding in Finding.objects.filter(batch=batch, severity=Severity.ERROR).iterator():
        for number in dict.fromkeys((finding.row, finding.other_row or finding.row)):
            if number in bad:
                bad[number].findings.append(finding)
    for fix in CellFix.objects.filter(batch=batch, row__in=bad).iterator():
        bad[fix.row].fixes[fix.field] = fix.value
    return bad


def _no_longer_held(batch: Batch) -> list[int]:
    """Columns that are imported as nothing, once the import is written or nobody worked on it for some days."""
    is_over = batch.source_gone in (SourceGone.WRITTEN, SourceGone.LAID_ASIDE) or not batch.is_held
    return batch.unused_columns if is_over else []


def _sheet_name(batch: Batch) -> str:
    """The person's own name of the sheet; a text table has none."""
    name = "".join(character for character in batch.sheet if character not in "[]:*?/\\").strip("'")[:31]
    return name if name and name.lower() not in ("lists", "mingxin", "history") else batch.number


def _write_headings(book: Workbook, sheet: Worksheet, batch: Batch, kept: Sequence[int]) -> None:
    look: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
    own = book.add_format({**look, "bg_color": LIGHT["brand-tint"]})
    ours = book.add_format({**look, "bg_color": LIGHT["shell"], "font_color": LIGHT["on-shell"]})
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, max(len(kept) - 1, 0), WIDTH, text)
    for place, column in enumerate(kept):
        sheet.write_string(0, place, only_text(batch.headers[column]), own)
    sheet.set_column(len(kept), len(kept), REASON_WIDTH)
    sheet.write_string(0, len(kept), _in_both(PROBLEM), ours)
    sheet.write_string(0, len(kept) + 1, _in_both(ROW_OF, number=batch.number), ours)
    sheet.set_column(len(kept) + 1, len(kept) + 1, WIDTH)
    sheet.freeze_panes(1, 0)


def _write_rows(
    book: Workbook, sheet: Worksheet, batch: Batch, kept: Sequence[int], bad: dict[int, Bad], *, in_clear: bool
) -> None:
    plain = book.add_format({"num_format": "@", "valign": "top"})
    wrong = book.add_format(
        {"num_format": "@", "valign": "top", "bg_color": LIGHT["bad-tint"], "font_color": LIGHT["bad"], "border": 1}
    )
    reason = book.add_format({"text_wrap": True, "valign": "top"})
    fields = {column: field for field, column in batch.mapping.items()}
    sealed = {batch.mapping.get(name) for name in KINDS[batch.kind].sealed_fields}
    for line, row in enumerate(_raw_rows(batch, bad), start=1):
        about = bad[row.number]
        by_field = {finding.field: finding for finding in about.findings}
        for place, column in enumerate(kept):
            field = fields.get(column, "")
            text = about.fixes.get(field, in_words(row.cells[column]))
            if not in_clear:
                text = veiled(text, column in sealed)
            found = by_field.get(field) if field else None
            sheet.write_string(line, place, only_text(text), wrong if found else plain)
            if found:
                sheet.write_comment(line, place, _explain(found), {"author": "Mingxin", "x_scale": 2})
        sentences = [_explain(finding) for finding in about.findings] or [
            joined(str(TEXTS[code].cause), str(TEXTS[code].fix)) for code in about.codes
        ]
        sheet.write_string(line, len(kept), "\n".join(sentences), reason)
        sheet.write_string(line, len(kept) + 1, str(row.number), plain)


def _raw_rows(batch: Batch, numbers: dict[int, Bad]) -> Iterator[RawRow]:
    """The refused rows as they stand in the file, up to the last of them. Without a file, from what was kept of
    them: rows that were carried over have none.
    """
    if not numbers:
        return
    if not batch.is_held:
        yield from _kept_rows(batch, numbers)
        return
    with rows_of(batch) as rows:
        yield from rows.numbered(numbers)


def _kept_rows(batch: Batch, numbers: dict[int, Bad]) -> Iterator[RawRow]:
    fields = {column: field for field, column in batch.mapping.items()}
    rows = StagedRow.objects.filter(batch=batch, status=RowStatus.REFUSED).order_by("number")
    for row in rows.iterator(chunk_size=500):
        if row.number in numbers:
            cells = unpack(row, KINDS[batch.kind].sealed_fields)
            yield RawRow(row.number, tuple(cells.get(fields.get(place, "")) for place in range(len(batch.headers))))


def _write_note(book: Workbook, batch: Batch, count: int, young: Sequence[int], lost: Sequence[str]) -> None:
    """What to do with the workbook, and which rows are not in it."""
    sheet = book.add_worksheet(_("Read me"))
    sheet.set_column(0, 0, 100)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sentences = [
        _("Rows to mend of import %(number)s: %(rows)d. Sheet, columns and order are those of your file.")
        % {"number": batch.number, "rows": count},
        _("Correct the red cells, save the workbook and upload it: it is recognised, and only these rows are checked."),
        _("The columns “%(problem)s” and “%(row)s” are not read.")
        % {"problem": _in_both(PROBLEM), "row": _in_both(ROW_OF, number=batch.number)},
        _("This copy holds personal information: delete it once the rows are mended."),
    ]
    between = pgettext("between items of a list", ", ")
    if lost:
        sentences.append(
            _("Not in this workbook: the columns %(columns)s of your file. They are imported as nothing, so they are "
              "no longer kept.")
            % {"columns": between.join(f"“{heading}”" for heading in lost)}
        )  # fmt: skip
    if young:
        sentences.append(
            _("Not in this workbook: rows %(rows)s. They are about persons under 18; nothing of them is kept.")
            % {"rows": between.join(map(str, young))}
        )
    for row, sentence in enumerate(sentences):
        sheet.write_string(row, 0, sentence, wrapped)


def _in_both(text: Any, **params: str) -> str:
    """问题 / Problem"""
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append(str(text) % params if params else str(text))
    return " / ".join(said)


def _explain(finding: Finding) -> str:
    return f"{TEXTS[finding.code].cause}{_(': ')}{explained(finding)}"
