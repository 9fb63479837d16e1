"""The words of findings in lists of records."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archives.imports.finding_texts import MEND_CELL, error, info

CHECK_PAPER = _("Look it up in the decision and add it. Without it the row is not imported.")

RECORD_FINDINGS = {
    "type_missing": error(
        _("Kind of record is missing"),
        _("The cell is empty. Every record has a kind from the catalogue."),
        MEND_CELL,
    ),
    "type_not_in_catalogue": error(
        _("Kind of record is not in the catalogue"),
        _(
            "“%(value)s” is no kind of record that was in force on the day of the conduct. No legal basis, "
            "no record."
        ),
        _("Use a name or code from the catalogue. What is not there may not be recorded."),
    ),
    "adverse_not_yours": error(
        _("Adverse record, which your role does not import"),
        _("“%(value)s” is an adverse record. Your role imports good records only."),
        _("Delete the row from your file and leave it to the integrity office or the registrar."),
    ),
    "facts_missing": error(
        _("Facts are missing"), _("The cell is empty. A record without facts cannot be answered."), MEND_CELL
    ),
    "conduct_date_missing": error(
        _("Day of the conduct is missing"),
        _("The cell is empty. The day decides which rules apply."),
        MEND_CELL,
    ),
    "decision_number_missing": error(
        _("Decision number is missing"),
        _("The cell is empty. No adverse record without its decision."),
        CHECK_PAPER,
    ),
    "decision_date_missing": error(
        _("Day of the decision is missing"),
        _("The cell is empty. No adverse record without its decision."),
        CHECK_PAPER,
    ),
    "notice_missing": error(
        _("Notice before the decision is missing"),
        _(
            "The cell is empty. The student must have been told of facts, reasons, basis and the right to "
            "a defence "
            "before the decision (Order 41, art. 55)."
        ),
        _("Enter the day on which the student was told. If there was none, the record cannot be made."),
    ),
    "service_missing": error(
        _("Proof of service is missing"),
        _("The cell is empty. A decision that was not served has no effect (Order 41, art. 55)."),
        _("Enter the day of service. If the decision was not served yet, serve it first."),
    ),
    "clause_missing": error(
        _("Clause is missing"), _("The cell is empty. No clause, no record."), CHECK_PAPER
    ),
    "notice_after_decision": error(
        _("Student was told after the decision"),
        _(
            "Told on %(value)s, decided on %(decided)s. The right to a defence comes before the decision "
            "(Order 41, art. 55)."
        ),
        _("Check both days. If they are right, the decision must be made again."),
    ),
    "notice_before_conduct": error(
        _("Student was told before the conduct"),
        _("Told on %(value)s, but the conduct was on %(conduct)s."),
        MEND_CELL,
    ),
    "served_before_decision": error(
        _("Served before the decision"), _("Served on %(value)s, but decided on %(decided)s."), MEND_CELL
    ),
    "sanction_unknown": error(
        _("Sanction is not known"),
        _("“%(value)s” is not a sanction of Order 41, art. 51. Expected one of: %(choices)s."),
        MEND_CELL,
    ),
    "sanction_months_out_of_range": error(
        _("Period of the sanction is out of range"),
        _(
            "%(value)s months. A sanction lasts 6 to 12 months, and an expulsion has no period (Order 41, "
            "art. 57)."
        ),
        MEND_CELL,
    ),
    "good_record_with_sanction": error(
        _("Good record with a sanction"),
        _("The kind of record is a good one, but the row has the sanction “%(value)s”."),
        MEND_CELL,
    ),
    "decision_of_another_kind": error(
        _("Decision is already recorded differently"),
        _("The decision “%(value)s” is in the archive of this student under another kind of record."),
        _("Look at the record; if it is wrong, an integrity officer withdraws it first."),
    ),
    "record_is_disputed": error(
        _("Record is disputed"),
        _("The student disputes the record of decision “%(value)s”; it is not changed by an import."),
        _("Settle the dispute first."),
    ),
    "placeholder": error(
        _("Word in place of a paper"),
        _("“%(value)s” only fills the cell: it is neither facts nor a paper."),
        CHECK_PAPER,
    ),
    "says_nothing": info(
        _("Word that says nothing, read as empty"),
        _("“%(value)s” only fills the cell; it was read as empty."),
        _("Nothing to do."),
    ),
    "hours_of_adverse_record": error(
        _("Adverse record with hours"),
        _("The kind of record is adverse, but the row has the hours “%(value)s”. Only good records have hours."),
        MEND_CELL,
    ),
    "hours_not_positive": error(
        _("Hours that cannot be"),
        _("“%(value)s” hours. Expected more than 0 and at most %(most)s, with one decimal."),
        MEND_CELL,
    ),
    "rules_missing": error(
        _("No rules for the day of the conduct"),
        _("For conduct on “%(value)s” no rules are kept; they begin on %(first)s."),
        _("Check the day. If it is right, the record cannot be made."),
    ),
    "kind_not_yet_in_force": error(
        _("Kind of record is younger than the conduct"),
        _("“%(value)s” is in force from %(first)s only. It is not applied to earlier conduct."),
        _("Check the day. If it is right, the record cannot be made."),
    ),
}
