"""What a run found, as text for the terminal and as docs/benchmarks.md. Ratios first: they travel between machines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from tests.benchmarks.verdicts import Found, Verdict, of

TITLES = {"import": "Import of students", "export": "Export of students", "pages": "Pages"}
HEAD = """# How fast

Written by `make bench`; nothing here is typed. Ratios come first, because they travel between machines; each compares
measurements of one run on one machine, every measurement in a process of its own on a fresh database.
`make bench BENCH=import` repeats one section, `SIZE=100000` leaves out what is larger. The suite asserts none of it.

- **(a)** is a stock `ModelResource` of django-import-export as its documentation shows it, with a `ForeignKeyWidget`,
  date widgets and the student number as key: read, dry run, real run. On PostgreSQL it is measured with as many rows
  as ours, on SQLite with fewer, and its time per row is compared. **(b)** is its documented bulk mode: `use_bulk`,
  `skip_diff`, `CachedInstanceLoader`, `CachedForeignKeyWidget`. Neither checks what ours checks, asks for permissions,
  keeps where a value came from or leaves an audit event.
- **(c)** is the limit: calamine reads the cells and ready rows go into the same table by COPY (on SQLite by
  executemany); converting and encrypting them in between is not counted.
- Speed is judged on PostgreSQL, which schools run and whose COPY is the limit. On SQLite it is only told: how many
  times as fast as (a) the limit itself is there shows how much room there is. Memory, bad rows, exports and pages are
  judged on both.
- **Ours** is everything a registrar does and waits for: upload, check, confirm, write, with findings, staged rows,
  encryption, provenance and audit.
- CPU is what the measured process and its children computed, memory the largest of any one of them (worker or reading
  child); the database server is not counted in either.
"""


def markdown(results: dict[str, Any]) -> str:
    """The page. `results`: bench → {day, machine, engines}."""
    parts = [HEAD]
    for bench, result in results.items():
        verdicts = of(bench, result["engines"])
        parts.append(f"## {TITLES[bench]}\n\n{result['day']}. {result['machine']}\n")
        parts.append(_markdown(("what", "database", "found", "asked for", ""), _cells(verdicts)))
        parts.append(_markdown(("measured", "database", "rows", "seconds (median of n; least)", "steps", "CPU s",
                                "MB own", "MB child"), _times(result["engines"])))
    return "\n".join(parts)


def text(bench: str, result: dict[str, Any]) -> str:
    """The same verdicts and times, aligned."""
    verdicts = _aligned(_cells(of(bench, result["engines"])))
    return f"\n{TITLES[bench]}: {result['machine']}\n\n{verdicts}\n\n{_aligned(_times(result['engines']))}\n"


def _cells(verdicts: Sequence[Verdict]) -> list[list[str]]:
    said = {True: "met", False: "not met", None: ""}
    return [[one.what, one.where, one.value, one.target, said[one.met]] for one in verdicts]


def _times(engines: dict[str, Any]) -> list[list[str]]:
    return [[label, name, *_time(taken)] for name, engine in engines.items()
            for label, taken in _found(engine).items()]


def _found(engine: dict[str, Any]) -> Found:
    found: Found = engine["found"]
    return found


def _time(taken: list[dict[str, Any]]) -> list[str]:
    failed = next((one["failed"] for one in taken if "failed" in one), "")
    if failed:
        return ["", f"failed: {failed}", "", "", "", ""]
    best = sorted(taken, key=lambda one: one["seconds"]["whole"])
    middle = best[len(best) // 2]["seconds"]
    steps = best[0].get("told") or ", ".join(f"{name} {seconds:.2f}" for name, seconds in middle.items()
                                             if name != "whole")
    repeats = f" (n={len(best)}; {best[0]['seconds']['whole']:.2f})" if len(best) > 1 else ""
    memory = [f"{max(one.get('memory', {}).get(place, 0) for one in taken):.0f}" for place in ("own", "child")]
    cpu = f"{best[len(best) // 2].get('cpu', 0):.1f}"
    return [f"{best[0].get('rows', 0):,}", f"{middle['whole']:.2f}{repeats}", steps, cpu, *memory]


def _markdown(heads: Sequence[str], lines: list[list[str]]) -> str:
    shown = [list(heads), ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in shown) + "\n"


def _aligned(lines: list[list[str]]) -> str:
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)] if lines else []
    return "\n".join("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
                     .rstrip() for line in lines)


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)
