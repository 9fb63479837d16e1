"""Tables such as people never meant: any words, numbers and days in any cells, as files of every format."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from xlsxwriter import Workbook as Written

from archives.imports.kinds import KINDS
from tests.archives.imports import hostile

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "shift_jis", "latin-1")
DELIMITERS = (",", ";", "\t", "|", "，")
FORMATS = ("csv", "openpyxl", "xlsxwriter", "ods")
EXAMPLES = int(os.environ.get("FAULT_EXAMPLES", 0))
Table = list[list[Any]]


def tried(few: int, *, slow: int = 1) -> settings:
    """Few examples in the suite, as many as `make faults EXAMPLES=…` says otherwise.

    An example is a walk through many pages: looking for a smaller one (FAULT_SHRINK=1) takes minutes.
    """
    phases = [phase for phase in Phase if phase != Phase.shrink or "FAULT_SHRINK" in os.environ]
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=max(EXAMPLES // slow, few), deadline=None, suppress_health_check=checks,
                    phases=phases, print_blob=True)  # fmt: skip


class AnyFile(NamedTuple):
    name: str
    content: bytes


# --- What stands in cells ------------------------------------------------------------------------------------

words = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(codec="utf-8", categories=("Lo", "Nd", "Zs", "Po", "Cc", "Cf")), max_size=8),
    st.sampled_from(["", " ", "　", "\u200b", "\ufeff", "=1+1", "@SUM(A1)", "#N/A", "#REF!", "合计", "总计：3人",
                     "说明：", "身份证号", "宗教信仰", "血型", "NULL", "nan", "True", "陈佳宁", "计算机学院", "01",
                     "志愿服务", "学术不端", "男", "第13条", "警告", "x" * 40_000]),
)  # fmt: skip
numbers = st.one_of(st.integers(-(10**20), 10**20), st.integers(0, 60_000), st.floats(), st.booleans(),
                    st.sampled_from([2024000001, 20240901, 1.1e17, 45000.5, 1e308, -0.0, 11010520050314]))  # fmt: skip
numerals = st.sampled_from(["2024000001", "００１", "٢٠٢٤", "1.1E+17", "110105200503140048", "11010520050314004X", "²",
                            "½", "1" * 400, "-1", "1e999", "0x10", "12,5", "１２．５小时", "2024级"])  # fmt: skip
days = st.one_of(
    st.dates(),
    st.datetimes(),
    st.sampled_from(["2026-09-01", "2026/9/1", "2026.9.1", "2026年9月1日", "20260901", "03/04/2005", "31/12/2005",
                     "0000-00-00", "9999-12-31", "2005-02-30", "45000", "2026-09", "1899-12-31", "2026-09-01T08:30:00Z",
                     "٢٠٢٦-٠٩-٠١", "29/02/2100"]),
)  # fmt: skip
cells = st.one_of(st.none(), words, numbers, numerals, days)


@st.composite
def headings(draw: st.DrawFn, kind: str) -> list[Any]:
    """Those of the kind, most of the time; or others, twice the same, or none."""
    known = [name for spec in KINDS[kind].fields for name in spec.synonyms]
    needed = [spec.synonyms[0] for spec in KINDS[kind].fields if spec.required]
    drawn = draw(st.lists(st.one_of(st.sampled_from(known), words, numbers, st.none()), max_size=8))
    return draw(st.permutations([*(needed if draw(st.integers(0, 3)) else []), *drawn]))


@st.composite
def tables(draw: st.DrawFn, kind: str) -> Table:
    first = draw(headings(kind))
    above = draw(st.lists(st.lists(words, max_size=3), max_size=2))
    rows = draw(st.lists(st.lists(cells, max_size=len(first) + 2), max_size=8))
    again = [rows[0]] if rows and draw(st.booleans()) else []
    return [*above, first, *rows, *again]


# --- As files --------------------------------------------------------------------------------------------------


@st.composite
def files(draw: st.DrawFn, kind: str) -> AnyFile:
    table, how = draw(tables(kind)), draw(st.sampled_from(FORMATS))
    if how == "csv":
        content = as_text(table, draw(st.sampled_from(DELIMITERS)), draw(st.sampled_from(ENCODINGS)))
    else:
        content = {"openpyxl": by_openpyxl, "xlsxwriter": by_xlsxwriter, "ods": as_open_document}[how](table)
    if not draw(st.integers(0, 5)) and content:  # a byte that was lost or turned
        place = draw(st.integers(0, len(content) - 1))
        content = content[:place] + draw(st.binary(max_size=2)) + content[place + 1 :]
    suffix = {"csv": ".csv", "ods": ".ods"}.get(how, ".xlsx")
    return AnyFile(draw(st.sampled_from(["名单", "a", "../../etc/passwd", "x" * 200, "名单.pdf"])) + suffix, content)


def as_text(table: Table, delimiter: str, encoding: str) -> bytes:
    text = io.StringIO()
    if delimiter == "，":
        text.write("\n".join(delimiter.join(map(written, row)) for row in table))
    else:
        csv.writer(text, delimiter=delimiter).writerows([[written(cell) for cell in row] for row in table])
    return text.getvalue().encode(encoding, "replace")


def written(cell: Any) -> str:
    return "" if cell is None else str(cell).encode("utf-8", "replace").decode()


def by_openpyxl(table: Table) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(table, 1):
        for place, cell in enumerate(row, 1):
            try:
                sheet.cell(number, place, cell if not isinstance(cell, str) else written(cell))
            except (IllegalCharacterError, ValueError):
                sheet.cell(number, place, "?")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_xlsxwriter(table: Table) -> bytes:
    out = io.BytesIO()
    book = Written(out, {"in_memory": True, "nan_inf_to_errors": True, "strings_to_urls": False,
                         "default_date_format": "yyyy-mm-dd"})  # fmt: skip
    sheet = book.add_worksheet("表")
    for number, row in enumerate(table):
        for place, cell in enumerate(row):
            fits = not isinstance(cell, date) or cell.year >= 1900
            sheet.write(number, place, written(cell) if isinstance(cell, str) or not fits else cell)
    book.close()
    return out.getvalue()


def as_open_document(table: Table) -> bytes:
    def cell(value: Any) -> str:
        if isinstance(value, datetime | date):
            return hostile.open_cell(str(value), kind="date", more=f' office:date-value="{value.isoformat()}"')
        if isinstance(value, int | float):
            return hostile.open_cell(str(value), kind="float", more=f' office:value="{value}"')
        return hostile.open_cell(in_xml(written(value)))

    rows = [hostile.open_row(*map(cell, row)) if row else hostile.open_row("") for row in table]
    with TemporaryDirectory() as folder:
        path = hostile.open_document(Path(folder) / "a.ods", hostile.open_table("表", *rows))
        return path.read_bytes()


def in_xml(text: str) -> str:
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"))


def as_file(how: str, rows: Sequence[Sequence[Any]]) -> AnyFile:
    """An honest file of these rows."""
    table = [list(row) for row in rows]
    makers = {"openpyxl": by_openpyxl, "xlsxwriter": by_xlsxwriter, "ods": as_open_document}
    if how in makers:
        return AnyFile("名单.ods" if how == "ods" else "名单.xlsx", makers[how](table))
    delimiter, encoding = how.split(" ")
    return AnyFile("名单.csv", as_text(table, {"tab": "\t"}.get(delimiter, delimiter), encoding))
