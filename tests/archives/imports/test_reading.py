from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archives.imports.reading import (
    FileInspection,
    RawRow,
    SheetInfo,
    UnreadableFile,
    inspect_file,
    iter_rows,
)
from archives.imports.sentences import FOUND, NOTES, REFUSALS, Note
from tests.archives.imports import hostile

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())
HEAD = [["学号", "姓名"], ["2024030001", "冯静晨"]]


def refusal(path: Path, **options: object) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        inspect_file(path, name=path.name, **options)  # type: ignore[arg-type]
    return caught.value


def codes(notes: tuple[Note, ...]) -> dict[str, dict[str, object]]:
    return {note.code: note.params for note in notes}


def test_a_student_list_is_found_below_its_titles_and_ghosts_are_told() -> None:
    found = inspect_file(SAMPLES / "students_2026.xlsx", name="名单.xlsx")
    expected = EXPECTED["students_2026.xlsx"]

    assert (found.format, found.sheet, found.header_row, found.data_rows) == (
        "xlsx",
        expected["sheet"],
        expected["header_row"],
        expected["data_rows"],
    )
    assert found.headers[:5] == ("序号", "学号", "姓名", "性别", "身份证号")
    assert found.sheets == (SheetInfo("本科", True, 305), SheetInfo("字典", False, 6))
    assert codes(found.notes) == {
        "title_rows": {"count": 2, "rows": "1, 2"},
        "repeated_headers": {"count": 1, "rows": "154"},
        "blank_rows": {"count": 1, "rows": "155"},
        "totals_rows": {"count": 1, "rows": "306"},
        "ghost_rows": {"count": 59, "rows": "307–365"},
        "merged_titles": {"count": 1, "cells": "A1:K1"},
        "hidden_sheets": {"count": 1, "sheets": "字典"},
    }


def test_rows_carry_the_numbers_of_the_spreadsheet() -> None:
    rows = list(iter_rows(SAMPLES / "students_2026.xlsx", name="x"))

    assert len(rows) == 300
    assert rows[0].number == 4
    assert rows[0].cells[:3] == (1, "2024030001", "冯静晨")
    assert rows[0].cells[5] == date(2006, 8, 10)
    assert [row.number for row in rows[148:151]] == [152, 153, 156]
    assert rows[-1].number == 305


def test_a_text_that_begins_with_an_equals_sign_stays_text() -> None:
    found = inspect_file(SAMPLES / "discipline_2025.xlsx", name="x")
    row = next(row for row in iter_rows(SAMPLES / "discipline_2025.xlsx", name="x") if row.number == 40)

    assert (found.header_row, found.data_rows) == (2, 40)
    assert row.cells[3] == '=HYPERLINK("http://example.invalid","点击")'


def test_a_gb18030_file_with_lines_above_its_headings_is_read() -> None:
    found = inspect_file(SAMPLES / "loan_repayments_202610.csv", name="x")

    assert (found.format, found.encoding, found.delimiter) == ("csv", "gb18030", ",")
    assert (found.header_row, found.data_rows, found.headers[0]) == (3, 60, "合同编号")
    assert found.lines[0].cells == ("某银行国家助学贷款还款明细",)
    assert found.samples[0] == RawRow(
        4,
        (
            "ZX20240000",
            "冯静晨",
            "510104200608100016",
            "2026/10/20",
            "431.43",
            "2026/10/17",
            "431.43",
            "正常",
        ),
    )


def test_cells_of_forbidden_columns_are_neither_shown_nor_read() -> None:
    path = SAMPLES / "students_with_forbidden_columns.xlsx"
    found = inspect_file(path, name="x")
    rows = list(iter_rows(path, name="x", columns=[0, 1, 2, 3, 4]))

    assert [(one.header, one.topic, one.consent) for one in found.forbidden] == [
        ("血型", "blood", False),
        ("宗教信仰", "religion", False),
    ]
    assert found.lines[0].cells == ("学号", "姓名", "学院", "血型", "宗教信仰")
    assert {line.cells[3:] for line in found.lines[1:]} == {("", "")}
    assert {row.cells[3:] for row in found.samples} == {(None, None)}
    assert rows[0].cells == ("2024030001", "冯静晨", "机械工程学院", None, None)
    assert len(rows) == 5


def test_columns_that_need_consent_are_read_only_when_asked_for(tmp_path: Path) -> None:
    path = hostile.workbook(
        tmp_path / "a.xlsx", [["学号", "姓名", "家庭年收入"], ["2024030001", "冯静晨", 9000]]
    )

    assert inspect_file(path, name="x").forbidden[0].consent is True
    assert next(iter_rows(path, name="x")).cells == ("2024030001", "冯静晨", None)
    assert next(iter_rows(path, name="x", columns=[0, 2])).cells == ("2024030001", None, 9000)


