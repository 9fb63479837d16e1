"""The words of findings in lists of units."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archives.imports.finding_texts import MEND_CELL, error

UNIT_FINDINGS = {
    "unit_code_missing": error(
        _("Unit code is missing"), _("The cell is empty. Every unit needs a code."), MEND_CELL
    ),
    "unit_name_missing": error(
        _("Unit name is missing"), _("The cell is empty. A new unit needs a Chinese name."), MEND_CELL
    ),
    "parent_missing": error(
        _("Unit above is missing"),
        _("The cell is empty. Every unit but the school itself belongs to a unit above it."),
        _(
            "Fill in the code of the unit above. If this row is the school, leave it out, and write the school's own "
            "code as the code above in the rows below it."
        ),
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
