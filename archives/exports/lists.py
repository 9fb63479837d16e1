"""What stands in the lists that leave: columns, and rows as they come from the database, never held together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from archives.records.models import Record, State
from archives.registry.models import Student

ROWS_AT_ONCE = 2000
MASKED = "•" * 16
RECORD_FIELDS = (
    *("number", "student", "student__number", "student__name", "student__unit__name_zh", "student__unit__path"),
    *("record_type__name_zh", "facts", "conduct_on", "sanction", "decision_number", "decided_on", "display_until"),
    *("source_office", "disputed_at", "settled_at", "statement"),
)


class Column(NamedTuple):
    heading: str
    path: str
    show: Callable[[Any], Any] | None = None  # as it is


def student_columns() -> list[Column]:
    """Twelve columns; of the identity number only the last two characters."""
    statuses = {code: str(label) for code, label in Student.Status.choices}
    return [
        Column(_("Student number"), "number"),
        Column(_("Name"), "name"),
        Column(_("Name in Latin letters"), "latin_name"),
        Column(_("Code of the unit"), "unit__code"),
        Column(_("Unit"), "unit__name_zh"),
        Column(_("Major"), "major"),
        Column(_("Year of entry"), "year"),
        Column(_("Class"), "class_name"),
        Column(_("Status"), "status", lambda code: statuses.get(code, code)),
        Column(_("Enrolled on"), "enrolled_on"),
        Column(_("Graduated on"), "graduated_on"),
        Column(_("Identity number"), "identity_number", lambda text: MASKED + text[-2:] if text else ""),
    ]


def student_rows(students: QuerySet[Student], columns: Sequence[Column]) -> Iterator[list[Any]]:
    shown = [(place, column.show) for place, column in enumerate(columns) if column.show is not None]
    paths = [column.path for column in columns]
    for values in students.order_by("number").values_list(*paths).iterator(chunk_size=ROWS_AT_ONCE):
        row = list(values)
        for place, show in shown:
            row[place] = show(row[place])
        yield row


def record_headings() -> list[str]:
    return [
        *(_("Record"), _("Student number"), _("Name"), _("Unit"), _("Kind of record"), _("Facts")),
        *(_("Day of the conduct or deed"), _("Sanction"), _("Decision number"), _("Decided on"), _("Shown until")),
        *(_("Source office"), _("State"), _("The student's statement")),
    ]


class Seen(NamedTuple):
    """A record that went into the list: whose, of which unit, and whether it is disputed."""

    student: int
    path: str
    number: str
    is_disputed: bool


def record_rows(records: QuerySet[Record], note: Callable[[Seen], None]) -> Iterator[list[Any]]:
    """The rows; `note` is told of each, for the trace that the student reads.

    The student's own statement stands beside each record: it travels with it (征信业管理条例 art. 16).
    """
    sanctions = {code: str(label) for code, label in Record.Sanction.choices}
    in_force, disputed = str(State.IN_FORCE.label), str(State.DISPUTED.label)
    rows = records.order_by("student__number", "number").values_list(*RECORD_FIELDS)
    for values in rows.iterator(chunk_size=ROWS_AT_ONCE):
        number, student, student_number, name, unit, path, kind, facts, conduct_on, sanction, *rest = values
        decision, decided_on, until, office, disputed_at, settled_at, statement = rest
        open_dispute = disputed_at is not None and settled_at is None
        note(Seen(student, path, number, open_dispute))
        yield [
            *(number, student_number, name, unit, kind, facts, conduct_on),
            *(sanctions.get(sanction, ""), decision, decided_on, until, office),
            *(disputed if open_dispute else in_force, statement),
        ]
