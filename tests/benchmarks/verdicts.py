"""Ratios against what issue 3 asks for, from what one run measured. A figure that is missing is said to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

Found = dict[str, list[dict[str, Any]]]  # label → one dict for each repeat


@dataclass(frozen=True)
class Verdict:
    """`value` as it is told; `met` None where nothing is asked for."""

    what: str
    where: str
    value: str
    target: str = ""
    met: bool | None = None


def seconds(found: Found, label: str, *steps: str) -> float | None:
    """The median over repeats of the whole, or of these steps; None where one failed or none was taken."""
    taken = found.get(label, [])
    if not taken or any("failed" in one for one in taken):
        return None
    return median(sum(one["seconds"][step] for step in steps or ("whole",)) for one in taken)


def rows(found: Found, label: str) -> int:
    return int(found[label][0]["rows"])


def per_row(found: Found, label: str, *steps: str) -> float | None:
    whole = seconds(found, label, *steps)
    return None if whole is None else whole / rows(found, label)


def megabytes(found: Found, label: str) -> float | None:
    """The largest memory of any one process."""
    taken = [one["memory"] for one in found.get(label, []) if "memory" in one]
    return max((max(one["own"], one["child"]) for one in taken), default=None)


def at_least(what: str, where: str, more: float | None, less: float | None, target: float) -> Verdict:
    return _ratio(what, where, more, less, f"at least {target:g}", lambda ratio: ratio >= target)


def at_most(what: str, where: str, more: float | None, less: float | None, target: float, sign: str = "") -> Verdict:
    return _ratio(what, where, more, less, f"{sign or 'at most'} {target:g}",
                  lambda ratio: ratio < target if sign else ratio <= target)


def _ratio(what: str, where: str, more: float | None, less: float | None, target: str, holds: Any) -> Verdict:
    if more is None or less is None:
        return Verdict(what, where, "not measured", target, None)
    return Verdict(what, where, f"{more / less:.2f}", target, holds(more / less))


def below(what: str, where: str, value: float | None, limit: float, unit: str) -> Verdict:
    if value is None:
        return Verdict(what, where, "not measured", f"under {limit:g} {unit}", None)
    return Verdict(what, where, f"{value:.0f} {unit}", f"under {limit:g} {unit}", value < limit)


def of_import(engines: dict[str, dict[str, Any]]) -> list[Verdict]:
    """PostgreSQL, which schools run, decides on speed: the limit is its COPY. On SQLite the limit itself is hardly 80
    times as fast as (a), so there the ratios are only told. Memory and bad rows are judged on both.
    """
    verdicts: list[Verdict] = []
    for name, engine in engines.items():
        found = engine["found"]
        ours, stock, bulk = (per_row(found, label) for label in ("new rows", "stock", "stock in bulk"))
        speed = [
            at_least("rows per second: ours to (a) django-import-export", name, stock, ours, 80),
            at_least("rows per second: ours to (b) the same in bulk", name, bulk, ours, 12),
        ]
        verdicts += [
            *(speed if name == "PostgreSQL" else (Verdict(one.what, name, one.value) for one in speed)),
            Verdict("rows per second: ours to (b) without its dry run", name,
                    _told(per_row(found, "stock in bulk", "read", "real run"), ours)),
            Verdict("rows per second: (c) the limit to (a)", name, _told(stock, per_row(found, "limit"))),
        ]
        verdicts += _beside_the_limit(name, found)
        verdicts += [
            at_most("time with 5 % bad rows to without", name, seconds(found, "new rows, 5 % bad"),
                    seconds(found, "new rows"), 1.33),
            *(below(f"largest process: {label}", name, megabytes(found, label), limit, "MB")
              for label, limit in (("new rows", 300), ("new rows, 5 % bad", 300), ("csv, large", 500))
              if label in found),
        ]
    return verdicts + list(_line(engines.get("PostgreSQL", {}).get("found", {})))


def _beside_the_limit(name: str, found: Found) -> Iterable[Verdict]:
    limit, of_copy = seconds(found, "limit"), "(c) the limit"
    asked = name == "PostgreSQL"
    for what, label, target in (("new rows", "new rows", 3), ("the same file again", "again, the same file", 1.5),
                                ("the same rows, saved anew", "again, saved anew", 1.5)):
        verdict = at_most(f"time of {what} to {of_copy}", name, seconds(found, label), limit, target)
        yield verdict if asked else Verdict(verdict.what, name, verdict.value)


def _line(found: Found) -> Iterable[Verdict]:
    """What "linear" is taken to mean: from the smallest list to the largest, a tenth more for each row at most. What
    lies between is told.
    """
    for small, large in (("csv, small", "csv, large"), ("csv, small", "csv"), ("csv", "csv, large")):
        if small in found and large in found:
            what = f"time per row at {rows_told(found, large)} to that at {rows_told(found, small)} (csv)"
            verdict = at_most(what, "PostgreSQL", per_row(found, large), per_row(found, small), 1.1)
            is_whole = small == "csv, small" and (large == "csv, large" or "csv, large" not in found)
            yield verdict if is_whole else Verdict(what, verdict.where, verdict.value)


def rows_told(found: Found, label: str) -> str:
    return f"{found[label][0].get('rows', 0):,}"


def of_export(engines: dict[str, dict[str, Any]]) -> list[Verdict]:
    verdicts = []
    for name, engine in engines.items():
        found = engine["found"]
        verdicts += [
            at_least("rows per second of an xlsx export: ours to django-import-export", name,
                     per_row(found, "stock export"), per_row(found, "export"), 10),
            below("largest process of an export", name, megabytes(found, "export"), 150, "MB"),
        ]
    return verdicts


def of_pages(engines: dict[str, dict[str, Any]]) -> list[Verdict]:
    verdicts = []
    for name, engine in engines.items():
        found = engine["found"]
        check = (found.get("checking page") or [{}])[0]
        quiet, busy = ((found.get(label) or [{}])[0].get("p95_ms")
                       for label in ("archive page", "archive page, import"))
        verdicts += [
            below("checking page, p95", name, check.get("p95_ms"), 300, "ms"),
            below("checking page, largest answer", name, check.get("kilobytes"), 150, "KB"),
            at_most("p95 of a student's archive page while an import runs to without", name,
                    busy, quiet, 2, "less than"),
        ]
    return verdicts


def _told(more: float | None, less: float | None) -> str:
    return "not measured" if more is None or less is None else f"{more / less:.2f}"


OF = {"import": of_import, "export": of_export, "pages": of_pages}
ASKED_ROWS = 100_000


def of(bench: str, engines: dict[str, dict[str, Any]]) -> list[Verdict]:
    """The verdicts of a bench; none is given where fewer rows were measured than the figures are asked for."""
    verdicts = OF[bench](engines)
    most = max((one.get("rows", 0) for engine in engines.values() for taken in engine["found"].values()
                for one in taken), default=0)
    if most >= ASKED_ROWS:
        return verdicts
    return [replace(one, met=None, target=one.target and f"{one.target} (with {ASKED_ROWS:,} rows)")
            for one in verdicts]
