from __future__ import annotations

from dataclasses import asdict

import pytest

from archives.imports.scanning import SheetScan, _Scanner, scan_sheet
from tests.archives.imports import hostile


def scan(rows: str, *, after: str = "") -> SheetScan:
    xml = hostile.sheet(rows).replace("</sheetData>", "</sheetData>" + after)
    return scan_sheet(iter([xml[place : place + 500].encode() for place in range(0, len(xml), 500)]))


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}" spans="1:9"{more}>{"".join(cells)}</row>'


def value(address: str) -> str:
    return f'<c r="{address}" s="2"><v>7</v></c>'


MANY = [row(n, value(f"A{n}"), hostile.text(f"C{n}", "x" * 40), value(f"AB{n}")) for n in range(1, 60)]
SHEETS = {
    "plain": "".join(MANY),
    "begins_further_right": "".join(row(n, value(f"D{n}"), value(f"F{n}")) for n in range(5, 60)),
    "formatted_cells_at_both_ends": "".join(
        row(n, f'<c r="A{n}" s="1"/>', value(f"B{n}"), f'<c r="AD{n}" s="1"/>') for n in range(1, 60)
    ),
    "formatted_rows_below": "".join([*MANY, *(row(n, f'<c r="A{n}" s="1"/>') for n in range(60, 90))]),
    "hidden_rows": "".join([*MANY, row(60, value("A60"), more=' hidden="1"'), *["<row r='61'/>"]]),
    "errors_and_formulas": "".join(
        [
            *MANY,
            row(60, '<c r="A60" t="e"><v>#N/A</v></c>', '<c r="B60"><f>1+1</f><v>2</v></c>'),
            *[row(n, value(f"A{n}")) for n in range(61, 80)],
        ]
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_walking_row_by_row_finds_what_walking_cell_by_cell_finds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = asdict(scan(SHEETS[name]))
    monkeypatch.setattr(_Scanner, "_tidy_rows", lambda self, text: False)
    slow = asdict(scan(SHEETS[name]))

    del fast["cells"], slow["cells"]  # counted roughly
    assert fast == slow
    assert fast["filled_rows"] >= 55


def test_a_tidy_sheet_is_walked_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[bytes] = []
    monkeypatch.setattr(_Scanner, "_cells", lambda self, text: looked_at.append(text))

    assert scan(SHEETS["plain"]).filled_rows == 58
    assert [text.count(b"<row") for text in looked_at] == [1]  # the last one, with what stands below it


@pytest.mark.parametrize(
    "odd",
    [
        row(70, value("XFD70"), value("A70")),
        row(70, value("A70"), value("XFD70"), value("B70")),
        row(70, value("A70"), "<c s='1' r='XFD70'><v>1</v></c>", value("B70")),
        row(70, value("A70"), '<c s="1" r="XFD70"><v>1</v></c>', value("B70")),
        row(70, value("A70"), '<x:c r="XFD70"><x:v>1</x:v></x:c>', value("B70")),
        f'<row r="70">{value("XFD70")}</row><row r="70">{value("A70")}</row>',
        f"<row>{value('XFD70')}</row>",
    ],
)
def test_a_far_cell_is_found_however_it_is_written(odd: str) -> None:
    found = scan("".join([*MANY, odd, *(row(n, value(f"A{n}")) for n in range(71, 90))]))

    assert (found.rightmost_cell, found.filled_rows) == ("XFD70", 59 + 1 + 19)


def test_a_cell_that_gives_another_row_than_its_row_is_believed() -> None:
    found = scan("".join([*MANY, row(60, value("A1000000")), row(61, value("A61"))]))

    assert (found.last_row, found.filled_rows) == (1_000_000, 61)


def test_merged_cells_are_found_before_page_breaks() -> None:
    after = '<mergeCells><mergeCell ref="A1:C1"/></mergeCells><rowBreaks count="1"><brk id="9"/></rowBreaks>'

    assert scan(SHEETS["plain"], after=after).merged == ["A1:C1"]
    assert scan(SHEETS["plain"], after=after).filled_rows == 59
