"""The words of a record: what it says about the person. They leave the database only where somebody asked.

`Record.objects` gives rows without these columns: enough to list numbers, states and days of display, to ask for
permissions and to change a record. A word that was not read cannot be shown by accident: touching it raises
`WordsAreClosed`, and so does a filter, an order, a value or an aggregate over one, because an answer "yes, one" tells
the word as well. `Record.objects.with_words()` opens them. Only the modules of the one way in call it, and a test
says which (tests/conventions/test_words_of_records.py, docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from django.db import models
from django.db.models import sql
from django.db.models.options import Options

WORDS = frozenset({
    # What happened, and what it is called. The kind alone says "cheated in an examination".
    "record_type", "facts", "severity", "sanction", "sanction_months", "basis_clause", "hours",
    # The office tells the kind: the lender's, the research integrity office. So does the rule of the display period.
    "source_office", "shown_because",
    # The decision, by which the paper is found, and its days, by which whoever was there knows it again.
    "decision_number", "conduct_on", "told_on", "decided_on", "served_on",
    # What the student and the office said about it: they repeat the facts.
    "statement", "dispute_reason", "settled_answer", "earlier_disputes", "withdrawn_reason",
})
# No words: number, student, polarity and the days and persons of its states (without them nobody could say whether a
# record counts today), and where it came from (file, sheet and row of an import, never a cell).

COLUMNS = WORDS | {"record_type_id"}


class WordsAreClosed(RuntimeError):
    """Code touched what a record says without having asked for it. A mistake in the code, not of a person."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(
            f"Record.{', '.join(sorted(names))}: what a record says is read through archives.consultation.actions, "
            "or by its owner through archives.portal.archive (docs/adr/0020).")


class RecordQuery(sql.Query):
    """A query over records that neither loads, compares nor orders by words unless `gives_words`."""

    gives_words = False

    def names_to_path(self, names: Sequence[str], opts: Options[Any], *args: Any, **options: Any) -> Any:
        """Every field that a query names passes here: filters, values, orders, annotations, aggregates."""
        found = super().names_to_path(names, opts, *args, **options)
        if not self.gives_words:
            path, final, targets, _rest = found
            named = {final, *targets, *(step.join_field for step in path)}
            self._refuse({field.name for field in named
                          if getattr(field, "model", None) is self.model and field.name in WORDS})
        return found

    def get_select_mask(self) -> Any:
        """The columns that rows are made of, whatever `only` and `defer` were told before."""
        if self.gives_words:
            return super().get_select_mask()
        asked = names, deferring = self.deferred_loading
        if deferring:
            self.deferred_loading = (frozenset(names) | WORDS, True)
        else:
            self._refuse(names & COLUMNS)
        mask = super().get_select_mask()
        self.deferred_loading = asked
        return mask

    def _refuse(self, names: Iterable[str]) -> None:
        if names:
            raise WordsAreClosed(names)


class OneWayKey(models.ForeignKey):
    """A key of a record that no query follows backwards: `Student.objects.values("+__facts")` would pass the guard,
    because that query is one over students. Hiding the name does not close it (Django knows every hidden one as "+").
    """

    def get_reverse_path_info(self, filtered_relation: Any = None) -> NoReturn:
        raise WordsAreClosed([f"{self.name}, backwards"])

    def deconstruct(self) -> Any:
        """For migrations an ordinary key: nothing about the column differs."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
