"""How a workbook that this site wrote is known when it comes back: a hidden sheet with a signed line.

The line says what the workbook is. It opens nothing: whoever uploads the workbook needs the same permissions as for
any other file. A workbook whose line was changed, or lost on the way through another program, is an ordinary one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from django.core import signing
from xlsxwriter import Workbook

from archives.imports.models import Batch
from archives.imports.reading import FileInspection, iter_rows
from archives.imports.sentences import UnreadableFile
from archives.imports.uploads import local_path

MARK_SHEET = "mingxin"
SALT = "archives.imports.marking"


@dataclass(frozen=True)
class Mark:
    """What a workbook is: a template of a kind, or the rows of a batch that are to be mended."""

    what: Literal["template", "to_mend"]
    kind: str
    made: str  # the day, ISO 8601
    sheet: str  # where the rows are
    version: str = ""  # of a template: see template_workbook.version_of
    by: int = 0  # primary key of the person for whom a template's lists were made
    batch: str = ""  # number of the batch whose rows these are


def write_mark(book: Workbook, mark: Mark) -> None:
    """Add the hidden sheet, as the last one."""
    sheet = book.add_worksheet(MARK_SHEET)
    sheet.write_string(0, 0, "Mingxin")
    sheet.write_string(1, 0, signing.dumps(asdict(mark), salt=SALT, compress=True))
    sheet.very_hidden()


def _has_mark(inspection: FileInspection) -> bool:
    """Whether the workbook has the sheet in which the line would be."""
    return any(sheet.name == MARK_SHEET and not sheet.visible for sheet in inspection.sheets)


def mark_of(batch: Batch, inspection: FileInspection) -> Mark | None:
    """As `read_mark`, of the file of a batch; None where that is not kept."""
    if not _has_mark(inspection) or not batch.stored_as:
        return None
    with local_path(batch) as path:
        return read_mark(path, inspection)


def read_mark(path: Path, inspection: FileInspection) -> Mark | None:
    """What the uploaded file says it is; None for any other file."""
    if not _has_mark(inspection):
        return None
    try:
        with iter_rows(path, name=inspection.name, sheet=MARK_SHEET, header_row=1) as rows:
            line = next((row.cells[0] for row in rows), "")
        return Mark(**signing.loads(str(line), salt=SALT))
    except (signing.BadSignature, UnreadableFile, TypeError):
        return None
