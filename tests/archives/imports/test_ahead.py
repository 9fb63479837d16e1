"""What calamine read while the scan went on changes nothing of what a person is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archives.imports import reading
from archives.imports.ahead import ReadingAhead
from archives.imports.reading import UnreadableFile, inspect_file
from archives.imports.spooling import Spool
from tests.archives.imports import hostile

SAMPLES = Path(__file__).parent / "samples"
WORKBOOKS = sorted(path.name for path in SAMPLES.glob("*.xlsx"))


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_file_read_ahead_is_found_as_it_is_without(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = inspect_file(SAMPLES / name, name=name)
    monkeypatch.setattr(reading, "AHEAD_FROM", 0)
    assert inspect_file(SAMPLES / name, name=name) == without


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (hostile.far_apart_cells, "too_spread_out"),
        (hostile.honest_bomb, "unpacks_too_large"),
        (hostile.lying_bomb, "damaged"),
        (hostile.billion_laughs, "hostile_xml"),
        (hostile.broken_member, "damaged"),
    ],
)
def test_a_hostile_file_is_refused_with_the_reason_that_the_scan_gives(
    make: Callable[[Path], Path], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "名单.xlsx")
    monkeypatch.setattr(reading, "AHEAD_FROM", 0)
    with pytest.raises(UnreadableFile) as caught:
        inspect_file(path, name="名单.xlsx")
    assert caught.value.code == code


@pytest.mark.parametrize("died_of", ["out_of_memory", "damaged"])
def test_where_reading_ahead_was_the_end_of_the_child_the_file_is_looked_at_again_without(
    died_of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, really = [], reading._inspected

    def inspected(path: Path, request: dict[str, Any], spool: Spool | None) -> reading.FileInspection:
        tries.append(request["ahead"])
        if request["ahead"]:
            raise UnreadableFile(died_of, name=request["name"])
        return really(path, request, spool)

    monkeypatch.setattr(reading, "AHEAD_FROM", 0)
    monkeypatch.setattr(reading, "_inspected", inspected)
    assert inspect_file(SAMPLES / "students_2026.xlsx", name="名单.xlsx").data_rows == 300
    assert tries == [True, False]


def test_only_the_sheet_that_was_read_is_given(tmp_path: Path) -> None:
    path = hostile.workbook(tmp_path / "a.xlsx", [["学号"], ["2024030001"]], title="本科")
    ahead = ReadingAhead(path, None)
    assert ahead.take("本科").to_python() == [["学号"], ["2024030001"]]
    assert ahead.take("研究生") is None


def test_what_cannot_be_read_ahead_is_left_to_the_reader_after_the_scan(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK nothing")
    assert ReadingAhead(path, "本科").take("本科") is None