def test_nameless_columns_under_a_forbidden_merged_heading_stay_in_the_child(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["学号", "健康状况", None, "姓名"],
        ["2024030001", "良好", "无过敏", "冯静晨"],
    ]
    path = hostile.workbook(tmp_path / "a.xlsx", rows)

    assert next(iter_rows(path, name="x", columns=[0, 1, 2, 3])).cells == ("2024030001", None, None, "冯静晨")


def test_a_wrongly_chosen_header_row_does_not_show_a_forbidden_column(tmp_path: Path) -> None:
    rows = [["a", "b", "c"], ["学号", "姓名", "血型"], ["2024030001", "冯静晨", "AB"]]
    path = hostile.workbook(tmp_path / "a.xlsx", rows)

    found = inspect_file(path, name="x", header_row=1)

    assert [line.cells for line in found.lines] == [
        ("a", "b", "c"),
        ("学号", "姓名", ""),
        ("2024030001", "冯静晨", ""),
    ]
    assert "AB" not in str(found)


def test_some_rows_are_found_by_their_numbers() -> None:
    rows = iter_rows(SAMPLES / "students_2026.xlsx", name="x").numbered({305, 17, 304})

    assert [row.number for row in rows] == [17, 304, 305]


def test_a_person_may_choose_another_sheet_and_another_header_row() -> None:
    found = inspect_file(SAMPLES / "students_2026.xlsx", name="x", sheet="字典", header_row=1)

    assert (found.headers, found.data_rows) == (("学院代码", "学院"), 5)


def test_letters_name_columns_of_a_table_that_begins_further_right(tmp_path: Path) -> None:
    path = hostile.workbook(
        tmp_path / "a.xlsx", [[], [None, None, "学号", "姓名"], [None, None, "2024030001", "冯静晨"]]
    )
    found = inspect_file(path, name="x")

    assert (found.header_row, found.first_column) == (2, 2)
    assert [found.column_letter(0), found.column_letter(1)] == ["C", "D"]
    assert next(iter_rows(path, name="x")) == RawRow(3, ("2024030001", "冯静晨"))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, "program"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web_page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "xml"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "students.xlsx"
    path.write_bytes(content)

    error = refusal(path)

    assert (error.code, error.params["found"]) == ("wrong_type", found)
    assert str(FOUND[found]) in str(error)


def test_a_word_document_under_the_name_of_a_workbook_is_refused(tmp_path: Path) -> None:
    error = refusal(hostile.word_document(tmp_path / "students.xlsx"))

    assert (error.code, error.params["found"]) == ("wrong_type", "word")


@pytest.mark.parametrize("content", [b"", b"\n\n\r\n", b"\xef\xbb\xbf", b",,,\n,,,\n"])
def test_a_file_without_content_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert refusal(path).code == "empty"


def test_a_workbook_without_a_cell_is_empty(tmp_path: Path) -> None:
    assert refusal(hostile.workbook(tmp_path / "a.xlsx", [])).code == "empty"


def test_headings_without_rows_are_told_apart_from_an_empty_file(tmp_path: Path) -> None:
    assert refusal(hostile.workbook(tmp_path / "a.xlsx", [["学号", "姓名"]])).code == "no_rows"


def test_numbers_without_headings_are_no_table(tmp_path: Path) -> None:
    assert (
        refusal(hostile.workbook(tmp_path / "a.xlsx", [[2024030001, 80], [2024030002, 90]])).code
        == "no_header"
    )


def test_a_password_protected_workbook_is_told_from_a_damaged_old_one(tmp_path: Path) -> None:
    protected = hostile.container(tmp_path / "a.xlsx", "EncryptionInfo", "EncryptedPackage")
    old = hostile.container(tmp_path / "b.xls", "Workbook")

    assert refusal(protected).code == "password_protected"
    assert refusal(old).code == "damaged"


def test_a_file_above_the_size_limit_is_never_opened(tmp_path: Path, settings: object) -> None:
    settings.IMPORT_MAX_BYTES = 3 * 2**20  # type: ignore[attr-defined]
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (4 * 2**20))

    error = refusal(path)

    assert (error.code, error.params["size_mb"], error.params["limit_mb"]) == ("too_large", "4", "3")


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_unopened(tmp_path: Path) -> None:
    path = hostile.honest_bomb(tmp_path / "a.xlsx")

    assert path.stat().st_size < 400_000
    assert refusal(path).code == "unpacks_too_large"


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path, settings: object) -> None:
    settings.IMPORT_MAX_UNPACKED_BYTES = 50 * 2**20  # type: ignore[attr-defined]

    assert refusal(hostile.lying_bomb(tmp_path / "a.xlsx", megabytes=60)).code == "unpacks_too_large"
    assert refusal(hostile.lying_bomb(tmp_path / "b.xlsx", megabytes=2)).code == "damaged"


