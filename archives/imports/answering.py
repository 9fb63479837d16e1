"""What a person answered for a whole group of findings, put in place of the cells that are wrong.

An answer never touches a right cell: a row is checked as it stands, and only where that leaves an error to which
there is an answer, the cell is replaced and the row checked once more. So answers are as quick for a hundred
thousand good rows as no answers at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from archives.imports import values as read
from archives.imports.kinds.base import CheckedRow, mask
from archives.imports.kinds.rows import in_words
from archives.imports.models import Severity

Cells = dict[str, Any]
Check = Callable[[Mapping[int, Cells]], list[CheckedRow]]

KEEP_FIRST, KEEP_LATER = "keep_first", "keep_later"
DAY_FIRST, MONTH_FIRST, DAY_LAST_BUT_ONE = "day_first", "month_first", "year_day_month"
MAP, BLANK, DATES, LEAVE_OUT, TAKE_BACK = "map", "blank", "dates", "leave_out", "take_back"

TWICE = frozenset({"duplicate_in_file", "identity_twice_in_file"})
NOT_ON_A_LIST = frozenset(
    {
        "unit_unknown",
        "unit_ambiguous",
        "parent_unknown",
        "type_not_in_catalogue",
        "choice_unknown",
        "sanction_unknown",
    }
)
# Errors of a cell that the archive can do without.
CAN_BE_BLANK = frozenset({"id_check_digit", "id_invalid", "id_damaged"})
OFFERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TWICE, (KEEP_FIRST, KEEP_LATER)),
    **dict.fromkeys(NOT_ON_A_LIST, (MAP,)),
    **dict.fromkeys(CAN_BE_BLANK, (BLANK,)),
    "date_ambiguous": (DAY_FIRST, MONTH_FIRST),
    "date_invalid": (DAY_LAST_BUT_ONE,),
}
MOST_ROUNDS = 4  # one cell put right can show what is wrong with the next
YEAR_DAY_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.](\d{1,2})")


def folded(text: str) -> str:
    """A word as it is looked up: lower case, half-width, without stray spaces."""
    return read.half_width(read.clean_text(text).text).lower()


def is_year_day_month(text: str) -> bool:
    """A date such as 2026/13/05, which has a meaning only with the day before the month."""
    return _year_day_month(text) is not None


def with_answers(
    rows: Sequence[CheckedRow], answers: Mapping[str, Any], check: Check
) -> list[CheckedRow]:
    """These rows, with those to whose errors there is an answer checked once more. Their `cells` stay as filed."""
    if not any(answers.get(name) for name in ("values", "dates", "blank")):
        return list(rows)
    result = {row.number: row for row in rows}
    as_filed = {row.number: row.cells for row in rows if row.is_refused}
    now, notes = dict(as_filed), dict[int, list[tuple[str, str, str, str]]]()
    waiting = list(rows)
    for _round in range(MOST_ROUNDS):
        changed: dict[int, Cells] = {}
        for row in waiting:
            found = _replaced(row, now.get(row.number), answers)
            if found is not None:
                changed[row.number], said = found
                notes.setdefault(row.number, []).extend(said)
        if not changed:
            break
        now.update(changed)
        waiting = check(changed)
        for row in waiting:
            result[row.number] = row
            row.cells = {} if row.withheld else as_filed[row.number]
            _note(row, notes[row.number])
    return [result[row.number] for row in rows]


def _note(row: CheckedRow, said: list[tuple[str, str, str, str]]) -> None:
    row.is_mended = True
    if row.withheld:
        return
    for code, field, value, meant in said:
        row.add(code, field, value, **({"meant": meant} if meant else {}))


def _replaced(
    row: CheckedRow, cells: Cells | None, answers: Mapping[str, Any]
) -> tuple[Cells, list[tuple[str, str, str, str]]] | None:
    """The cells with answers in place of what is wrong, and what to say about it; None without an answer."""
    if cells is None or row.withheld:
        return None
    changed, said = dict(cells), []
    for draft in row.drafts:
        if draft.severity != Severity.ERROR or in_words(cells.get(draft.field)) == "":
            continue
        text = in_words(cells[draft.field])
        meant = answers.get("values", {}).get(draft.field, {}).get(folded(text))
        day = _day(text, answers.get("dates", {}).get(draft.field, ""))
        if meant is not None and draft.code in NOT_ON_A_LIST:
            changed[draft.field] = meant["value"]
            said.append(("answer_used", draft.field, text, meant.get("label") or meant["value"]))
        elif day is not None and draft.code in ("date_ambiguous", "date_invalid"):
            changed[draft.field] = day
            said.append(("answer_used", draft.field, text, day.isoformat()))
        elif draft.code in answers.get("blank", ()) and draft.code in CAN_BE_BLANK:
            changed[draft.field] = None
            said.append(("cell_left_out", draft.field, mask(text), ""))
    return (changed, said) if changed != cells else None


def _day(text: str, order: str) -> date | None:
    if order == DAY_LAST_BUT_ONE:
        return _year_day_month(text)
    if order not in (DAY_FIRST, MONTH_FIRST):
        return None
    return read.parse_date(text, day_first=order == DAY_FIRST).value


def _year_day_month(text: str) -> date | None:
    found = YEAR_DAY_MONTH.fullmatch(read.half_width(read.clean_text(text).text))
    if found is None:
        return None
    year, day, month = map(int, found.groups())
    swapped = read.parse_date(f"{year}-{month}-{day}")
    return swapped.value if read.parse_date(text).status == "invalid" else None
