"""The measuring still runs: 200 rows instead of 100,000, in this process. No figure is asserted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archives.demo.sample.files import Sample, academic_year, make_sample
from archives.imports.models import Batch
from archives.registry.models import Student
from tests.archives.imports.factories import colleges, registrar
from tests.benchmarks import journey, pages, report, verdicts
from tests.benchmarks.exporting import export, stock_export
from tests.benchmarks.importing import Bench, Sizes, run, wanted
from tests.benchmarks.limit import limit
from tests.benchmarks.lists import Lists, Wanted
from tests.benchmarks.memory import watched
from tests.benchmarks.stock import stock_import
from tests.factories import TODAY

ROWS = 200
CPU_AND_MEMORY = {"cpu": 1.0, "memory": {"own": 120.0, "child": 30.0}}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("plain"))


def made(folder: Path, **options: Any) -> str:
    make_sample(Sample(**{"students": ROWS, "year": academic_year(TODAY), "title": False, **options}), folder)
    return str(next(folder.glob("students.*")))


@pytest.fixture
def school() -> None:
    colleges()
    registrar(username=journey.REGISTRAR)


@pytest.mark.django_db
@pytest.mark.usefixtures("school")
def test_ours_is_written_found_unchanged_and_taken_back(plain: str, tmp_path: Path) -> None:
    assert {**journey.new_rows(plain), "seconds": {}} == {
        "seconds": {}, "status": "applied", "rows": ROWS, "new": ROWS, "changed": 0, "unchanged": 0, "refused": 0,
        "written": ROWS, "there": ROWS,
    }
    for again in (plain, made(tmp_path, title=True)):
        assert journey.check_only(again)["unchanged"] == ROWS
    assert (journey.undo()["reversed"], Student.objects.count()) == (ROWS, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("school")
def test_the_limit_fills_the_table_as_an_import_does(plain: str) -> None:
    left_out = {"id", "public_id", "changed_at", "provenance", "user_id"}

    def rows() -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name not in left_out}
                for row in Student.objects.order_by("number").values()]

    assert limit(plain)["there"] == ROWS
    filled = rows()
    Student.objects.all().delete()
    journey.new_rows(plain)
    assert filled == rows()


@pytest.mark.django_db
@pytest.mark.usefixtures("school")
@pytest.mark.parametrize("bulk", [False, True], ids=["stock", "bulk"])
def test_the_stock_import_and_export_do_the_same_rows(plain: str, bulk: bool) -> None:
    found = stock_import(plain, bulk=bulk)
    assert (found["rows"], found["there"], set(found["seconds"])) == (
        ROWS, ROWS, {"read", "dry run", "real run", "whole"})
    assert Student.objects.filter(identity_index="").count() == 0
    assert stock_export()["rows"] == export()["rows"] == ROWS


@pytest.mark.django_db
@pytest.mark.usefixtures("school")
def test_the_checking_page_is_asked_for_as_its_uploader_does(tmp_path: Path) -> None:
    journey.check_only(made(tmp_path, bad=0.05))
    assert Batch.objects.get().refused == 10
    found = pages.checking_page(requests=3)
    assert found["rows"] == 3
    assert 0 < found["kilobytes"] < 1000


class Engine:
    """Copies of nothing."""

    name = "PostgreSQL"

    def copy(self) -> Any:
        return watched()


def all_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seconds: dict[str, float]) -> Bench:
    """A whole run in which every measurement took the seconds given for its name."""
    def measure(name: str, *, env: dict[str, str], path: Path | str = "", **given: Any) -> dict[str, Any]:
        size = int(Path(path).parent.name.split("-")[0]) if path else 1
        steps = {"read": 0.0, "real run": seconds[name] * size, "whole": seconds[name] * size}
        return {"seconds": steps, "rows": size, **CPU_AND_MEMORY}

    monkeypatch.setattr("tests.benchmarks.importing.measure", measure)
    monkeypatch.setattr("tests.benchmarks.importing.environment", lambda **_settings: {})
    bench = Bench(Engine(), Lists(tmp_path), tmp_path, lambda _line: None)  # type: ignore[arg-type]
    run(bench, Sizes())
    return bench


def test_ratios_are_per_row_and_judged_against_what_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    bench = all_found(monkeypatch, tmp_path, {
        "new_rows": 0.0001, "limit": 0.00005, "check_only": 0.0001, "stock_import": 0.001, "undo": 1})
    engines = {"PostgreSQL": {"found": bench.found}}
    told = {one.what: (one.value, one.met) for one in verdicts.of_import(engines)}
    assert told["rows per second: ours to (a) django-import-export"] == ("10.00", False)
    assert told["time of new rows to (c) the limit"] == ("2.00", True)
    assert told["time of the same file again to (c) the limit"] == ("2.00", False)
    assert told["time per row at 1,000,000 to that at 10,000 (csv)"] == ("1.00", True)
    assert told["time per row at 1,000,000 to that at 100,000 (csv)"] == ("1.00", None)
    assert told["largest process: csv, large"] == ("120 MB", True)

    result = {"import": {"day": "2026-11-23", "machine": "2 cores.", "engines": engines}}
    page = report.markdown(result)
    assert "| rows per second: ours to (a) django-import-export | PostgreSQL | 10.00 | at least 80 | not met |" in page
    assert "| new rows | PostgreSQL | 100,000 | 10.00 (n=3; 10.00) |" in page
    assert "not met" in report.text("import", result["import"])


def test_speed_on_sqlite_is_told_and_not_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bench = all_found(monkeypatch, tmp_path, {
        "new_rows": 0.0001, "limit": 0.00005, "check_only": 0.0001, "stock_import": 0.001, "undo": 1})
    told = {one.what: (one.value, one.target, one.met)
            for one in verdicts.of_import({"SQLite": {"found": bench.found}})}
    assert told["rows per second: ours to (a) django-import-export"] == ("10.00", "", None)
    assert told["rows per second: (c) the limit to (a)"] == ("20.00", "", None)
    assert told["time with 5 % bad rows to without"] == ("1.00", "at most 1.33", True)


def test_fewer_rows_than_the_figures_are_asked_for_are_not_judged() -> None:
    taken = {"seconds": {"read": 0.0, "real run": 1.0, "whole": 1.0}, "rows": 1000, **CPU_AND_MEMORY}
    engines = {"PostgreSQL": {"found": {"new rows": [taken], "stock": [taken]}}}
    first = verdicts.of("import", engines)[0]
    assert (first.value, first.target, first.met) == ("1.00", "at least 80 (with 100,000 rows)", None)


def test_a_measurement_that_failed_is_told_and_has_no_ratio() -> None:
    found = {"new rows": [{"failed": "new_rows: MemoryError"}], "limit": [{"seconds": {"whole": 1.0}, "rows": 1}]}
    engines = {"PostgreSQL": {"found": found}}
    told = {one.what: one.value for one in verdicts.of_import(engines)}
    assert told["time of new rows to (c) the limit"] == "not measured"
    assert "failed: new_rows: MemoryError" in report.text("import", {"machine": "", "engines": engines})


def test_lists_are_made_once_and_each_by_its_own_options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[list[str]] = []

    def make(command: list[str], **_options: Any) -> None:
        calls.append(command[2:])
        folder = Path(command[command.index("--out") + 1])
        folder.mkdir(parents=True)
        (folder / "expected.json").write_text("{}")

    monkeypatch.setattr("tests.benchmarks.lists.subprocess.run", make)
    lists = Lists(tmp_path)
    lists.make([Wanted(20, "csv"), Wanted(10, bad=0.05, title=True)])
    lists.make([Wanted(20, "csv")])
    assert sorted(len(call) for call in calls) == [7, 9]
    assert len(wanted(Sizes.up_to(100_000))) == 6
    assert len(wanted(Sizes())) == 7


def test_the_largest_child_is_seen_and_not_its_parents_memory() -> None:
    import subprocess
    import sys

    with watched() as peaks:
        subprocess.run([sys.executable, "-c", "import time; x = bytearray(60 * 2**20); time.sleep(0.5)"], check=True)
    assert 60 < peaks.child < 100
    assert peaks.own > 0
