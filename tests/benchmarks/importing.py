"""BENCH=import: our import of students beside django-import-export and beside the limit, on each database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.engines import Engine
from tests.benchmarks.fresh import Failed, environment, measure
from tests.benchmarks.lists import Lists, Wanted

PREPARE = "prepare"
# What is larger than an upload may be is measured all the same: the school that has it raises the setting.
LARGE = {"IMPORT_MAX_BYTES": str(2**30), "IMPORT_MAX_ROWS": "1100000"}  # of rows the heading counts as one


@dataclass(frozen=True)
class Sizes:
    """Rows: of the list, of what is slow and scaled, of the small and large end of the line."""

    list: int = 100_000
    stock: int = 10_000
    small: int = 10_000
    large: int = 1_000_000
    repeats: int = 3

    @classmethod
    def up_to(cls, most: int) -> Sizes:
        """The usual sizes, none larger than this; what would then be measured twice is left out."""
        return cls(list=min(most, cls.list), stock=min(most, cls.stock), small=min(most, cls.small),
                   large=most if most > cls.list else 0)


class Bench:
    """Measures on one database and keeps what was found, or why it was not, by name."""

    def __init__(self, engine: Engine, lists: Lists, home: Path, say: Callable[[str], None],
                 only: frozenset[str] = frozenset()) -> None:
        self.engine, self.lists, self.home, self._say, self._only = engine, lists, home, say, only
        self.found: dict[str, list[dict[str, Any]]] = {}

    def prepare(self, name: str) -> None:
        measure(name, env=environment(home=self.home, database=self.engine.address()),
                units=self.lists.units())

    def copy(self) -> AbstractContextManager[str]:
        return self.engine.copy()

    def take(self, label: str, name: str, database: str, *, settings: dict[str, str] | None = None,
             **given: Any) -> dict[str, Any]:
        """Measure in a fresh process. One that fails is told in the table and does not end the run."""
        if self._only and label not in self._only:
            return {}
        env = environment(home=self.home, database=database, **(settings or {}))
        try:
            found = measure(name, env=env, **given)
        except Failed as failure:
            found = {"failed": str(failure)}
        self.found.setdefault(label, []).append(found)
        seconds = found.get("seconds", {}).get("whole")
        self._say(f"  {self.engine.name:<11}{label:<44}" + (found.get("failed") or f"{seconds:>9.2f} s"))
        return found

    def alone(self, label: str, name: str, **given: Any) -> dict[str, Any]:
        """As `take`, on a copy of the installation that goes at once."""
        with self.copy() as database:
            return self.take(label, name, database, **given)


def wanted(sizes: Sizes) -> list[Wanted]:
    """The lists, the slowest to make first."""
    large = [Wanted(sizes.large, "csv")] if sizes.large else []
    return list(dict.fromkeys([
        *large, Wanted(sizes.list, "csv"), Wanted(sizes.list), Wanted(sizes.list, title=True),
        Wanted(sizes.list, bad=0.05), Wanted(sizes.stock), Wanted(sizes.small, "csv"),
    ]))


def run(bench: Bench, sizes: Sizes) -> None:
    """All measurements of the import on one database."""
    path = bench.lists.path
    production = bench.engine.name == "PostgreSQL"
    stock = Wanted(sizes.list if production else sizes.stock)  # minutes, but nothing to scale
    repeats = sizes.repeats if production else 1
    for repeat in range(repeats):
        bench.alone("limit", "limit", path=path(Wanted(sizes.list)))
        with bench.copy() as database:
            bench.take("new rows", "new_rows", database, path=path(Wanted(sizes.list)))
            if repeat == 0:
                bench.take("again, the same file", "check_only", database, path=path(Wanted(sizes.list)))
                bench.take("again, saved anew", "check_only", database, path=path(Wanted(sizes.list, title=True)))
                bench.take("undo", "undo", database)
        bench.alone("new rows, 5 % bad", "new_rows", path=path(Wanted(sizes.list, bad=0.05)))
        # Among our own repeats: a machine is not equally fast from one quarter of an hour to the next.
        for place, (label, bulk) in enumerate({"stock in bulk": True, "stock": False}.items()):
            if repeat == min(place, repeats - 1):
                bench.alone(label, "stock_import", path=path(stock), bulk=bulk)
    if production:
        bench.alone("csv, small", "new_rows", path=path(Wanted(sizes.small, "csv")))
        bench.alone("csv", "new_rows", path=path(Wanted(sizes.list, "csv")), settings=LARGE)
        if sizes.large:
            bench.alone("csv, large", "new_rows", path=path(Wanted(sizes.large, "csv")), settings=LARGE)