def test_two_cells_a_million_rows_apart_are_refused_with_their_addresses(tmp_path: Path) -> None:
    path = hostile.far_apart_cells(tmp_path / "a.xlsx")

    error = refusal(path)

    assert path.stat().st_size < 3_000
    assert (error.code, error.params["last"]) == ("too_spread_out", "XFD1048576")


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    assert refusal(hostile.billion_laughs(tmp_path / "a.xlsx")).code == "hostile_xml"


def test_a_file_cut_in_half_is_damaged(tmp_path: Path) -> None:
    path = hostile.cut_in_half(tmp_path / "a.xlsx", SAMPLES / "students_2026.xlsx")

    assert refusal(path).code == "damaged"


def test_a_wrong_checksum_is_damage_although_a_reader_would_accept_it(tmp_path: Path) -> None:
    assert refusal(hostile.broken_member(tmp_path / "a.xlsx")).code == "damaged"


def test_a_wide_sheet_is_refused_with_its_last_cell(tmp_path: Path) -> None:
    path = hostile.workbook(tmp_path / "a.xlsx", [[f"c{n}" for n in range(201)], ["x"] * 201])

    error = refusal(path)

    assert (error.code, error.params["columns"], error.params["cell"]) == ("too_many_columns", 201, "GS1")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_too_many_rows_are_refused(tmp_path: Path, settings: object, suffix: str) -> None:
    settings.IMPORT_MAX_ROWS = 5  # type: ignore[attr-defined]
    path = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        hostile.workbook(path, [["学号", "姓名"]] + [["2024030001", "冯静晨"]] * 6)
    else:
        path.write_text("学号,姓名\n" + "2024030001,冯静晨\n" * 6)

    assert refusal(path).code == "too_many_rows"


def test_a_sheet_that_the_workbook_does_not_have_is_named() -> None:
    assert refusal(SAMPLES / "students_2026.xlsx", sheet="研究生").code == "unknown_sheet"


def test_a_child_without_memory_dies_alone(tmp_path: Path, settings: object) -> None:
    settings.IMPORT_CHILD_MEMORY_BYTES = 64 * 2**20  # type: ignore[attr-defined]
    rows = hostile.TWO_ROWS + f'<row r="3">{hostile.text("A3", "0123456789abcdef" * (2 * 2**20))}</row>'

    error = refusal(hostile.package(tmp_path / "a.xlsx", sheet_xml=hostile.sheet(rows)))

    assert error.code == "out_of_memory"


def test_every_refusal_and_note_has_a_sentence_in_both_languages() -> None:
    names = ("name", "size_mb", "limit_mb", "limit", "columns", "cell", "sheet", "first", "last", "row")
    more = ("count", "rows", "cells", "sheets", "encoding", "made", "version", "part", "missing")
    params = dict.fromkeys((*names, *more), "7")
    for code in REFUSALS:
        sentences = [UnreadableFile(code, **params).message(language) for language in ("en", "zh-hans")]
        assert all("%(" not in sentence for sentence in sentences)
    for code in NOTES:
        for language in ("en", "zh-hans"):
            assert "%(" not in Note(code, params | {"count": 2}).message(language)


def test_a_sentence_says_what_was_found_in_the_readers_language() -> None:
    with translation.override("en"):
        assert str(UnreadableFile("wrong_type", name="a.xlsx", found="pdf")).startswith(
            "“a.xlsx” is a PDF document, not a spreadsheet."
        )


@given(table=st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=12), cut=st.integers(0, 400))
@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_text_file_holds_it_is_read_or_refused(
    table: list[list[str]], cut: int, tmp_path: Path
) -> None:
    path = tmp_path / "any.csv"
    text = "\r\n".join(",".join(cell.replace("\n", " ") for cell in row) for row in table)
    path.write_bytes(text.encode("utf-8", "surrogatepass")[cut:])
    try:
        found: FileInspection | UnreadableFile = inspect_file(path, name="any.csv")
    except UnreadableFile as refused:
        found = refused
    if isinstance(found, UnreadableFile):
        assert found.code in REFUSALS
    else:
        assert len(list(iter_rows(path, name="any.csv"))) == found.data_rows


@given(position=st.integers(0, 28_000), value=st.integers(0, 255))
@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_byte_of_a_workbook_is_wrong_it_is_read_or_refused(
    position: int, value: int, tmp_path: Path
) -> None:
    path = tmp_path / "any.xlsx"
    shutil.copy(SAMPLES / "students_2026.xlsx", path)
    content = bytearray(path.read_bytes())
    content[position] = value
    path.write_bytes(bytes(content))
    try:
        found = inspect_file(path, name="any.xlsx").format
    except UnreadableFile as refused:
        found = refused.code

    assert found in {"xlsx", "csv", *REFUSALS}
