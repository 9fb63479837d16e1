"""The commands: the same pipeline as the pages, with counts as JSON on the last line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from archives.imports.models import Batch, Status
from archives.imports.sentences import UnreadableFile
from archives.records.models import Record
from archives.registry.models import Student
from campus.organisation.models import Unit
from tests.archives.imports import hostile
from tests.archives.imports.factories import SAMPLES, colleges, integrity_officer, registrar, workbook
from tests.archives.imports.oneroster_sets import oneroster
from tests.factories import college, user_with

pytestmark = pytest.mark.django_db


BAD = {
    "wrong_type": hostile.word_document,
    "empty": lambda path: hostile.workbook(path, []),
    "no_rows": lambda path: hostile.workbook(path, [["学号", "姓名"]]),
    "password_protected": lambda path: hostile.container(path, "EncryptionInfo", "EncryptedPackage"),
    "unpacks_too_large": hostile.honest_bomb,
    "too_spread_out": hostile.far_apart_cells,
    "hostile_xml": hostile.billion_laughs,
    "damaged": lambda path: hostile.cut_in_half(path, SAMPLES / "students_2026.xlsx"),
}


@pytest.fixture
def people() -> None:
    colleges()
    registrar(username="registrar")
    integrity_officer(username="integrity")


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and the JSON of the last line."""
    out = io.StringIO()
    status = 0
    try:
        call_command(*arguments, "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(out.getvalue().strip().splitlines()[-1])


def path_of(name: str) -> str:
    return str(SAMPLES / name)


def test_without_apply_only_the_check_is_done(people):
    status, told = run(
        "import_spreadsheet", path_of("students_2026.xlsx"), "--kind", "students", "--as", "registrar"
    )
    assert status == 0
    assert {name: told[name] for name in ("batch", "rows", "new", "changed", "unchanged", "refused")} == {
        "batch": "B2026-0001",
        "rows": 300,
        "new": 252,
        "changed": 0,
        "unchanged": 0,
        "refused": 48,
    }
    assert {"code": "name_missing", "count": 6, "column": "姓名", "example_row": 21}.items() <= next(
        finding for finding in told["findings"] if finding["code"] == "name_missing"
    ).items()
    assert Student.objects.count() == 0


def test_apply_writes_and_undo_takes_back(people):
    status, told = run(
        "import_spreadsheet",
        path_of("students_2026.xlsx"),
        "--kind",
        "students",
        "--as",
        "registrar",
        "--apply",
    )
    assert (status, told["written"], Student.objects.count()) == (0, 252, 252)
    status, told = run("undo_import", told["batch"], "--as", "registrar")
    assert status == 0
    assert told == {"batch": "B2026-0001", "status": "undone", "reversed": 252, "kept": 0, "errored": 0}
    assert Student.objects.count() == 0


def test_adverse_data_is_written_only_with_a_second_person(people):
    run(
        "import_spreadsheet",
        path_of("students_2026.xlsx"),
        "--kind",
        "students",
        "--as",
        "registrar",
        "--apply",
    )
    file = (path_of("discipline_2025.xlsx"), "--kind", "records", "--as", "registrar", "--apply")
    status, told = run("import_spreadsheet", *file)
    assert (status, told["status"], Record.objects.count()) == (1, "waiting_release", 0)
    status, told = run("import_spreadsheet", *file, "--release-as", "registrar")
    assert (status, Record.objects.count()) == (1, 0)
    status, told = run("import_spreadsheet", *file, "--release-as", "integrity")
    assert (status, told["written"], Record.objects.count()) == (0, 34, 34)


def test_forbidden_columns_end_with_an_error_until_somebody_agrees(people):
    file = (path_of("students_with_forbidden_columns.xlsx"), "--kind", "students", "--as", "registrar")
    status, told = run("import_spreadsheet", *file)
    assert (status, told["status"]) == (1, "uploaded")
    assert [(found["code"], found["column"]) for found in told["findings"]] == [
        ("forbidden_column", "血型"),
        ("forbidden_column", "宗教信仰"),
    ]
    assert all(word in told["error"] for word in ("--leave-out-forbidden", "“血型”", "“宗教信仰”"))
    status, told = run("import_spreadsheet", *file, "--leave-out-forbidden")
    assert (status, told["status"], told["rows"]) == (0, "checked", 5)


def test_an_unreadable_file_stays_listed_with_its_reason(people, tmp_path: Path):
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)
    status, told = run(
        "import_spreadsheet", str(tmp_path / "picture.xlsx"), "--kind", "students", "--as", "registrar"
    )
    assert status == 1
    assert "picture.xlsx" in told["error"]
    batch = Batch.objects.get()
    assert (batch.status, batch.stored_as, batch.unreadable["code"]) == (Status.UNREADABLE, "", "wrong_type")


