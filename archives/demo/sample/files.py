"""Writing made-up rows to spreadsheets row by row: a million of them take no more memory than ten."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from archives.demo.sample import papers, students

XLSX_ROWS = 1_048_575  # of an xlsx sheet, the heading not counted
UNIT_HEADINGS = ("单位代码", "单位名称", "英文名称", "上级代码", "类别")
UNITS = (
    ("school", "示例大学", "Example University", "", "学校"),
    ("01", "计算机学院", "School of Computing", "school", "学院"),
    ("02", "文学院", "School of Humanities", "school", "学院"),
    ("03", "机械工程学院", "School of Mechanical Engineering", "school", "学院"),
    ("04", "经济管理学院", "School of Economics and Management", "school", "学院"),
    ("05", "外国语学院", "School of Foreign Languages", "school", "学院"),
)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What is asked for. `year` is the one in which the academic year began; `bad` a share from 0 to 1."""

    students: int
    records: int = 0
    loans: int = 0
    seed: int = 1
    year: int
    bad: float = 0
    as_csv: bool = False
    title: bool = True


def academic_year(on: date) -> int:
    """The year in which the academic year of a day began."""
    return on.year if on.month >= 9 else on.year - 1


def make_sample(sample: Sample, folder: Path) -> dict[str, Any]:
    """Write the files; what each holds, and what a check must find in it, is returned and kept in expected.json."""
    folder.mkdir(parents=True, exist_ok=True)
    of_students: dict[str, Any] = {"students": sample.students, "seed": sample.seed, "year": sample.year,
                                   "students_bad": sample.bad}
    made = {"units.xlsx": {"kind": "units", "data_rows": len(UNITS)}}
    _write_xlsx(folder / "units.xlsx", UNIT_HEADINGS, UNITS, "示例大学单位目录" if sample.title else "")
    name = _write_table(folder / "students", sample, sample.students, students.HEADINGS,
                        students.students(sample.students, seed=sample.seed, year=sample.year, bad=sample.bad),
                        f"示例大学{sample.year}年在校学生名单（本科）")
    made[name] = {"kind": "students", "data_rows": sample.students,
                  "refused_rows": refused_rows(sample.students, sample.bad)}
    if sample.records:
        rows = papers.decisions(sample.records, bad=sample.bad, **of_students)
        name = _write_table(folder / "records", sample, sample.records, papers.RECORD_HEADINGS, rows,
                            f"{sample.year - 1}—{sample.year}学年学生违纪处分汇总表")
        made[name] = {"kind": "records", "data_rows": sample.records,
                      "refused_rows": _counts(sample.records, sample.bad, papers.RECORD_CAUSES)}
    if sample.loans:
        for name, headings, make in (("loans.csv", papers.LOAN_HEADINGS, papers.loans),
                                     ("repayments.csv", papers.REPAYMENT_HEADINGS, papers.repayments)):
            _write_bank_csv(folder / name, sample, headings, make(sample.loans, **of_students))
            made[name] = {"kind": name.removesuffix(".csv"), "data_rows": sample.loans, "encoding": "gb18030"}
    (folder / "expected.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return made


def refused_rows(count: int, bad: float) -> dict[str, int]:
    """How many rows of a list of students are refused, by cause."""
    counts = _counts(count, bad, students.CAUSES)
    if counts.get("duplicate_in_file", 0) % 2:  # the list ended before the number came a second time
        counts["duplicate_in_file"] -= 1
    return {name: number for name, number in counts.items() if number}


def _counts(count: int, bad: float, causes: Sequence[str]) -> dict[str, int]:
    wrong = int(count * bad)
    return dict(Counter(causes[place % len(causes)] for place in range(wrong)))


def _write_table(path: Path, sample: Sample, count: int, headings: Sequence[str], rows: Iterable[Sequence[Any]],
                 title: str) -> str:
    """As xlsx where the rows fit on a sheet and nothing else was asked for, else as csv. Returns the file's name."""
    as_csv = sample.as_csv or count + 2 > XLSX_ROWS
    path = path.with_suffix(".csv" if as_csv else ".xlsx")
    write: Callable[..., None] = _write_csv if as_csv else _write_xlsx
    write(path, headings, rows, title if sample.title and not as_csv else "")
    return path.name


def _write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("名单")
        sheet.set_column(0, len(headings) - 1, 14)
        if title:
            sheet.write_string(0, 0, title, bold)
        sheet.write_row(int(bool(title)), 0, headings, bold)
        for place, row in enumerate(rows, start=1 + int(bool(title))):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(place, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(place, column, value, day)
                elif value is not None:
                    sheet.write_number(place, column, value)


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
    """UTF-8 with its mark, as Excel writes it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        _to_csv(csv.writer(file, lineterminator="\r\n"), headings, rows)


def _write_bank_csv(path: Path, sample: Sample, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """As banks send them: GB18030 and two lines above the heading."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        if sample.title:
            writer.writerow(["某银行国家助学贷款还款明细" if "应还日期" in headings else "某银行国家助学贷款合同清单"])
            writer.writerow(["批次", f"{sample.year}10", "笔数", sample.loans])
        _to_csv(writer, headings, rows)


def _to_csv(writer: Any, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_as_excel_saves(value) for value in row])


def _as_excel_saves(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    return f"{value:.5E}" if isinstance(value, float) else value
