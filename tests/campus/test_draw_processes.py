"""The drawings of docs/processes say what the code says."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from archives.imports import models as imports_models
from archives.imports.models import Status
from campus.management.commands import draw_processes


def run(*options: str) -> str:
    out = StringIO()
    call_command("draw_processes", *options, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(draw_processes, "FOLDER", tmp_path / "processes")
    return tmp_path / "processes"


def test_the_drawings_of_the_project_are_up_to_date() -> None:
    run("--check")


def test_every_table_of_transitions_is_drawn_and_covers_every_status() -> None:
    found = {process.package: process for process in draw_processes.processes()}
    assert {"archives.imports", "archives.records", "campus.jobs"} <= set(found)
    for process in found.values():
        assert set(process.transitions) == set(process.states)


def test_a_drawing_has_the_beginning_every_arrow_and_the_ends(folder: Path) -> None:
    run()
    drawn = (folder / "archives-imports.md").read_text(encoding="utf-8")
    arrows = [line.strip() for line in drawn.splitlines() if " --> " in line]
    ends = [f"{status.value} --> [*]" for status, after in imports_models.TRANSITIONS.items() if not after]
    between = [f"{status.value} --> {after.value}"
               for status, targets in imports_models.TRANSITIONS.items() for after in targets]
    assert sorted(arrows) == sorted(["[*] --> uploaded", *ends, *between])
    assert 'state "Waiting for a second person" as waiting_release' in drawn


def test_a_second_run_draws_nothing_anew(folder: Path) -> None:
    run()
    assert run().endswith("0 drawn anew, 0 removed.")
    run("--check")


def test_check_fails_and_writes_nothing_when_a_table_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    before = (folder / "archives-imports.md").read_text(encoding="utf-8")
    monkeypatch.setattr(imports_models, "TRANSITIONS",
                        {**imports_models.TRANSITIONS, Status.UNREADABLE: (Status.UPLOADED,)})
    with pytest.raises(CommandError, match=r"archives-imports\.md\. Run: manage\.py draw_processes"):
        run("--check")
    assert (folder / "archives-imports.md").read_text(encoding="utf-8") == before


def test_a_drawing_without_a_table_is_found_and_removed(folder: Path) -> None:
    run()
    (folder / "gone.md").write_text("# Gone\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"gone\.md"):
        run("--check")
    assert run().endswith("0 drawn anew, 1 removed.")
    assert not (folder / "gone.md").exists()


def test_a_process_that_does_not_say_how_it_begins_is_refused() -> None:
    class Unheard(models.TextChoices):
        ONE = "one"

    with pytest.raises(CommandError, match="add BEGINNINGS"):
        draw_processes.default_of(ModuleType("archives.nowhere.models"), Unheard)