@pytest.mark.parametrize("code", BAD)
def test_every_bad_file_ends_with_its_code_and_a_sentence_in_the_language_asked_for(
    people, tmp_path: Path, code
):
    path = BAD[code](tmp_path / "list.xlsx")
    file = ("import_spreadsheet", str(path), "--kind", "students", "--as", "registrar", "--apply")
    for language in ("zh-hans", "en"):
        status, told = run(*file, "--language", language)
        batch = Batch.objects.get(number=told["batch"])
        said = UnreadableFile(code, **batch.unreadable["params"]).message(language)
        assert (status, told["status"], told["error_code"], told["error"]) == (1, "unreadable", code, said)
    assert Student.objects.count() == 0


def test_a_file_larger_than_allowed_is_refused_by_the_command_too(people, settings, tmp_path: Path):
    settings.IMPORT_MAX_BYTES = 100
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    status, told = run(
        "import_spreadsheet", str(tmp_path / "list.xlsx"), "--kind", "students", "--as", "registrar"
    )
    assert (status, told["error_code"], Batch.objects.count()) == (1, "too_large", 0)


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_a_text_table_in_any_usual_encoding_is_read(people, tmp_path: Path, encoding):
    (tmp_path / "list.csv").write_bytes("学号,姓名,学院,出生日期\n01,冯静晨,文学院,2005-03-14\n".encode(encoding))
    status, told = run(
        "import_spreadsheet", str(tmp_path / "list.csv"), "--kind", "students", "--as", "registrar", "--apply"
    )
    assert (status, told["new"], Student.objects.get().name) == (0, 1, "冯静晨")


def test_the_same_file_again_is_recognised(people):
    file = ("import_spreadsheet", path_of("students_2026.xlsx"), "--kind", "students", "--as", "registrar")
    _, first = run(*file, "--apply")
    assert "identical_to" not in first
    status, again = run(*file)
    assert (status, again["identical_to"]) == (0, first["batch"])
    assert {name: again[name] for name in ("new", "changed", "unchanged", "refused")} == {
        "new": 0,
        "changed": 0,
        "unchanged": 252,
        "refused": 48,
    }


def test_a_missing_column_is_named(people, tmp_path: Path):
    (tmp_path / "odd.xlsx").write_bytes(workbook([("陈佳宁", "01")], ("姓名", "学院")))
    status, told = run(
        "import_spreadsheet", str(tmp_path / "odd.xlsx"), "--kind", "students", "--as", "registrar"
    )
    assert (status, told["status"]) == (1, "uploaded")
    assert told["error"] == '文件中缺少以下列：学号。请用 --map "HEADER=field" 指定。'


def test_a_finding_names_sheet_row_column_cell_value_rule_and_what_to_do(people):
    _, told = run(
        "import_spreadsheet", path_of("students_2026.xlsx"), "--kind", "students", "--as", "registrar"
    )
    found = next(finding for finding in told["findings"] if finding["code"] == "date_invalid")
    assert (found["sheet"], found["column"], found["cell"], found["example_row"]) == (
        "本科",
        "出生日期",
        "F33",
        33,
    )
    assert found["message"] == (
        "工作表“本科”第 33 行“出生日期”列（F 列）：“2005-13-05”不是有效日期。"
        "应写成 2026-09-01、2026/9/1 或 2026年9月1日。请改正该单元格。"
    )


def test_a_column_that_is_not_there_leaves_a_batch_that_can_be_laid_out(people, tmp_path: Path):
    (tmp_path / "a.xlsx").write_bytes(workbook([("2024000001", "陈佳宁")], ("学号", "姓名")))
    status, told = run(
        "import_spreadsheet",
        str(tmp_path / "a.xlsx"),
        "--kind",
        "students",
        "--as",
        "registrar",
        "--map",
        "没有的列=name",
    )
    batch = Batch.objects.get()
    assert status == 1
    assert "没有的列" in told["error"]
    assert (batch.status, batch.headers) == (Status.UPLOADED, ["学号", "姓名"])


def test_a_column_can_be_named(people, tmp_path: Path):
    headings = ("编号X", "姓名", "学院", "出生日期")
    (tmp_path / "odd.xlsx").write_bytes(workbook([("2024000001", "陈佳宁", "01", "2005-03-14")], headings))
    file = (str(tmp_path / "odd.xlsx"), "--kind", "students", "--as", "registrar")
    status, told = run("import_spreadsheet", *file)
    assert status == 1
    status, told = run("import_spreadsheet", *file, "--map", "编号X=number")
    assert (status, told["new"], told["mapping"]["number"]) == (0, 1, "编号X")


