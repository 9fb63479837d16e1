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


MEND_CELL = _("Correct the cell.")

ANY_KIND = {
    "duplicate_in_file": error(
        _("The same row appears twice in the file"),
        _(
            "Rows %(rows)s both have “%(value)s”. Neither is imported, because nobody can tell which one "
            "is right."
        ),
        _("Leave the wrong row out, or correct its number."),
    ),
    "date_invalid": error(
        _("Date cannot be understood"),
        _("“%(value)s” is not a date. Expected a day such as 2026-09-01, 2026/9/1 or 2026年9月1日."),
        MEND_CELL,
    ),
    "date_ambiguous": error(
        _("Date has two readings"),
        _("“%(value)s” can be read with the day or the month first. It is not guessed."),
        _("Say which comes first in this column, or write dates as 2026-09-01."),
    ),
    "date_in_future": error(
        _("Date lies in the future"),
        _("“%(value)s” has not come yet. Expected a day up to today."),
        MEND_CELL,
    ),
    "text_too_long": error(
        _("Text is too long"),
        _("The text has %(found)s characters; there is room for %(most)s."),
        _("Shorten the text."),
    ),
    "number_not_understood": error(
        _("Number cannot be understood"), _("“%(value)s” is not a number that fits here."), MEND_CELL
    ),
    "choice_unknown": error(
        _("Word is not on the list"),
        _("“%(value)s” is not known here. Expected one of: %(choices)s."),
        _("Use one of these words."),
    ),
    "outside_your_units": error(
        _("Outside the units you work for"),
        _("“%(value)s” belongs to a unit that your role does not cover."),
        _("Leave the row to the office of that unit, or ask an administrator for the role."),
    ),
    "typed_key_taken": error(
        _("Typed number stands in another row"),
        _("Row %(row)s of the file has “%(value)s” already; that row stays as it is."),
        _("Type another number, or leave this row out."),
    ),
    "answer_used": info(
        _("Read as your office said"),
        _("“%(value)s” was read as “%(meant)s”."),
        _("Nothing to do. Where that is wrong, take the answer back."),
    ),
    "cell_left_out": info(
        _("Cell left out"),
        _("“%(value)s” is wrong and is not imported, as answered for all rows with this problem."),
        _("Nothing to do. Where that is wrong, take the answer back."),
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

# Of rows that name a student or a unit, whatever else they hold.
PEOPLE = {
    "student_number_missing": error(
        _("Student number is missing"), _("The cell is empty. Every row needs a student number."), MEND_CELL
    ),
    "student_number_damaged": error(
        _("Student number was damaged before the upload"),
        _("“%(value)s” is what a spreadsheet program left of a longer number."),
        _("Take the number from the original list. Format the column as text next time."),
    ),
    "student_number_invalid": error(
        _("Student number cannot be understood"),
        _(
            "“%(value)s” is not a student number. Expected letters and digits, with at least one digit; - _ . may "
            "stand between them; at most 32 characters."
        ),
        MEND_CELL,
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
    "under_age": error(
        _("Under 18"),
        _(
            "The person is not yet 18. Only adult students have an honesty archive, so nothing of this row "
            "was kept."
        ),
        _("Leave the row out and import the student after the 18th birthday."),
    ),
    "student_unknown": error(
        _("Student is not registered"),
        _("No student with the number “%(value)s” is registered."),
        _("Check the number, or import the student first."),
    ),
    "cross_check_missing": error(
        _("Name is missing"),
        _("The cell is empty. The name guards against a wrong student number."),
        _("Fill in the name."),
    ),
    "proof_missing": error(
        _("Paper that verifies the deed is missing"),
        _("The cell is empty. The catalogue asks for the number of a paper for this kind of record."),
        _("Add the number of the certificate or notice. Without it the row is not imported."),
    ),
    "name_mismatch": error(
        _("Name does not belong to the student number"),
        _("The name in the row, “%(value)s”, is not the name registered under this student number."),
        _("Check both against your papers: a wrong number would put the record on somebody else."),
    ),
}

# Kinds add their own words when they are registered.
TEXTS: dict[str, Text] = {**ANY_KIND, **PEOPLE}

FORBIDDEN_CAUSE = _("Column that may not be kept")
FORBIDDEN_RULE = _("“%(header)s” may not be stored (%(topic)s). None of its cells was read.")
FORBIDDEN_FIX = _("Agree to leave the column out, or delete it and upload the file again.")

# What a forbidden column is about; the codes are those of forbidden.py.
TOPICS = {
    "religion": _("religion"),
    "genes": _("genes"),
    "fingerprint": _("fingerprints"),
    "biometrics": _("faces, voices and other biometrics"),
    "blood": _("blood type"),
    "disability": _("disability"),
    "mental_health": _("mental health"),
    "medication": _("medication"),
    "allergy": _("allergies"),
    "pregnancy": _("pregnancy and contraception"),
    "disease": _("disease and medical history"),
    "bank_account": _("bank accounts and cards"),
    "income": _("income"),
    "deposits": _("bank deposits"),
    "securities": _("securities"),
    "insurance": _("insurance"),
    "property": _("property"),
    "tax": _("tax"),
}
