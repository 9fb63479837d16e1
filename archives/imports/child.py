"""The limited child process: opens one uploaded file and says in JSON what is in it.

Started by `watching.py` as `python -m archives.imports.child`, without Django, without the environment of
its parent. It limits itself before it touches the file. One request as a line of JSON comes on standard
input; lines of JSON, each [kind, content], go to standard output: inspection | rows… end | refused, then
done. Rows go column by column: what is done with them is done for a whole column at a time.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import Any

import orjson

from archives.imports.forbidden import NEVER, Forbidden, forbidden_headers, forbidden_topic
from archives.imports.frames import frames
from archives.imports.layout import Row, Table, find_table, texts
from archives.imports.refusal import Refusal
from archives.imports.scanning import SheetScan, column_letter
from archives.imports.sources import Source, open_source
from archives.imports.spreadsheets import plain_row

DAY_OR_TIME = "\ufdd0"  # a code point that is no character, now or ever
RARELY = (100_000, 50, 1000)  # rows are plain values without circles: looking for circles among them takes long
LINES_SHOWN = 12
EXAMPLES = 10
NOT_DATA = (
    *("example_rows", "repeated_headers", "repeated_titles", "blank_rows"),
    *("totals_rows", "footer_rows", "longer_rows"),
)
SAMPLES = 5
LONGEST_SHOWN = 200
LONGEST_HEADING = 12
LONGEST_IN_A_LINE = 20
FEWEST_HEADINGS = 3
HEADINGS_WITHIN = 30  # rows of a sheet that is not read


def find(source: Source, request: dict[str, Any]) -> tuple[SheetScan | None, Table]:
    """The sheet and the table in it: the person's choice, else the first visible sheet with a table."""
    known = request.get("known_headers", ())
    header_row = request["header_row"]
    candidates = sheets_to_try(source, request["sheet"]) if source.sheets else [None]
    for sheet in candidates:
        table = find_table(source.rows(sheet), header_row=header_row, known=known)
        if table is not None:
            return sheet, table
    if source.sheets:
        raise Refusal("no_header" if any(sheet.cells for sheet in source.sheets) else "empty")
    raise Refusal("empty" if not any(texts(cells) for _, cells in source.rows(None)) else "no_header")


def sheets_to_try(source: Source, name: str | None) -> list[SheetScan]:
    if name:
        found = [sheet for sheet in source.sheets if sheet.name == name]
        if not found:
            raise Refusal("unknown_sheet", sheet=name)
        return found
    visible = [sheet for sheet in source.sheets if sheet.visible and sheet.cells]
    return sorted(visible, key=lambda sheet: sheet.filled_rows < 2)  # a cover sheet goes last


