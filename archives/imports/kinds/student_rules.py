"""What must be true of a student's identity number and age before a cell of the row is kept."""

from __future__ import annotations

from datetime import date

from archives.imports import values as read
from archives.imports.kinds.base import CheckedRow, Checking, mask
from archives.imports.kinds.rows import RowReader
from archives.registry.adulthood import is_adult

# Codes of values.check_identity_number → finding.
IDENTITY_FINDINGS = {"check_digit": "id_check_digit", "birth_date": "id_birth_differs"}


def check_identity(reader: RowReader, birth_date: date | None) -> str:
    """The identity number, sealed, if it stands up to GB 11643; else "" with a finding."""
    name, row = "identity_number", reader.row
    text = reader.identifier(name, damaged="id_damaged", invalid="id_invalid", most=18)
    row.values.pop(name, None)
    for draft in row.drafts:
        if draft.field == name:
            draft.value = mask(draft.value)  # never in clear, whatever the finding says
    if not text:
        return ""
    text = text.upper()
    row.found[name] = mask(text)
    for problem in read.check_identity_number(text, birth_date):
        row.add(IDENTITY_FINDINGS.get(problem, "id_invalid"), name, mask(text))
    if any(draft.field == name and draft.severity == "error" for draft in row.drafts):
        return text
    row.sealed[name] = text
    return text


def check_age(
    row: CheckedRow, birth_date: date | None, from_identity: date | None, checking: Checking
) -> None:
    """Nobody under 18 on the day of the import is kept, by either date (rules.md, 1)."""
    min_age = checking.remember("min_age", lambda: checking.rules.at("subject.min_age", checking.on)["years"])
    dates = [day for day in (birth_date, from_identity) if day is not None]
    if any(not is_adult(day, checking.on, min_age=min_age) for day in dates):
        withhold(row)
    elif birth_date is None and from_identity and not row.found.get("birth_date"):
        row.values["birth_date"] = from_identity.isoformat()
        row.add("birth_date_from_identity", "birth_date")


def withhold(row: CheckedRow, field: str = "birth_date") -> None:
    """Forget everything of the row but its number."""
    row.withheld = True
    row.cells, row.found, row.values, row.sealed, row.before = {}, {}, {}, {}, {}
    row.drafts.clear()
    row.add("under_age", field)
