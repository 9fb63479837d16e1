"""What must hold of a record, asked where every entry is asked (`archives.records.entry`): here only the translation.

Cells as they were read become what an entry says, and its problems become findings of the same codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from archives.catalogue.models import RecordType
from archives.catalogue.rules import RuleHistory
from archives.imports.kinds.base import CheckedRow, Checking
from archives.records.entry import (
    DAYS,
    LONGEST,
    Problem,
    Said,
    idle_texts,
    problems_of_numbers,
    problems_of_texts,
)
from archives.records.periods import Rules

TEXTS = tuple(LONGEST)
NUMBERS = (*DAYS, "sanction", "sanction_months", "hours")
MOST_REMEMBERED = 50_000
NO_PERIOD = ("", "expulsion")


def said_in(values: Mapping[str, Any]) -> Said:
    """What a row says: days as ISO text, hours as text. The severity follows from the sanction."""
    texts: dict[str, Any] = {name: values.get(name) or "" for name in TEXTS}
    days: dict[str, Any] = {name: date.fromisoformat(values[name]) for name in DAYS if values.get(name)}
    hours = values.get("hours")
    return Said(
        **texts,
        **days,
        sanction=values.get("sanction") or "",
        sanction_months=values.get("sanction_months"),
        hours=None if hours is None else Decimal(hours),
    )


def whole_entry(values: dict[str, Any]) -> dict[str, Any]:
    """What a record would say after a change: a sanction without a period takes away the months it had."""
    return {**values, "sanction_months": None} if (values.get("sanction") or "") in NO_PERIOD else values


class RowRules:
    """The rules of entries on one day, for many rows: what is said of days and numbers is judged once."""

    def __init__(self, rules: Rules, on: date) -> None:
        self._rules, self._on = rules, on
        self._known: dict[tuple[Any, ...], list[Problem]] = {}

    def problems(self, values: Mapping[str, Any], kind: RecordType) -> list[Problem]:
        """All that is wrong with the row as a record of this kind."""
        return [*problems_of_texts(said_in_words(values), kind), *self._of_numbers(values, kind)]

    def hold(self, values: Mapping[str, Any], kind: RecordType) -> bool:
        """Whether there is nothing to say about the row, not even that a text in it is left out."""
        if self._of_numbers(values, kind):
            return False
        words = said_in_words(values)
        return not problems_of_texts(words, kind) and not idle_texts(words, kind)

    def _of_numbers(self, values: Mapping[str, Any], kind: RecordType) -> list[Problem]:
        given = (kind.pk, *map(values.get, NUMBERS))
        found = self._known.get(given)
        if found is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            found = problems_of_numbers(said_in(values), kind, on=self._on, rules=self._rules)
            self._known[given] = found
        return found


def said_in_words(values: Mapping[str, Any]) -> Said:
    """Only the texts of a row."""
    texts: dict[str, Any] = {name: values.get(name) or "" for name in TEXTS}
    return Said(**texts)


def rules_of(checking: Checking) -> RowRules:
    """The rules of this run, made once."""
    found: RowRules = checking.remember("entry_rules", lambda: RowRules(checking.rules, checking.on))
    return found


def rules_for_writing(rules: RuleHistory, on: date, memory: dict[str, Any]) -> RowRules:
    """The rules of the day of writing, made once for all chunks."""
    found: RowRules = memory.setdefault("entry_rules", RowRules(rules, on))
    return found


def check_entry(row: CheckedRow, record_type: RecordType, checking: Checking) -> None:
    """Everything the record needs besides student and kind; texts that say nothing and need not be there are left out.

    Where a cell could not be read, or has an error of its own, that was said, and nothing more is.
    """
    _read_no_months(row)
    unread = {name for name in row.found if name not in row.values}
    faulty = {draft.field for draft in row.drafts if draft.severity == "error"}
    for problem in rules_of(checking).problems(row.values, record_type):
        if problem.field not in faulty and not unread.intersection(problem.about):
            _say(row, problem)
    for name in idle_texts(said_in_words(row.values), record_type):
        row.add("says_nothing", name, row.values.pop(name))


def _say(row: CheckedRow, problem: Problem) -> None:
    params = {name: str(value) if isinstance(value, date) else value for name, value in problem.params.items()}
    value = params.pop("value", row.found.get(problem.field, ""))
    row.add(problem.code, problem.field, value, **params)


def _read_no_months(row: CheckedRow) -> None:
    """“0 months” beside a sanction without a period, or no sanction: lists write so that there is none."""
    if row.values.get("sanction_months") == 0 and row.values.get("sanction", "") in NO_PERIOD:
        row.values.pop("sanction_months")
        row.found.pop("sanction_months", None)
