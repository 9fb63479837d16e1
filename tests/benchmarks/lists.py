"""The made-up lists that are measured, kept between runs."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archives.demo.sample.files import academic_year
from tests.benchmarks.fresh import PROJECT, SETTINGS


@dataclass(frozen=True)
class Wanted:
    """A list of students. `title` puts a line above the headings: the same rows, saved as another file."""

    rows: int
    suffix: str = "xlsx"
    bad: float = 0
    title: bool = False


class Lists:
    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"lists-{academic_year(date.today())}"

    def make(self, wanted: list[Wanted]) -> None:
        """What is not there yet, as many at once as there are cores."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(self._make, wanted))

    def path(self, wanted: Wanted) -> Path:
        return self._of(wanted) / f"students.{wanted.suffix}"

    def units(self) -> Path:
        return next(self._folder.glob("*/units.xlsx"))

    def _of(self, wanted: Wanted) -> Path:
        name = f"{wanted.rows}-{wanted.bad}-{'titled' if wanted.title else 'plain'}-{wanted.suffix}"
        return self._folder / name

    def _make(self, wanted: Wanted) -> None:
        folder = self._of(wanted)
        if (folder / "expected.json").exists():  # written last
            return
        options = ["--csv"] if wanted.suffix == "csv" else []
        options += [] if wanted.title else ["--no-title"]
        subprocess.run([sys.executable, "manage.py", "make_sample", "--students", str(wanted.rows), "--bad",
                        str(wanted.bad), "--out", str(folder), *options],
                       cwd=PROJECT, env={**os.environ, **SETTINGS}, check=True, stdout=subprocess.DEVNULL)
