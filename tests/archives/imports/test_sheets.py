from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from archives.imports.refusal import Refusal
from archives.imports.sheets import Workbook
from archives.imports.spreadsheets import plain_row
from tests.archives.imports import hostile

LIMITS = {"unpacked_bytes": 50 * 2**20, "rows": 50_000, "columns": 200, "memory_bytes": 512 * 2**20}
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def rows(path: Path, limits: dict[str, int] = LIMITS) -> list[tuple[int, list[Any]]]:
    workbook = Workbook(path, limits)
    return list(workbook.rows(workbook.sheets[0]))


def test_cells_arrive_as_values_with_their_row_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["B3"] = "0012"
    book.active["C3"] = 20260001
    book.active["D3"] = datetime(2026, 9, 1)
    book.active["B5"] = 1.5
    book.active["C5"] = True
    book.active["D5"] = datetime(2026, 9, 1, 8, 30)
    book.save(tmp_path / "a.xlsx")

    found = [row for row in rows(tmp_path / "a.xlsx") if any(row[1])]

    assert found == [
        (3, [None, "0012", 20260001, date(2026, 9, 1)]),
        (5, [None, 1.5, True, datetime(2026, 9, 1, 8, 30)]),
    ]


def test_both_readers_give_the_same_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append([None, "学号", "日期"])
    book.active.append([])
    book.active.append([None, "0012", datetime(2026, 9, 1), 3.0, 2.5, False])
    book.save(tmp_path / "a.xlsx")
    workbook = Workbook(tmp_path / "a.xlsx", LIMITS)

    def bare(found: list[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
        return [(number, cells) for number, cells in found if any(cell is not None for cell in cells)]

    first = bare(list(workbook.rows(workbook.sheets[0])))
    second = bare([(number, plain_row(cells)) for number, cells in workbook._by_openpyxl(workbook.sheets[0])])

    assert first[1] == second[1] == (3, [None, "0012", date(2026, 9, 1), 3, 2.5, False])
    assert first[0][1][:3] == second[0][1][:3] == [None, "学号", "日期"]


def test_error_cells_are_put_back_where_the_first_reader_drops_them(tmp_path: Path) -> None:
    rows_xml = (
        hostile.TWO_ROWS + '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3"><v>2</v></c></row>'
        '<row r="4"><c r="C4" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    workbook = Workbook(hostile.package(tmp_path / "a.xlsx", sheet_xml=hostile.sheet(rows_xml)), LIMITS)

    found = list(workbook.rows(workbook.sheets[0]))

    assert [(number, [cell for cell in cells if cell is not None]) for number, cells in found[2:]] == [
        (3, ["#N/A", 2]),
        (4, ["#DIV/0!"]),
    ]
    assert found[3][1][2] == "#DIV/0!"
    assert workbook._loaded != {}


def test_more_errors_than_are_kept_are_read_by_the_second_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archives.imports.scanning.KEEP_ERRORS", 1)
    rows_xml = '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
    workbook = Workbook(hostile.package(tmp_path / "a.xlsx", sheet_xml=hostile.sheet(rows_xml)), LIMITS)

    assert list(workbook.rows(workbook.sheets[0])) == [(1, ["#N/A", "#REF!"])]
    assert workbook._loaded == {}


def test_a_declared_dimension_is_not_believed(tmp_path: Path) -> None:
    many = "".join(f'<row r="{n}">{hostile.text(f"A{n}", "x")}</row>' for n in range(3, 60))
    path = hostile.package(
        tmp_path / "a.xlsx", sheet_xml=hostile.sheet(hostile.TWO_ROWS + many, dimension="A1")
    )
    workbook = Workbook(path, LIMITS)

    assert len(list(workbook.rows(workbook.sheets[0]))) == 59
    assert len(list(workbook._by_openpyxl(workbook.sheets[0]))) == 59


def test_a_table_too_large_for_memory_is_read_row_by_row(tmp_path: Path) -> None:
    path = hostile.workbook(tmp_path / "a.xlsx", [["学号", "姓名"], ["0001", "甲"]])
    workbook = Workbook(path, LIMITS | {"memory_bytes": 100})

    assert list(workbook.rows(workbook.sheets[0])) == [(1, ["学号", "姓名"]), (2, ["0001", "甲"])]
    assert workbook._loaded == {}


def test_where_the_first_reader_panics_the_second_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Panic(BaseException):
        pass

    def panic(self: object, name: str) -> None:
        raise Panic

    monkeypatch.setattr(Workbook, "_calamine", panic)
    workbook = Workbook(hostile.workbook(tmp_path / "a.xlsx", [["学号", "姓名"], ["0001", "甲"]]), LIMITS)

    assert list(workbook.rows(workbook.sheets[0]))[1] == (2, ["0001", "甲"])
    assert workbook.notes == [("second_reader", {})]


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    relations = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    path = hostile.package(
        tmp_path / "a.xlsx",
        sheet_xml=hostile.sheet(hostile.TWO_ROWS).replace(hostile.MAIN, STRICT),
        xl__workbook_dot_xml=hostile.WORKBOOK.replace(hostile.MAIN, STRICT).replace(
            hostile.OFFICE, relations
        ),
        xl___rels__workbook_dot_xml_dot_rels=hostile.RELATIONS.replace(hostile.OFFICE, relations),
        _rels___dot_rels=hostile.ROOT_RELATIONS.replace(hostile.OFFICE, relations),
    )

    assert rows(path) == [(1, ["学号", "姓名"]), (2, ["2024030001", "冯静晨"])]


def test_sheets_with_prefixed_tags_are_scanned_and_read(tmp_path: Path) -> None:
    xml = hostile.sheet(hostile.TWO_ROWS).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    xml = xml.replace("<x:?xml", "<?xml").replace("xmlns=", "xmlns:x=")
    workbook = Workbook(hostile.package(tmp_path / "a.xlsx", sheet_xml=xml), LIMITS)

    assert (workbook.sheets[0].cells, workbook.sheets[0].filled_rows) == (4, 2)
    assert len(list(workbook.rows(workbook.sheets[0]))) == 2


def test_cells_without_addresses_are_read(tmp_path: Path) -> None:
    xml = "<row><c t='inlineStr'><is><t>学号</t></is></c></row><row><c><v>7</v></c></row>"
    workbook = Workbook(hostile.package(tmp_path / "a.xlsx", sheet_xml=hostile.sheet(xml)), LIMITS)

    assert workbook.sheets[0].cells == 2
    assert [cells[0] for _, cells in workbook.rows(workbook.sheets[0])] == ["学号", 7]


def test_the_date_system_of_the_workbook_is_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = date(2026, 9, 1)
    book.save(tmp_path / "a.xlsx")
    workbook = Workbook(tmp_path / "a.xlsx", LIMITS)

    assert workbook.date_system == 1904
    assert next(workbook.rows(workbook.sheets[0])) == (1, [date(2026, 9, 1)])


def test_the_scan_finds_the_same_rectangle_however_the_stream_is_cut(tmp_path: Path) -> None:
    from archives.imports.scanning import scan_sheet

    xml = hostile.sheet(
        "".join(
            f'<row r="{n}">{hostile.text(f"B{n}", "x" * 50)}<c r="AA{n}"><f>1</f><v>1</v></c></row>'
            for n in range(2, 40)
        )
        + '<row r="90"><c r="A90" s="3"/></row>'
    ).encode()
    for size in (7, 100, 4096):
        scan = scan_sheet(iter([xml[place : place + size] for place in range(0, len(xml), size)]))
        assert (scan.first_cell, scan.last_cell, scan.rightmost_cell) == ("B2", "AA39", "AA2")
        assert (scan.cells, scan.filled_rows, scan.formulas, scan.last_formatted_row) == (76, 38, 38, 90)


def test_a_short_sparse_table_is_not_called_spread_out(tmp_path: Path) -> None:
    two = f'<row r="1">{hostile.text("A1", "学号")}</row><row r="19000">{hostile.text("A19000", "1")}</row>'

    assert len(rows(hostile.package(tmp_path / "a.xlsx", sheet_xml=hostile.sheet(two)))) == 19000


@pytest.mark.parametrize(
    "xml",
    [
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>',
        '<?xml version="1.0" encoding="cp037"?><worksheet/>',
        '<?xml version="1.0"?><!doctype x><worksheet/>',
        "<worksheet>" + " " * 1_048_570 + '<!ENTITY a "b"></worksheet>',
    ],
)
def test_xml_that_hides_or_declares_definitions_is_refused(tmp_path: Path, xml: str) -> None:
    with pytest.raises(Refusal) as caught:
        Workbook(hostile.package(tmp_path / "a.xlsx", sheet_xml=xml), LIMITS)

    assert caught.value.code == "hostile_xml"


def test_two_members_of_one_name_are_damage(tmp_path: Path) -> None:
    path = hostile.package(tmp_path / "a.xlsx", sheet_xml=hostile.sheet(hostile.TWO_ROWS))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")

    with pytest.raises(Refusal) as caught:
        Workbook(path, LIMITS)

    assert caught.value.code == "damaged"


def test_a_workbook_that_names_no_sheet_is_refused(tmp_path: Path) -> None:
    path = hostile.package(
        tmp_path / "a.xlsx",
        sheet_xml=hostile.sheet(""),
        xl__workbook_dot_xml="<workbook><sheets/></workbook>",
    )
    with pytest.raises(Refusal) as caught:
        Workbook(path, LIMITS)

    assert caught.value.code == "no_sheet"
