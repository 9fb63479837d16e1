"""Spreadsheets whose every row says beforehand what must become of it, so that no code is asked about itself."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from archives.imports.kinds.base import provenance_of
from archives.imports.models import Batch, RowStatus
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import User
from tests.archives.imports.factories import STUDENT_HEADINGS, student_row, uploaded, workbook
from tests.factories import StudentFactory, college

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
BORN = date(2005, 3, 14)
MAJORS = ("软件工程", "人工智能", "网络空间安全")


@dataclass(frozen=True)
class FileRow:
    number: int  # of the row in the sheet
    status: str  # what the check must say
    key: str  # what the archive knows it by
    before: Any  # what stands there before the import, None: nothing
    after: Any  # what stands there after it
    cells: tuple[str, ...]


class File:
    """Rows in a random order, with what stands in the archive before them."""

    kind: ClassVar[str]
    headings: ClassVar[tuple[str, ...]]

    def __init__(self, rng: random.Random, rows: int) -> None:
        statuses = rng.choices([NEW, CHANGED, UNCHANGED, REFUSED], [6, 2, 1, 1], k=rows)
        self.as_csv = rng.random() < 0.5
        self.rows = [self.row(place + 2, status) for place, status in enumerate(statuses)]

    def row(self, number: int, status: str) -> FileRow:
        raise NotImplementedError

    def prepare(self) -> None:
        """Put into the archive what stands there before."""
        raise NotImplementedError

    def archive(self) -> dict[str, Any]:
        """What stands in the archive now, by key."""
        return dict(self.found())

    def found(self) -> Iterator[tuple[str, Any]]:
        raise NotImplementedError

    def upload(self, by: User) -> Batch:
        cells = [row.cells for row in self.rows]
        if not self.as_csv:
            return uploaded(workbook(cells, self.headings), by, kind=self.kind, name="名单.xlsx")
        text = io.StringIO()
        csv.writer(text).writerows([self.headings, *cells])
        return uploaded(text.getvalue().encode("utf-8-sig"), by, kind=self.kind, name="名单.csv")

    def expected(self, *, reached: int = 0, undone_from: int | None = None) -> dict[str, Any]:
        """What must stand in the archive when rows up to `reached` are written, from `undone_from` taken back."""
        standing = {row.key: row.before for row in self.rows if row.before is not None}
        for row in self.good():
            if row.number <= reached and (undone_from is None or row.number < undone_from):
                standing[row.key] = row.after
        return standing

    def provenance(self, batch: Batch) -> dict[str, int | None]:
        raise NotImplementedError

    def good(self) -> list[FileRow]:
        return [row for row in self.rows if row.status in (NEW, CHANGED)]

    def counts(self, *, up_to: int | None = None) -> Counter[str]:
        return Counter(row.status for row in self.rows if up_to is None or row.number <= up_to)

    def doubled(self) -> list[str]:
        """Keys that stand in the archive more than once."""
        return [key for key, count in Counter(key for key, _ in self.found()).items() if count > 1]


def registered(students: Iterable[tuple[str, str, str]]) -> None:
    """Students by (number, name, major)."""
    unit = college()
    Student.objects.bulk_create(
        StudentFactory.build(number=number, name=name, major=major, unit=unit, year=2024, birth_date=BORN)
        for number, name, major in students
    )


class StudentsFile(File):
    kind = "students"
    headings = STUDENT_HEADINGS

    def row(self, number: int, status: str) -> FileRow:
        key, major = f"2024{number:06d}", MAJORS[number % 2]
        before = None if status in (NEW, REFUSED) else ("陈佳宁", "软件工程" if status == CHANGED else major)
        after = ("陈佳宁", "网络空间安全" if status == CHANGED else major)
        unit = "哲学与虚无学院" if status == REFUSED else "计算机学院"
        return FileRow(number, status, key, before, after, student_row(key, unit=unit, major=after[1]))

    def prepare(self) -> None:
        registered([(row.key, *row.before) for row in self.rows if row.before])

    def found(self) -> Iterator[tuple[str, Any]]:
        for number, name, major in Student.objects.values_list("number", "name", "major").iterator():
            yield number, (name, major)

    def provenance(self, batch: Batch) -> dict[str, int | None]:
        """What the archive says it has from this batch, and from which row."""
        origins = {number: provenance_of(kept, "major")
                   for number, kept in Student.objects.values_list("number", "provenance")}  # fmt: skip
        return {number: origin.row for number, origin in origins.items()
                if origin and origin.batch == batch.number and origin.row is not None}  # fmt: skip


class RecordsFile(File):
    """Adverse records: a second person releases them."""

    kind = "records"
    headings = ("学号", "姓名", "违纪类型", "违纪事实", "违纪日期", "处分种类", "处分决定文号", "决定日期", "告知日期",
                "送达日期", "处分期限（月）", "依据条款")  # fmt: skip

    def row(self, number: int, status: str) -> FileRow:
        status = {CHANGED: NEW, UNCHANGED: NEW}.get(status, status)
        key, facts = f"示大学字〔2026〕{number}号", f"课程论文第{number}章抄袭"
        served = "" if status == REFUSED else "2026-06-04"  # adverse without its papers
        cells = (f"2024{number:06d}", "陈佳宁", "学术不端", facts, "2026-05-10", "警告", key, "2026-06-01",
                 "2026-05-18", served, "6", "第13条")  # fmt: skip
        return FileRow(number, status, key, None, facts, cells)

    def prepare(self) -> None:
        registered([(row.cells[0], "陈佳宁", "") for row in self.rows])

    def found(self) -> Iterator[tuple[str, Any]]:
        standing = Record.objects.with_words().filter(withdrawn_at=None)
        yield from standing.values_list("decision_number", "facts").iterator()

    def provenance(self, batch: Batch) -> dict[str, int | None]:
        standing = Record.objects.with_words().filter(withdrawn_at=None, batch_number=batch.number)
        origins = {record.decision_number: provenance_of(record.provenance, "facts") for record in standing}
        return {number: origin.row for number, origin in origins.items() if origin and origin.batch == batch.number}


FILES = {"students": StudentsFile, "records": RecordsFile}
STAGED = {NEW: RowStatus.NEW, CHANGED: RowStatus.CHANGED, REFUSED: RowStatus.REFUSED}
