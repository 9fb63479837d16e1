"""The words of every finding: its cause, the rule with what was found, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Text(NamedTuple):
    severity: str
    cause: Promise
    rule: Promise
    fix: Promise


def error(cause: Promise, rule: Promise, fix: Promise) -> Text:
    return Text("error", cause, rule, fix)


def warning(cause: Promise, rule: Promise, fix: Promise) -> Text:
    return Text("warning", cause, rule, fix)


def info(cause: Promise, rule: Promise, fix: Promise) -> Text:
    return Text("info", cause, rule, fix)


MEND_CELL = _("Correct the cell in your file and upload it again.")
CHECK_PAPER = _("Look it up in the decision and add it. Without it the row is not imported.")

ANY_KIND = {
    "duplicate_in_file": error(
        _("The same row appears twice in the file"),
        _(
            "Rows %(rows)s both have “%(value)s”. Neither is imported, because nobody can tell which one "
            "is right."
        ),
        _("Delete the wrong row, or correct its number, and upload the file again."),
    ),
    "date_invalid": error(
        _("Date cannot be understood"),
        _("“%(value)s” is not a date. Expected a day such as 2026-09-01, 2026/9/1 or 2026年9月1日."),
        MEND_CELL,
    ),
    "date_ambiguous": error(
        _("Date has two readings"),
        _("“%(value)s” can be read with the day or the month first. It is not guessed."),
        _("Say on the page “Columns” which comes first in this file, or write dates as 2026-09-01."),
    ),
    "date_in_future": error(
        _("Date lies in the future"),
        _("“%(value)s” has not come yet. Expected a day up to today."),
        MEND_CELL,
    ),
    "text_too_long": error(
        _("Text is too long"),
        _("The text has %(found)s characters; there is room for %(most)s."),
        _("Shorten the text and upload the file again."),
    ),
    "number_not_understood": error(
        _("Number cannot be understood"), _("“%(value)s” is not a number that fits here."), MEND_CELL
    ),
    "choice_unknown": error(
        _("Word is not on the list"),
        _("“%(value)s” is not known here. Expected one of: %(choices)s."),
        _("Use one of these words and upload the file again."),
    ),
    "outside_your_units": error(
        _("Outside the units you work for"),
        _("“%(value)s” belongs to a unit that your role does not cover."),
        _("Leave the row to the office of that unit, or ask an administrator for the role."),
    ),
    "spaces_removed": info(
        _("Spaces removed"),
        _("Spaces before, after or inside “%(value)s” were removed."),
        _("Nothing to do."),
    ),
    "full_width_normalised": info(
        _("Full-width characters turned into ordinary ones"),
        _("“%(value)s” had full-width letters or digits; they were turned into ordinary ones."),
        _("Nothing to do."),
    ),
    "number_restored": warning(
        _("Number stored as a number, restored as text"),
        _("The cell holds a number instead of text; it was read as “%(value)s”."),
        _("Compare a few with your papers. Format the column as text next time."),
    ),
    "zeros_lost": warning(
        _("Leading zeros may have been lost"),
        _("“%(value)s” is shorter than the others; the file may have lost zeros at the front."),
        _("Compare with your papers. Format the column as text next time."),
    ),
}

STUDENTS = {
    "student_number_missing": error(
        _("Student number is missing"), _("The cell is empty. Every row needs a student number."), MEND_CELL
    ),
    "student_number_damaged": error(
        _("Student number was damaged before the upload"),
        _("“%(value)s” is what a spreadsheet program left of a longer number."),
        _("Take the number from the original list, format the column as text and upload the file again."),
    ),
    "student_number_invalid": error(
        _("Student number cannot be understood"),
        _("“%(value)s” is not a student number. Expected letters and digits, at most 32."),
        MEND_CELL,
    ),
    "name_missing": error(
        _("Name is missing"),
        _("The cell is empty. A new student needs a name."),
        _("Fill in the name and upload the file again."),
    ),
    "unit_missing": error(
        _("College is missing"),
        _("The cell is empty. A new student needs a college."),
        _("Fill in the college, by code or by name, and upload the file again."),
    ),
    "unit_unknown": error(
        _("College does not exist"),
        _("“%(value)s” is neither the code nor the name of a unit of this school."),
        _("Use the name or the code from the list of units, or have the unit entered first."),
    ),
    "unit_ambiguous": error(
        _("College name is not unique"),
        _("More than one unit is called “%(value)s”."),
        _("Write the code of the unit instead of its name."),
    ),
    "birth_date_missing": error(
        _("Date of birth is missing"),
        _("The cell is empty. Without it nobody can tell whether the person is 18."),
        _("Fill in the date of birth and upload the file again."),
    ),
    "under_age": error(
        _("Under 18"),
        _(
            "The person is not yet 18. Only adult students have an honesty archive, so nothing of this row "
            "was kept."
        ),
        _("Leave the row out and import the student after the 18th birthday."),
    ),
    "id_damaged": error(
        _("Identity number was damaged before the upload"),
        _("“%(value)s”: a spreadsheet program turned the number into a rounded one. It cannot be restored."),
        _("Take the number from the original list, format the column as text and upload the file again."),
    ),
    "id_check_digit": error(
        _("Check digit of the identity number is wrong"),
        _("“%(value)s” does not pass the check of GB 11643: at least one digit is wrong."),
        _("Compare the number with the identity card."),
    ),
    "id_invalid": error(
        _("Identity number cannot be right"),
        _("“%(value)s” is not an identity number. Expected 18 characters with a real date of birth inside."),
        _("Compare the number with the identity card."),
    ),
    "id_birth_differs": error(
        _("Identity number and date of birth differ"),
        _("The date of birth inside “%(value)s” is not the one in the row."),
        _("Compare both with the identity card."),
    ),
    "identity_taken": error(
        _("Identity number belongs to another student"),
        _("“%(value)s” is already registered under another student number."),
        _("Find out whether the student has two numbers or the identity number is wrong."),
    ),
    "identity_twice_in_file": error(
        _("The same identity number appears twice in the file"),
        _("Rows %(rows)s have the same identity number “%(value)s”. Neither is imported."),
        _("Correct the wrong row and upload the file again."),
    ),
    "graduates_before_enrolment": error(
        _("Graduation comes before enrolment"),
        _("The day of graduation, “%(value)s”, is before the day of enrolment."),
        MEND_CELL,
    ),
    "birth_date_differs": error(
        _("Date of birth differs from the register"),
        _(
            "“%(value)s” is not the date of birth that is registered. A date of birth is not changed by an "
            "import."
        ),
        _("Check which is right; a wrong date in the register is corrected by hand."),
    ),
    "name_changes": warning(
        _("Name changes"),
        _("The registered name becomes “%(value)s”."),
        _("Make sure that it is the same person."),
    ),
    "identity_changes": warning(
        _("Identity number changes"),
        _("The registered identity number becomes “%(value)s”."),
        _("Make sure that it is the same person."),
    ),
    "birth_date_from_identity": info(
        _("Date of birth taken from the identity number"),
        _("The row has no date of birth; it was read from the identity number."),
        _("Nothing to do."),
    ),
}

UNITS = {
    "unit_code_missing": error(
        _("Unit code is missing"), _("The cell is empty. Every unit needs a code."), MEND_CELL
    ),
    "unit_name_missing": error(
        _("Unit name is missing"), _("The cell is empty. A new unit needs a Chinese name."), MEND_CELL
    ),
    "parent_missing": error(
        _("Unit above is missing"),
        _("The cell is empty. Every unit but the school itself belongs to a unit above it."),
        MEND_CELL,
    ),
    "parent_unknown": error(
        _("Unit above does not exist"),
        _("“%(value)s” is neither in the register nor in this file."),
        _("Use the code of an existing unit, or add the unit above to the file."),
    ),
    "unit_moves": error(
        _("Unit would move"),
        _("The unit now belongs to “%(now)s”, not to “%(value)s”. Moving changes who sees its students."),
        _("An administrator moves units one by one, on the page of the unit."),
    ),
}

RECORDS = {
    "student_unknown": error(
        _("Student is not registered"),
        _("No student with the number “%(value)s” is registered."),
        _("Check the number, or import the student first."),
    ),
    "cross_check_missing": error(
        _("Name is missing"),
        _("The cell is empty. The name guards against a wrong student number."),
        _("Fill in the name and upload the file again."),
    ),
    "name_mismatch": error(
        _("Name does not belong to the student number"),
        _("The name in the row, “%(value)s”, is not the name registered under this student number."),
        _("Check both against your papers: a wrong number would put the record on somebody else."),
    ),
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
}

TEXTS: dict[str, Text] = {**ANY_KIND, **STUDENTS, **UNITS, **RECORDS}

FORBIDDEN_CAUSE = _("Column that may not be kept")
FORBIDDEN_RULE = _("“%(header)s” may not be stored (%(topic)s). None of its cells was read.")
FORBIDDEN_FIX = _("Agree to leave the column out, or delete it and upload the file again.")

# What a forbidden column is about; the codes are those of forbidden.py.
TOPICS = {
    "religion": _("religion"),
    "genes": _("genes"),
    "fingerprint": _("fingerprints"),
    "blood": _("blood type"),
    "disease": _("disease and medical history"),
    "income": _("income"),
    "deposits": _("bank deposits"),
    "securities": _("securities"),
    "insurance": _("insurance"),
    "property": _("property"),
    "tax": _("tax"),
}
