"""Problems by cause, and what can be answered for all rows that have one; answers that count, to be taken back."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.imports import receipts
from archives.imports.answering import (
    BLANK,
    DATES,
    DAY_FIRST,
    DAY_LAST_BUT_ONE,
    KEEP_FIRST,
    KEEP_LATER,
    LEAVE_OUT,
    MAP,
    MONTH_FIRST,
    NOT_ON_A_LIST,
    OFFERS,
    is_year_day_month,
)
from archives.imports.finding_texts import TEXTS
from archives.imports.findings import joined, without_colon
from archives.imports.kinds import KINDS, Choice
from archives.imports.models import Batch, Finding, RowStatus, Severity, StagedRow
from archives.imports.rechecking import LEFT_OUT

if TYPE_CHECKING:
    from campus.accounts.models import User

MOST_WORDS = 60  # different words on a page, of all causes together
MOST_WORDS_OF_ONE = 8
MOST_IN_SELECT = 15
DATE_CODES = ("date_ambiguous", "date_invalid")
LABELS: dict[str, Promise] = {
    KEEP_LATER: gettext_lazy("Keep the later row"),
    KEEP_FIRST: gettext_lazy("Keep the first row"),
    DAY_FIRST: gettext_lazy("Day first"),
    MONTH_FIRST: gettext_lazy("Month first"),
    DAY_LAST_BUT_ONE: gettext_lazy("Read as year, day, month"),
    BLANK: gettext_lazy("Import without this number"),
}
ORDER = (KEEP_LATER, KEEP_FIRST, DAY_FIRST, MONTH_FIRST, DAY_LAST_BUT_ONE, BLANK)


class Word(NamedTuple):
    """A word that is not on a list, and how many rows have it."""

    found: str
    rows: int


@dataclass(slots=True)
class Offer:
    """What can be answered for one column: buttons, or for each word what it means."""

    field: str
    label: str
    buttons: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    words: list[Word] = dataclasses.field(default_factory=list)
    choices: list[Choice] = dataclasses.field(default_factory=list)

    @property
    def in_select(self) -> bool:
        return len(self.choices) <= MOST_IN_SELECT


@dataclass(slots=True)
class GroupFix:
    """All rows with one cause."""

    code: str
    count: int
    title: str
    example: str
    advice: str
    offers: list[Offer] = dataclasses.field(default_factory=list)
    can_type: bool = True


class Given(NamedTuple):
    """An answer that counts, in words, and what takes it back; `code` "" where nothing does."""

    text: str
    code: str
    field: str = ""
    word: str = ""


def groups(batch: Batch, *, with_values: bool, can_mend: bool, by: User, on: date) -> list[GroupFix]:
    """The causes, most frequent first, with what can be answered. Two queries and one for each list of choices."""
    found = [
        GroupFix(
            group.code,
            group.count,
            group.cause,
            joined(group.place, group.example) if with_values else without_colon(group.place),
            group.fix,
            can_type=group.code not in ("under_age", "forbidden_column"),
        )
        for group in receipts.groups(batch, Severity.ERROR, with_values=with_values)
    ]
    if can_mend and with_values:
        _offer(batch, found, by, on)
    return found


def _offer(batch: Batch, found: list[GroupFix], by: User, on: date) -> None:
    words = _words(batch, [group.code for group in found])
    choices: dict[str, list[Choice]] = {}
    for group in found:
        buttons = [(choice, str(LABELS[choice])) for choice in ORDER if choice in OFFERS.get(group.code, ())]
        if group.code in NOT_ON_A_LIST:
            for name, some in words[group.code].items():
                if name not in choices:
                    choices[name] = KINDS[batch.kind].choices(name, by=by, on=on)
                if choices[name]:
                    label = _heading(batch, name)
                    group.offers.append(Offer(name, label, words=some[:MOST_WORDS_OF_ONE], choices=choices[name]))
        elif group.code in DATE_CODES:
            for name, some in words[group.code].items():
                if group.code == "date_ambiguous" or any(is_year_day_month(word.found) for word in some):
                    group.offers.append(Offer(name, _heading(batch, name), buttons))
        elif buttons:
            group.offers.append(Offer("", "", buttons))


def _words(batch: Batch, codes: list[str]) -> dict[str, dict[str, list[Word]]]:
    """The different words of findings, most frequent first, by code and field."""
    words: dict[str, dict[str, list[Word]]] = defaultdict(lambda: defaultdict(list))
    wanted = [code for code in codes if code in NOT_ON_A_LIST or code in DATE_CODES]
    if wanted:
        rows = (
            Finding.objects.filter(batch=batch, code__in=wanted)
            .values_list("code", "field", "value")
            .annotate(rows=Count("pk"))
            .order_by("-rows", "value")
        )
        for code, name, value, count in rows[:MOST_WORDS]:
            words[code][name].append(Word(value, count))
    return words


def given(batch: Batch) -> list[Given]:
    """The answers that count for rows of this batch. At most three queries."""
    found = _given_meanings(batch)
    for name, order in batch.answers.get("dates", {}).items():
        words = _("Dates in “%(column)s”: %(order)s") % {
            "column": _heading(batch, name),
            "order": str(LABELS[order]),
        }
        found.append(Given(words, DATES, name))
    if batch.answers.get("blank"):
        found.append(Given(str(LABELS[BLANK]), BLANK))
    if batch.dropped:
        reasons = StagedRow.objects.filter(batch=batch, status=RowStatus.DROPPED).order_by("reason")
        for reason, count in reasons.values_list("reason").annotate(rows=Count("pk")):
            can_come_back = reason != "under_age"  # of those nothing is there that could be checked
            found.append(Given(_dropped(batch, reason, count), reason if can_come_back else ""))
    return found


def _given_meanings(batch: Batch) -> list[Given]:
    if "answer_used" not in batch.summary:
        return []
    values = batch.answers.get("values", {})
    names = KINDS[batch.kind].words()
    used = (
        Finding.objects.filter(batch=batch, code="answer_used", field__in=list(values))
        .values_list("field", "value", "params__meant")
        .annotate(rows=Count("pk"))
        .order_by("-rows", "value")[:MOST_WORDS]
    )
    return [
        Given(
            _("“%(word)s” in “%(column)s” means “%(meant)s” (rows: %(rows)s)")
            % {
                "word": word,
                "column": _heading(batch, name),
                "meant": names.get(name, {}).get(meant, meant),
                "rows": count,
            },
            MAP,
            name,
            word,
        )
        for name, word, meant, count in used
    ]


def _dropped(batch: Batch, reason: str, count: int) -> str:
    if reason == LEFT_OUT:
        return _("Left out one by one (rows: %(rows)s)") % {"rows": count}
    kept = batch.answers.get("keep", {}).get(reason)
    what = str(LABELS[kept]) if kept else _("Left out")
    return _("%(cause)s: %(what)s (rows left out: %(rows)s)") % {
        "cause": TEXTS[reason].cause,
        "what": what,
        "rows": count,
    }


def _heading(batch: Batch, name: str) -> str:
    return batch.column_of(name) or str(KINDS[batch.kind].field(name).label)


__all__ = ["LEAVE_OUT", "Given", "GroupFix", "Offer", "Word", "given", "groups"]
