"""What can be said about a batch: groups of findings, what changes by field, the receipt, and the same as
JSON.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from archives.imports.finding_texts import FORBIDDEN_CAUSE, FORBIDDEN_FIX, FORBIDDEN_RULE, TEXTS, TOPICS
from archives.imports.findings import Draft, expected, joined, place, shorten
from archives.imports.kinds import KINDS
from archives.imports.models import GOOD, Batch, RowStatus, Severity, StagedRow
from archives.imports.sentences import Note

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one cause."""

    code: str
    severity: str
    count: int
    cause: str
    column: str  # the heading in the person's own words
    cell: str  # the address of the example, such as D33
    example_row: int
    place: str  # sheet, row and column of the example, in words
    example: str  # what was found there and what was expected
    fix: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a field would become, over all rows."""

    label: str | Promise
    rows: int
    before: str
    after: str
    second_look: bool
    name: str = ""  # of what is changed, as staged rows have it


def groups(batch: Batch, *severities: str, with_values: bool) -> list[FindingGroup]:
    """Findings by cause, errors first, most frequent first. Without `with_values` nothing that stands in the file:
    no example, and our own word in place of a heading.
    """
    found = [
        _group(batch, code, group, with_values)
        for code, group in batch.summary.items()
        if not severities or group["severity"] in severities
    ]
    if batch.forbidden_open:
        found = [*_forbidden_groups(batch, with_values), *found]
    return sorted(found, key=lambda group: (ORDER[Severity(group.severity)], -group.count, group.code))


def _group(batch: Batch, code: str, group: dict[str, Any], with_values: bool) -> FindingGroup:
    draft = Draft(code, group["field"], group["value"], group["params"])
    letter = batch.letter_of(group["field"])
    heading = batch.column_of(group["field"]) if with_values else _own_word(batch, group["field"])
    return FindingGroup(
        code=code,
        severity=group["severity"],
        count=group["count"],
        cause=str(TEXTS[code].cause),
        column=heading,
        cell=f"{letter}{group['row']}" if letter else "",
        example_row=group["row"],
        place=place(batch, group["field"], group["row"], heading=heading),
        example=expected(draft) if with_values and not batch.shredded_at else "",
        fix=str(TEXTS[code].fix),
    )


def _own_word(batch: Batch, field: str) -> str:
    """What this product calls a column of the file; "" for a field that has none."""
    return str(KINDS[batch.kind].field(field).label) if field in batch.mapping else ""


def _forbidden_groups(batch: Batch, with_values: bool) -> list[FindingGroup]:
    def said(item: dict[str, Any]) -> str:
        if not with_values:
            return ""
        return str(FORBIDDEN_RULE) % {"header": item["header"], "topic": topic(item["topic"])}

    return [
        FindingGroup(
            code="forbidden_column",
            severity=Severity.ERROR,
            count=batch.data_rows,
            cause=str(FORBIDDEN_CAUSE),
            column=item["header"] if with_values else "",
            cell=f"{batch.letter_at(item['column'])}{batch.header_row}",
            example_row=batch.header_row or 0,
            place=place(batch, "", batch.header_row or 0),
            example=said(item),
            fix=str(FORBIDDEN_FIX),
        )
        for item in batch.forbidden
    ]


def topic(code: str) -> str:
    """What a forbidden column is about, in words."""
    return str(TOPICS.get(code, code))


def changes(batch: Batch, *, with_before: bool) -> list[Change]:
    """What would change, by field, most frequent first; what stands there now only `with_before`."""
    kind = KINDS[batch.kind]
    words = kind.words() if batch.changes else {}
    found = []
    for name, change in batch.changes.items():
        field = kind.stands_for.get(name, name)
        named = words.get(field, {})
        found.append(
            Change(
                kind.field(field).label,
                change["rows"],
                shorten(named.get(change["before"]) or kind.show(field, change["before"])) if with_before else "",
                shorten(named.get(change["after"]) or kind.show(field, change["after"])),
                field in kind.second_look,
                name,
            )
        )
    return sorted(found, key=lambda change: -change.rows)


def notes(batch: Batch) -> list[str]:
    """What was left out of the file, in sentences."""
    return [Note(code, params).message() for code, params in batch.notes]


def not_kept(batch: Batch) -> list[str]:
    """Headings of columns that nothing is taken from."""
    used = set(batch.mapping.values()) | {item["column"] for item in batch.forbidden}
    own = set(batch.mends.headers if batch.mends else batch.headers)  # not those that we added to rows to mend
    return [
        heading for column, heading in enumerate(batch.headers) if heading in own - {""} and column not in used
    ]


class Written(NamedTuple):
    """Rows that the batch wrote, also where they were taken back later."""

    new: int
    changed: int


def written_by_kind(batch: Batch) -> Written:
    """How many of the written rows were new, and how many changed something."""
    done = [*GOOD, RowStatus.KEPT, RowStatus.ERRORED]
    counts = Counter(
        dict(
            StagedRow.objects.filter(batch=batch, status__in=done, number__lte=batch.reached)
            .values_list("is_change")
            .annotate(rows=Count("pk"))
            .order_by()
        )
    )
    return Written(counts[False], counts[True])


def reasons() -> dict[str, str]:
    """Why a row was left behind, kept or could not be reversed: what holds for all kinds, then their own."""
    known = {
        "exists_now": _("It was entered by somebody else after the check."),
        "gone": _("It is no longer there."),
        "student_gone": _("The student is no longer registered."),
        "unit_gone": _("The unit is no longer there."),
        "changed_since": _("Somebody changed it since."),
        "in_use": _("Records, an account, a code or look-ups already belong to it."),
    }
    return known | {code: str(reason) for kind in KINDS.values() for code, reason in kind.reasons.items()}


def as_json(batch: Batch, findings: list[FindingGroup], *, with_headings: bool, seconds: float) -> dict[str, Any]:
    """The batch for scripts: the names that architecture.md promises, and the file's own facts.

    `findings` and `with_headings` as `cells_shown.Cells` gives them to the person for whom the script runs.
    """
    return {
        "batch": batch.number,
        "kind": batch.kind,
        "status": batch.status,
        "rows": batch.rows,
        "new": batch.new,
        "changed": batch.changed,
        "unchanged": batch.unchanged,
        "refused": batch.refused,
        "written": batch.written,
        "left_behind": batch.left_behind,
        "seconds": round(seconds, 3),
        "sheet": batch.sheet,
        "header_row": batch.header_row,
        "encoding": batch.encoding,
        "fingerprint": batch.fingerprint,
        "mapping": {name: batch.column_of(name) if with_headings else _own_word(batch, name) for name in batch.mapping},
        "findings": [
            {
                "code": group.code,
                "severity": group.severity,
                "count": group.count,
                "sheet": batch.sheet,
                "column": group.column,
                "cell": group.cell,
                "example_row": group.example_row,
                "message": joined(group.place, group.example, group.fix),
            }
            for group in findings
        ],
        "notes": [{"code": code, **params} for code, params in batch.notes],
    }