def inspect(source: Source, request: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Everything of `FileInspection`, as JSON; before it, where that is asked for, the rows themselves."""
    sheet, table = find(source, request)
    lines: list[Row] = []
    samples: list[Row] = []
    data_rows, hidden, misplaced = 0, withheld(table, None), list[Forbidden]()
    for numbers, columns in frames(table, _noting(source.raw_rows(sheet), lines, table.header_row + SAMPLES)):
        if not data_rows:  # the first frame has met all the lines
            samples = list(zip(numbers, map(list, zip(*columns, strict=True)), strict=True))[:SAMPLES]
            misplaced = beside_headings(lines, table)
            hidden |= {one.column for one in misplaced}
        data_rows += len(numbers)
        if request["with_rows"]:
            yield "rows", by_columns(numbers, columns, hidden)
    if not data_rows:
        raise Refusal("no_rows", row=table.header_row)
    hidden |= looks_forbidden(lines, table)
    yield "inspection", {
        "format": source.format,
        "size": Path(request["path"]).stat().st_size,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "date_system": source.date_system,
        "sheets": [[one.name, one.visible, one.filled_rows] for one in source.sheets],
        "sheet": sheet.name if sheet else "",
        "header_row": table.header_row,
        "headers": table.headers,
        "first_column": table.first_column,
        "lines": shown(lines, table, hidden),
        "samples": [[n, tagged([None if i in hidden else c for i, c in enumerate(cells)])] for n, cells in samples],
        "data_rows": data_rows,
        "notes": notes(source, sheet, table),
        "forbidden": [
            [one.header, one.topic, one.column, one.consent] for one in [*forbidden_headers(table.headers), *misplaced]
        ],
        "elsewhere": elsewhere(source, sheet),
    }


def beside_headings(lines: list[Row], table: Table) -> list[Forbidden]:
    """Columns of the table that a line other than the row of headings names as forbidden: the true headings perhaps,
    or a title over several columns.
    """
    known = {one.column for one in forbidden_headers(table.headers)}
    found: dict[int, Forbidden] = {}
    for number, cells in lines:
        if number == table.header_row or not names_columns(cells):
            continue
        under = _with_blanks_filled(cells)
        for one in forbidden_headers(under[table.first_column : table.first_column + len(table.headers)]):
            if one.column not in known:
                found.setdefault(one.column, one)
    return [found[column] for column in sorted(found)]


def elsewhere(source: Source, sheet: SheetScan | None) -> list[str]:
    """Topics of forbidden headings in the other sheets of the workbook, hidden ones too, as far as they can be read."""
    topics: set[str] = set()
    for other in source.sheets:
        if other is sheet or not other.cells:
            continue
        with suppress(Refusal, MemoryError):
            for _number, cells in islice(source.rows(other), HEADINGS_WITHIN):
                if names_columns(cells):
                    topics |= {one.topic for one in forbidden_headers(["" if c is None else c for c in cells])}
    return sorted(topics)


def names_columns(cells: Sequence[Any]) -> bool:
    """Whether a line reads like headings: a few short words, no number among them."""
    said = [cell for cell in cells if cell is not None]
    return len(said) >= FEWEST_HEADINGS and all(
        isinstance(cell, str) and len(cell) <= LONGEST_IN_A_LINE and not any(map(str.isdigit, cell)) for cell in said
    )


def _with_blanks_filled(cells: Sequence[Any]) -> list[str]:
    """A merged title stands in the first of its columns."""
    filled, last = [], ""
    for cell in cells:
        last = str(cell) if cell is not None else last
        filled.append(last)
    return filled


def _noting(rows: Iterable[Row], lines: list[Row], until: int) -> Iterator[Row]:
    """The same rows; the first of them are also kept, to be shown."""
    rows = iter(rows)
    for number, cells in rows:
        if number <= until and (number >= until - LINES_SHOWN or len(lines) < LINES_SHOWN):
            lines.append((number, plain_row(cells)))
        yield number, cells
        if number > until:
            yield from rows


def shown(lines: list[Row], table: Table, hidden: set[int]) -> list[list[Any]]:
    """The first lines as text, forbidden columns empty below their heading."""
    result = []
    for number, cells in lines[-LINES_SHOWN:]:
        text = ["" if cell is None else str(cell)[:LONGEST_SHOWN] for cell in cells]
        if number != table.header_row:
            text = ["" if place - table.first_column in hidden else cell for place, cell in enumerate(text)]
        result.append([number, text])
    return result


def withheld(table: Table, columns: list[int] | None) -> set[int]:
    """Columns whose cells stay here: what is never stored, what needs consent and was not asked for."""
    places = range(len(table.headers))
    refused: set[int] = set()
    for one in forbidden_headers(table.headers):
        if columns is not None and one.consent:
            continue
        refused.add(one.column)
        # A heading merged over several columns stands in the first of them; the others look nameless.
        for place in range(one.column + 1, len(table.headers)):
            if table.headers[place]:
                break
            refused.add(place)
    return refused if columns is None else refused | (set(places) - set(columns))


def looks_forbidden(lines: list[Row], table: Table) -> set[int]:
    """Columns in which one of the first lines reads like a forbidden heading: perhaps the true header row."""
    return {
        place - table.first_column
        for _, cells in lines
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and len(cell) <= LONGEST_HEADING and forbidden_topic(cell) in NEVER
    }


def rows(source: Source, request: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The data rows in chunks."""
    sheet, table = find(source, request)
    hidden = withheld(table, request["columns"])
    for numbers, columns in frames(table, source.raw_rows(sheet)):
        yield "rows", by_columns(numbers, columns, hidden)


def by_columns(numbers: list[int], columns: list[Sequence[Any]], hidden: set[int]) -> list[Any]:
    """The numbers of the rows, how many columns there are, those that are not hidden, each with its place, and which
    of them hold nothing but days: these go as they are, and whoever reads them knows that they are days.
    """
    kinds = [set(map(type, column)) for column in columns]
    days = [place for place, found in enumerate(kinds) if found in ({date}, {date, NoneType})]
    shown_columns = [
        [place, tagged(column) if place not in days and {date, datetime} & kinds[place] else column]
        for place, column in enumerate(columns)
        if place not in hidden
    ]
    return [numbers, len(columns), shown_columns, days]


def tagged(cells: Sequence[Any]) -> Sequence[Any]:
    """JSON has no days and no times: they go as text behind a mark that no text has (see `reading.py`)."""
    return [_tag(cell) if isinstance(cell, date) else cell for cell in cells]


def _tag(value: date) -> str:
    return f"{DAY_OR_TIME}{'t' if isinstance(value, datetime) else 'd'}{value.isoformat()}"


def notes(source: Source, sheet: SheetScan | None, table: Table) -> list[tuple[str, dict[str, Any]]]:
    """What a person should know about the file, in the order in which it meets the eye."""
    found: list[tuple[str, dict[str, Any]]] = []
    if table.titles:
        found.append(_rows_note("title_rows", len(table.titles), list(table.titles)))
    for kind in NOT_DATA:
        if kind in table.tallies:
            found.append(_rows_note(kind, table.tallies[kind].count, table.tallies[kind].rows))
    if table.unnamed:
        letters = [column_letter(table.first_column + place) for place in sorted(table.unnamed)]
        found.append(_cells_note("columns_without_heading", len(letters), letters))
    found += _sheet_notes(sheet, table) if sheet else []
    found += _ghosts(sheet, table)
    if source.sheets:
        found += _other_sheets(source, sheet)
    return found + source.notes


def _sheet_notes(sheet: SheetScan, table: Table) -> list[tuple[str, dict[str, Any]]]:
    found = []
    above = [area for area in sheet.merged if _first_row(area) <= table.header_row]
    inside = [area for area in sheet.merged if _first_row(area) > table.header_row]
    for code, cells in (("merged_titles", above), ("merged_cells", inside)):
        if cells:
            found.append(_cells_note(code, len(cells), cells))
    if sheet.formulas:
        found.append(_cells_note("formulas", sheet.formulas, sheet.formula_cells))
    if sheet.errors:
        found.append(_cells_note("error_cells", sheet.errors, sheet.error_cells))
    hidden = [number for number in sheet.hidden_rows if table.header_row < number <= sheet.last_row]
    if hidden:
        found.append(_rows_note("hidden_rows", len(hidden), hidden))
    return found


def _ghosts(sheet: SheetScan | None, table: Table) -> list[tuple[str, dict[str, Any]]]:
    """Rows below the table that are blank: with spaces or delimiters only, or with nothing but a format."""
    ghosts = list(table.trailing.rows)
    count = table.trailing.count
    if sheet and sheet.last_formatted_row > sheet.last_row:
        first, last = sheet.last_row + 1, sheet.last_formatted_row
        count += last - first + 1
        ghosts += [first, last]
    if not count:
        return []
    rows = str(ghosts[0]) if count == 1 else f"{ghosts[0]}–{max(ghosts[-1], ghosts[0] + count - 1)}"
    return [("ghost_rows", {"count": count, "rows": rows})]


def _other_sheets(source: Source, sheet: SheetScan | None) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for code, visible in (("hidden_sheets", False), ("other_sheets", True)):
        others = [one for one in source.sheets if one is not sheet and one.cells]
        names = [one.name for one in others if one.visible == visible]
        if names:
            found.append((code, {"count": len(names), "sheets": ", ".join(names[:EXAMPLES])}))
    return found


def _rows_note(code: str, count: int, numbers: list[int]) -> tuple[str, dict[str, Any]]:
    return code, {"count": count, "rows": _examples([str(number) for number in numbers], count)}


def _cells_note(code: str, count: int, cells: list[str]) -> tuple[str, dict[str, Any]]:
    return code, {"count": count, "cells": _examples(cells, count)}


def _examples(names: list[str], count: int) -> str:
    shown_names = names[:EXAMPLES]
    return ", ".join(shown_names) + (" …" if count > len(shown_names) else "")


def _first_row(area: str) -> int:
    return int(area.split(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def write(kind: str, content: Any) -> None:
    """One line of JSON. What no database accepts (NUL, lone surrogates) is taken out here."""
    try:
        line = orjson.dumps([kind, content], option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # a lone surrogate
        line = orjson.dumps([kind, _storable(content)], option=orjson.OPT_NON_STR_KEYS)
    if b"\\u0000" in line:
        line = orjson.dumps([kind, _storable(content)], option=orjson.OPT_NON_STR_KEYS)
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _storable(content: Any) -> Any:
    if isinstance(content, str):
        return content.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(content, list | tuple):
        return [_storable(one) for one in content]
    if isinstance(content, dict):
        return {_storable(name): _storable(one) for name, one in content.items()}
    return content


def limit_resources(limits: dict[str, int]) -> None:
    """Memory, processor time and core dumps. The parent's clock is a second guard for the time."""
    try:
        import resource
    except ImportError:  # Windows: only the parent's clock
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file


def answer(request: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What to say to a request, refusals included."""
    try:
        source = open_source(request)
        if request["do"] == "inspect":
            yield from inspect(source, request)
        else:
            yield from rows(source, request)
    except Refusal as refusal:
        yield "refused", {"code": refusal.code, "params": refusal.params}
    except MemoryError:
        yield "refused", {"code": "out_of_memory", "params": {}}
    yield "done", None


def main() -> int:
    request = json.loads(sys.stdin.buffer.readline())
    limit_resources(request["limits"])
    gc.set_threshold(*RARELY)
    for kind, content in answer(request):
        write(kind, content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
