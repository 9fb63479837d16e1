"""The words of findings in lists of students."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archives.imports.finding_texts import MEND_CELL, error, info, warning

STUDENT_FINDINGS = {
    "name_missing": error(
        _("Name is missing"),
        _("The cell is empty. A new student needs a name."),
        _("Fill in the name."),
    ),
    "unit_missing": error(
        _("College is missing"),
        _("The cell is empty. A new student needs a college."),
        _("Fill in the college, by code or by name."),
    ),
    "birth_date_missing": error(
        _("Date of birth is missing"),
        _("The cell is empty. Without it nobody can tell whether the person is 18."),
        _("Fill in the date of birth."),
    ),
    "id_damaged": error(
        _("Identity number was damaged before the upload"),
        _("“%(value)s”: a spreadsheet program turned the number into a rounded one. It cannot be restored."),
        _("Take the number from the original list. Format the column as text next time."),
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
        _("Correct the wrong row, or leave it out."),
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
