"""No adverse record without its papers, in the right order (rules.md, 2; Order 41, arts 51 to 57)."""

from __future__ import annotations

from archives.catalogue.models import RecordType
from archives.imports.kinds.base import CheckedRow, Checking

PAPERS = (
    ("decision_number", "decision_number_missing"),
    ("decided_on", "decision_date_missing"),
    ("told_on", "notice_missing"),
    ("served_on", "service_missing"),
    ("basis_clause", "clause_missing"),
)
SHORTEST_MONTHS, LONGEST_MONTHS = 6, 12  # Order 41, art. 57; the database holds the same


def check_papers(row: CheckedRow, record_type: RecordType, checking: Checking) -> None:
    """Everything the record needs besides student and type: a decision, or what verifies a deed."""
    if not record_type.is_adverse:
        if "sanction" in row.values:
            row.add("good_record_with_sanction", "sanction", row.found.get("sanction", ""))
        if record_type.needs_proof and "decision_number" not in row.found:
            row.add("proof_missing", "decision_number")
        return
    for name, code in PAPERS:
        if name not in row.found:
            row.add(code, name)
    _check_order(row)
    _check_months(row)


def _check_order(row: CheckedRow) -> None:
    """ISO days compare as text."""
    conduct, told, decided, served = (
        row.values.get(name) for name in ("conduct_on", "told_on", "decided_on", "served_on")
    )
    if told and conduct and told < conduct:
        row.add("notice_before_conduct", "told_on", told, conduct=conduct)
    if told and decided and told > decided:
        row.add("notice_after_decision", "told_on", told, decided=decided)
    if served and decided and served < decided:
        row.add("served_before_decision", "served_on", served, decided=decided)


def _check_months(row: CheckedRow) -> None:
    months, sanction = row.values.get("sanction_months"), row.values.get("sanction")
    if months is None:
        return
    if sanction == "expulsion" or (not sanction and "sanction" not in row.found):
        if months:
            row.add("sanction_months_out_of_range", "sanction_months", str(months))
        row.values.pop("sanction_months")
    elif not SHORTEST_MONTHS <= months <= LONGEST_MONTHS:
        row.add("sanction_months_out_of_range", "sanction_months", str(months))
