"""Made-up files: what expected.json says of them is what the importer's check finds."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from archives.demo.sample import files
from archives.demo.sample.files import Sample, academic_year, make_sample, refused_rows
from archives.imports.models import Batch, Finding
from archives.registry.models import Student
from tests.archives.imports.factories import colleges, registrar
from tests.factories import user_with


def imported(path: Path, kind: str, **options: Any) -> Batch:
    call_command("import_spreadsheet", str(path), kind=kind, username="registrar", stdout=StringIO(), **options)
    return Batch.objects.latest("pk")


def causes_of(batch: Batch) -> dict[str, int]:
    """Refused rows by cause; a repeated number refuses two rows with one finding."""
    found: dict[str, int] = {}
    for code, other in Finding.objects.filter(batch=batch, severity="error").values_list("code", "other_row"):
        found[code] = found.get(code, 0) + (2 if other else 1)
    return found


def test_the_academic_year_begins_in_september() -> None:
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2027, 1, 1)]
    assert [academic_year(day) for day in days] == [2025, 2026, 2026]


@pytest.mark.django_db
@pytest.mark.parametrize("as_csv", [False, True], ids=["xlsx", "csv"])
def test_the_check_finds_in_the_files_what_expected_says(as_csv: bool, tmp_path: Path) -> None:
    colleges()
    registrar(username="registrar")
    user_with("integrity_officer", username="admin")
    year = academic_year(timezone.localdate())
    made = make_sample(Sample(students=240, records=24, year=year, bad=0.1, as_csv=as_csv), tmp_path)
    assert json.loads((tmp_path / "expected.json").read_text(encoding="utf-8")) == made
    lists, decisions = (next(name for name in made if name.startswith(what)) for what in ("students", "records"))
    assert Path(lists).suffix == (".csv" if as_csv else ".xlsx")

    students = imported(tmp_path / lists, "students", apply=True)
    assert causes_of(students) == made[lists]["refused_rows"]
    assert (students.rows, students.refused, Student.objects.count()) == (240, 24, 216)
    records = imported(tmp_path / decisions, "records")
    assert causes_of(records) == made[decisions]["refused_rows"]
    assert (records.rows, records.refused) == (24, 2)


@pytest.mark.parametrize(("count", "bad", "duplicates"), [(160, 0.1, 4), (70, 0.1, 0), (10, 0, 0)])
def test_a_number_that_did_not_come_twice_is_no_mistake(count: int, bad: float, duplicates: int) -> None:
    assert refused_rows(count, bad).get("duplicate_in_file", 0) == duplicates


def test_a_list_that_does_not_fit_on_a_sheet_is_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "XLSX_ROWS", 20)
    made = [name for count in (18, 19) for name in make_sample(Sample(students=count, year=2026), tmp_path)]
    assert [name for name in made if name.startswith("students")] == ["students.xlsx", "students.csv"]


def test_dates_are_dates_and_damaged_numbers_are_numbers(tmp_path: Path) -> None:
    make_sample(Sample(students=50, year=2026, bad=0.1, title=False), tmp_path)
    book = load_workbook(tmp_path / "students.xlsx", read_only=True)
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == ("学号", "姓名", "姓名拼音", "身份证号", "出生日期", "学院", "专业", "年级", "班级", "入学时间",
                       "毕业时间", "学籍状态")
    assert {type(row[9]) for row in rows[1:]} == {datetime}
    assert sum(isinstance(row[3], int | float) for row in rows[1:]) == 1


def test_banks_send_gb18030_with_two_lines_above_the_heading(tmp_path: Path) -> None:
    make_sample(Sample(students=50, loans=3, year=2026), tmp_path)
    lines = (tmp_path / "repayments.csv").read_text(encoding="gb18030").splitlines()
    assert lines[1:3] == ["批次,202610,笔数,3", "合同编号,借款学生,证件号码,应还日期,应还金额,实还日期,实还金额,状态"]
    assert len(lines) == 6


def test_the_command_tells_what_it_made_and_refuses_what_makes_no_sense(tmp_path: Path) -> None:
    out = StringIO()
    call_command("make_sample", students=40, out=tmp_path, bad=0.1, json=True, stdout=out)
    told = json.loads(out.getvalue().splitlines()[-1])
    assert told["files"]["students.xlsx"]["data_rows"] == 40
    assert f"{tmp_path / 'students.xlsx'}: 40 rows, 4 with a mistake" in out.getvalue()
    for wrong in ({"students": 0}, {"bad": 1.5}, {"records": -1}):
        with pytest.raises(CommandError):
            call_command("make_sample", **{"students": 5, "out": tmp_path, **wrong})