def test_the_error_workbook_has_the_refused_rows_and_what_is_wrong(people, tmp_path: Path):
    out = tmp_path / "errors.xlsx"
    run(
        "import_spreadsheet",
        path_of("students_2026.xlsx"),
        "--kind",
        "students",
        "--as",
        "registrar",
        "--errors",
        str(out),
    )
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0][1:3] == ("学号", "姓名")
    assert rows[0][-2] == "问题 / Problem"
    assert len(rows) == 43  # six of the 48 refused rows are about persons under 18: only their numbers are told
    assert "51" not in [row[-1] for row in rows]


def test_units_of_the_school_can_be_imported_below_nothing_but_the_school(tmp_path: Path):
    user_with("administrator", username="admin")
    rows = [
        ("0101", "软件工程系", "", "01", "系"),
        ("01", "计算机学院", "School of Computing", "school", "学院"),
        ("school", "示例大学", "Example University", "", "学校"),
        ("09", "无主学院", "", "99", "学院"),
    ]
    (tmp_path / "units.xlsx").write_bytes(workbook(rows, ("代码", "名称", "英文名称", "上级代码", "类型")))
    file = (str(tmp_path / "units.xlsx"), "--kind", "units", "--as", "admin")
    status, told = run("import_spreadsheet", *file, "--apply")
    assert (status, told["new"], told["refused"], told["written"]) == (0, 2, 1, 2)
    assert [(unit.code, unit.depth) for unit in Unit.objects.order_by("path")] == [
        ("school", 1),
        ("01", 2),
        ("0101", 3),
    ]
    status, told = run("import_spreadsheet", *file)
    assert (told["unchanged"], told["refused"]) == (3, 1)


def test_a_stranger_is_told(people):
    with pytest.raises(CommandError):
        call_command(
            "import_spreadsheet", path_of("students_2026.xlsx"), "--kind", "students", "--as", "nobody"
        )


def told_to_a_person(*arguments: str) -> tuple[int, str, str]:
    out, error = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=error)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), error.getvalue()
    return 0, out.getvalue(), error.getvalue()


def test_a_person_reads_counts_causes_and_what_to_do(people):
    file = ("import_spreadsheet", path_of("students_2026.xlsx"), "--kind", "students", "--as", "registrar")
    status, said, _ = told_to_a_person(*file)
    assert status == 0
    assert said.splitlines()[0] == "B2026-0001，等待您处理：共 300 行，新增 252，更新 0，未变化 0，需修改 48"
    assert "(name_missing)" in said
    _, again, _ = told_to_a_person(*file)
    assert "B2026-0001" in again.splitlines()[1]


def test_what_is_imported_already_is_applied_without_a_change(people):
    file = ("import_spreadsheet", path_of("students_2026.xlsx"), "--kind", "students", "--as", "registrar", "--apply")
    run(*file)
    status, told = run(*file)
    assert (status, told["status"], told["written"]) == (0, "checked", 0)


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("import_spreadsheet", "no-such.xlsx", "--kind", "students", "--as", "registrar"), "no-such.xlsx"),
    (("import_spreadsheet", path_of("students_2026.xlsx"), "--kind", "students", "--as", "registrar", "--map", "学号"),
     "HEADER=field"),
    (("undo_import", "B2026-0001", "--as", "nobody"), "nobody"),
    (("undo_import", "B2026-0099", "--as", "registrar"), "B2026-0099"),
])  # fmt: skip
def test_what_cannot_be_is_said_at_once(people, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command(*arguments)


def test_undo_tells_a_person_what_it_did_and_does_nothing_twice(people):
    file = (path_of("students_2026.xlsx"), "--kind", "students", "--as", "registrar")
    told_to_a_person("import_spreadsheet", *file)
    status, said, error = told_to_a_person("undo_import", "B2026-0001", "--as", "registrar")
    assert (status, said) == (1, "")
    assert error
    told_to_a_person("import_spreadsheet", *file, "--apply")
    assert told_to_a_person("undo_import", "B2026-0002", "--as", "registrar")[0] == 0
    status, told = run("undo_import", "B2026-0002", "--as", "registrar")
    assert (status, told["status"], told["reversed"]) == (1, "undone", 252)
    assert told["error"]


def test_a_oneroster_set_is_imported_units_first(tmp_path: Path) -> None:
    college("U", "示例大学", "University")
    user_with("registrar", username="chief")
    (tmp_path / "set.zip").write_bytes(oneroster())

    call = ("import_spreadsheet", str(tmp_path / "set.zip"), "--kind", "oneroster", "--as", "chief", "--apply")
    status, told = run(*call)

    assert status == 0
    assert [(part["batch"], part["new"]) for part in told["parts_before"]] == [("B2026-0001", 2)]
    assert (told["batch"], told["new"], told["refused"]) == ("B2026-0002", 1, 2)
    assert Student.objects.get().number == "2026000001"
