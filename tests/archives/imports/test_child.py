from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from archives.imports import child, frames
from tests.archives.imports import hostile

PROJECT = Path(child.__file__).parents[2]
LIMITS = {
    "unpacked_bytes": 50 * 2**20,
    "rows": 1000,
    "columns": 50,
    "memory_bytes": 512 * 2**20,
    "seconds": 20,
}


def request(path: Path, do: str = "inspect", **options: Any) -> dict[str, Any]:
    asked = {
        "sheet": None,
        "header_row": None,
        "encoding": None,
        "delimiter": None,
        "columns": None,
        "with_rows": False,
    }
    return {"do": do, "path": str(path), "limits": LIMITS, **asked, **options}


def test_rows_come_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "FRAME_ROWS", 2)
    path = hostile.workbook(tmp_path / "a.xlsx", [["学号", "姓名"], *([f"00{n}", "甲"] for n in range(3))])

    said = list(child.answer(request(path, "rows")))

    assert said == [
        ("rows", [[2], 2, [[0, ("000",)], [1, ("甲",)]], []]),  # the other one of these two held the headings
        ("rows", [[3, 4], 2, [[0, ("001", "002")], [1, ("甲", "甲")]], []]),
        ("done", None),
    ]


def test_a_refusal_is_said_before_the_end(tmp_path: Path) -> None:
    path = hostile.workbook(tmp_path / "a.xlsx", [])

    assert list(child.answer(request(path))) == [("refused", {"code": "empty", "params": {}}), ("done", None)]


def test_running_out_of_memory_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(asked: object) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "open_source", exhausted)

    assert next(child.answer(request(tmp_path))) == ("refused", {"code": "out_of_memory", "params": {}})


def test_a_cover_sheet_gives_way_to_the_sheet_with_the_table(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active.title = "封面"
    book.active["A1"] = "示例大学"
    book.create_sheet("名单").append(["学号", "姓名"])
    book["名单"].append(["0001", "甲"])
    book.create_sheet("备查").append(["学院", "代码"])
    book["备查"].append(["文学院", "02"])
    book.save(tmp_path / "a.xlsx")

    found = next(child.answer(request(tmp_path / "a.xlsx")))[1]

    assert found["sheet"] == "名单"
    assert ("other_sheets", {"count": 2, "sheets": "封面, 备查"}) in found["notes"]


def test_formulas_errors_hidden_rows_and_merged_cells_are_told(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["学号", "姓名", "班级"],
        ["0001", "甲", "一班"],
        ["0002", "乙", None],
        ["0003", "丙", "=A1"],
    ):
        sheet.append(row)
    sheet["B4"] = "#N/A"
    sheet.merge_cells("C2:C3")
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "a.xlsx")

    found = next(child.answer(request(tmp_path / "a.xlsx")))[1]

    assert found["notes"] == [
        ("merged_cells", {"count": 1, "cells": "C2:C3"}),
        ("formulas", {"count": 1, "cells": "C4"}),
        ("error_cells", {"count": 1, "cells": "B4"}),
        ("hidden_rows", {"count": 1, "rows": "3"}),
    ]
    assert found["samples"][2] == [4, ["0003", "#N/A", None]]


def test_many_examples_are_cut_short() -> None:
    assert child._examples([str(number) for number in range(12)], 40) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 …"


def test_columns_of_nothing_but_days_are_told_and_go_as_they_are() -> None:
    columns = [(date(2026, 9, 1), None), (date(2026, 9, 1), datetime(2026, 9, 1, 8)), (None, None)]

    assert child.by_columns([2, 3], columns, set()) == [
        [2, 3],
        3,
        [[0, (date(2026, 9, 1), None)], [1, ["\ufdd0d2026-09-01", "\ufdd0t2026-09-01T08:00:00"]], [2, (None, None)]],
        [0],
    ]


def test_what_is_written_survives_json_and_holds_nothing_a_database_refuses(capfdbinary: Any) -> None:
    cells = ["a\x00b", "\ud800", date(2026, 9, 1), datetime(2026, 9, 1, 8, 30), 1.5]
    child.write("rows", [[1, child.tagged(cells)]])

    said = json.loads(capfdbinary.readouterr().out)

    assert said == ["rows", [[1, ["ab", "?", "\ufdd0d2026-09-01", "\ufdd0t2026-09-01T08:30:00", 1.5]]]]


def test_the_child_starts_without_django_and_answers_one_request(tmp_path: Path) -> None:
    path = hostile.workbook(tmp_path / "a.xlsx", [["学号", "姓名"], ["0001", "甲"]])
    script = (
        "import sys; from archives.imports import child\n"
        "code = child.main(); sys.exit(code or 'django' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(request(path, "rows")).encode() + b"\n",
        capture_output=True,
        cwd=PROJECT,
        check=True,
    )

    assert [json.loads(line)[0] for line in done.stdout.splitlines()] == ["rows", "done"]


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    script = (
        "from archives.imports import child\n"
        f"child.limit_resources({LIMITS!r})\n"
        f"open({str(tmp_path / 'out')!r}, 'w').write('x' * 100_000)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, check=False)

    assert done.returncode != 0
    assert (tmp_path / "out").stat().st_size == 0
