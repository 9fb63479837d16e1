"""Batches to test with: made from real files by the real actions, never put together by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook

from archives.imports import actions, intake
from archives.imports.checking import ReadChunk, read_chunks
from archives.imports.kinds import Kind
from archives.imports.kinds.base import Checking
from archives.imports.models import Batch
from archives.imports.reading import ColumnChunk, RowStream
from campus.accounts.models import User
from campus.jobs import running
from tests.factories import NOW, college, school, user_with

SAMPLES = Path(__file__).parent / "samples"
COLLEGES = (
    ("01", "计算机学院", "School of Computing"),
    ("02", "文学院", "School of Humanities"),
    ("03", "机械工程学院", "School of Mechanical Engineering"),
    ("04", "经济管理学院", "School of Economics and Management"),
    ("05", "外国语学院", "School of Foreign Languages"),
)
STUDENT_HEADINGS = ("学号", "姓名", "学院", "出生日期", "专业", "年级", "身份证号")


def colleges() -> None:
    """The five colleges that the samples name."""
    school()
    for code, name_zh, name_en in COLLEGES:
        college(code, name_zh, name_en)


def registrar(**values: Any) -> User:
    return user_with("registrar", **values)


def integrity_officer(**values: Any) -> User:
    return user_with("integrity_officer", **values)


def workbook(rows: Sequence[Sequence[Any]], headings: Sequence[str] = STUDENT_HEADINGS) -> bytes:
    """An xlsx with one sheet: headings in row 1, data below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def student_row(
    number: str,
    name: str = "陈佳宁",
    unit: str = "计算机学院",
    birth_date: str = "2005-03-14",
    major: str = "软件工程",
    year: str = "2024级",
    identity_number: str = "",
) -> tuple[str, ...]:
    return number, name, unit, birth_date, major, year, identity_number


def uploaded(
    content: bytes, by: User, *, kind: str = "students", name: str = "students.xlsx", **options: Any
) -> Batch:
    return intake.upload_batch(
        kind=kind, file=ContentFile(content, name=name), name=name, by=by, at=NOW, **options
    )


def sample(name: str, by: User, kind: str, **options: Any) -> Batch:
    return uploaded((SAMPLES / name).read_bytes(), by, kind=kind, name=name, **options)


def read_at_once(kind: Kind, batch: Batch, chunk: ColumnChunk, checking: Checking) -> ReadChunk:
    """A chunk as `check_columns` takes it; it comes two rows at a time, as a file comes in frames."""
    frames = [["rows", [one.numbers, one.width, list(one.columns.items()), []]] for one in chunk.pieces(2)]
    rows = RowStream(map(tuple, frames), name="students.xlsx", close=lambda: None)
    return next(read_chunks(kind, batch, rows, checking))


def run_job(batch: Batch) -> Batch:
    """Do the batch's newest job here and now, as a worker would."""
    job = actions.last_job(batch)
    assert job is not None
    running.run(job.pk, clock=lambda: NOW)
    batch.refresh_from_db()
    return batch


def checked(batch: Batch, by: User | None = None) -> Batch:
    return run_job(actions.start_check(batch=batch, by=by or batch.uploaded_by, at=NOW))


def applied(batch: Batch, by: User | None = None, released_by: User | None = None) -> Batch:
    actions.confirm_batch(batch=batch, by=by or batch.uploaded_by, at=NOW, looked=True)
    if released_by is not None:
        actions.release_batch(batch=batch, by=released_by, at=NOW)
    return run_job(batch)


def students(by: User, *rows: Sequence[Any], headings: Sequence[str] = STUDENT_HEADINGS) -> Batch:
    """A checked batch of students from these rows."""
    return checked(uploaded(workbook(rows, headings), by))
