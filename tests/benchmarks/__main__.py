"""`python -m tests.benchmarks [import|export|pages …]`: measure, tell, and write docs/benchmarks.md.

With BENCH_PROFILE=FILE in the environment the last measurement leaves its profile there (for `python -m pstats`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks import exporting, importing, pages
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.importing import Bench, Sizes
from tests.benchmarks.lists import Lists
from tests.benchmarks.report import markdown, text

BENCHES = {"import": importing, "export": exporting, "pages": pages}
PROJECT = Path(__file__).resolve().parents[2]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))  # so that databases and servers started here end too
    chosen = _arguments()
    sizes = replace(Sizes.up_to(chosen.size), repeats=chosen.repeats)
    results = json.loads(chosen.results.read_text(encoding="utf-8")) if chosen.results.exists() else {}
    with tempfile.TemporaryDirectory(prefix="mingxin-bench-") as folder:
        for name in chosen.bench or list(BENCHES):
            results[name] = _measured(name, sizes, chosen, Path(folder))
            say(text(name, results[name]))
            if not chosen.only:
                _write({name: results[name] for name in BENCHES if name in results}, chosen.results)
    return 0


def _write(results: dict[str, Any], path: Path) -> None:
    """The numbers, and the page beside them. Sections that were not measured now stay with their own day."""
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text(markdown(results), encoding="utf-8")


def _measured(name: str, sizes: Sizes, chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    lists = Lists(chosen.lists)
    say(f"{name}: making the lists that are not there yet …")
    lists.make(BENCHES[name].wanted(sizes))
    engines: dict[str, Any] = {}
    for engine_name in chosen.engines:
        home = folder / name / engine_name
        (home / "static").mkdir(parents=True)
        engine = ENGINES[engine_name](home)
        with engine.running():
            bench = Bench(engine, lists, home, say, frozenset(chosen.only))
            say(f"{name}: preparing an installation on {engine.name} …")
            bench.prepare(BENCHES[name].PREPARE)
            BENCHES[name].run(bench, sizes)
            engines[engine.name] = {"version": engine.version(), "found": bench.found}
    return {"day": date.today().isoformat(), "machine": machine(engines), "engines": engines}


def machine(engines: dict[str, Any]) -> str:
    """Enough to judge the seconds by, and nothing that names anybody's machine."""
    databases = [f"{name} {engine['version']}" for name, engine in engines.items()]
    packages = [f"{name} {version(name)}" for name in ("Django", "django-import-export", "psycopg")]
    busy = ""
    with suppress(OSError):
        busy = f", load {os.getloadavg()[0]:.1f} at the end"
    versions = ", ".join([f"Python {platform.python_version()}", *databases, *packages])
    return f"{os.cpu_count()} cores{busy}; {platform.system()}; {versions}."


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("bench", nargs="*", choices=[*BENCHES, []], metavar="BENCH",
                        help=f"{', '.join(BENCHES)}; all without one")
    parser.add_argument("--size", type=int, default=Sizes.large, metavar="ROWS",
                        help="rows of the largest list (default %(default)s)")
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--repeats", type=int, default=Sizes.repeats)
    parser.add_argument("--only", nargs="+", default=[], metavar="LABEL",
                        help="only these measurements, such as \"new rows\" limit; the page is then not written")
    parser.add_argument("--lists", type=Path, default=PROJECT / ".bench", metavar="DIR",
                        help="where made-up lists are kept between runs")
    parser.add_argument("--results", type=Path, default=PROJECT / "docs" / "benchmarks.json", metavar="FILE.json",
                        help="what was found; the page is written beside it")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
