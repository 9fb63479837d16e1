"""The rows to mend, as the person's own sheet: same columns in the same order, and beside them what is
wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from archives.imports.finding_texts import TEXTS
from archives.imports.findings import explained, joined, place
from archives.imports.kinds.rows import in_words
from archives.imports.models import Batch, Finding, RowStatus, Severity, StagedRow
from archives.imports.reading import RawRow, iter_rows
from archives.imports.uploads import local_path

RED = PatternFill("solid", fgColor="FBE5E8")
BOLD = Font(bold=True)
UNDER_AGE = "under_age"


def write_error_workbook(batch: Batch, path: Path) -> int:
    """Write the refused rows with their cells as uploaded, read again from the file. Returns how many.

    Columns that may not be kept stay out, and so does every cell of a person under 18. All cells are text,
    so that nothing in them can become a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(batch.sheet[:31] or "Sheet1")
    sheet.freeze_panes = "A2"
    problem = _("Problem")
    sheet.append([_cell(sheet, text, bold=True) for text in [*batch.headers, problem]])
    codes = dict(
        StagedRow.objects.filter(batch=batch, status=RowStatus.REFUSED).values_list("number", "codes")
    )
    findings: dict[int, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(batch=batch, severity=Severity.ERROR).iterator():
        findings[finding.row].append(finding)
        if finding.other_row:
            findings[finding.other_row].append(finding)
    for row in _refused_rows(batch, set(codes)):
        sheet.append(_cells(batch, sheet, row, findings[row.number], codes[row.number]))
    book.save(path)
    return len(codes)


def _refused_rows(batch: Batch, numbers: set[int]) -> Iterator[RawRow]:
    with (
        local_path(batch) as path,
        closing(
            iter_rows(
                path,
                name=batch.file_name,
                sheet=batch.sheet or None,
                header_row=batch.header_row,
                encoding=batch.encoding or None,
                delimiter=batch.delimiter or None,
            )
        ) as rows,
    ):
        yield from (row for row in rows if row.number in numbers)


def _cells(
    batch: Batch, sheet: WriteOnlyWorksheet, row: RawRow, findings: list[Finding], codes: list[str]
) -> list[Cell]:
    by_column = {batch.mapping.get(finding.field): finding for finding in findings}
    withheld = UNDER_AGE in codes
    cells = []
    for column, value in enumerate(row.cells):
        cell = _cell(sheet, "" if withheld else in_words(value))
        if column in by_column:
            cell.fill = RED
            cell.comment = Comment(_explain(by_column[column]), "Mingxin")
        cells.append(cell)
    sentences = [_explain(finding) for finding in findings] or [str(TEXTS[code].cause) for code in codes]
    reason = _cell(sheet, joined(place(batch, "", row.number), *sentences))
    reason.alignment = Alignment(wrap_text=True, vertical="top")
    return [*cells, reason]


def _explain(finding: Finding) -> str:
    return f"{TEXTS[finding.code].cause}{_(': ')}{explained(finding)}"


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # “=HYPERLINK(…)” is what somebody typed, not something to run
    if bold:
        cell.font = BOLD
    return cell
