"""What a template tells about each column of a kind, and its example row. A kind without a guide gets by without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Hint(NamedTuple):
    """What stands in a column; `example` is written so that it is understood in both languages."""

    meaning: Promise
    example: str
    for_new: bool = False  # needed where the row is not in the archive yet


Guide = Mapping[str, Hint]

DAY = "2026-09-01"
UNITS: Guide = {
    "code": Hint(_("The unit's own code. An existing unit is recognised by it."), "0101"),
    "name_zh": Hint(_("The full name in Chinese."), "软件工程系"),
    "name_en": Hint(
        _("The full name in English, for English pages and letters."), "Department of Software Engineering"
    ),
    "parent": Hint(_("The code of the unit to which it belongs. Empty: it belongs to the school."), "01"),
    "kind": Hint(_("School, college, department or class."), "department"),
}
STUDENTS: Guide = {
    "number": Hint(_("The student's number. An existing student is recognised by it."), "2026030001"),
    "name": Hint(_("The name as in the identity papers."), "陈佳宁"),
    "latin_name": Hint(_("The name as in the passport."), "Chen Jianing"),
    "unit": Hint(_("The college, by its name or its code."), "", for_new=True),
    "major": Hint(_("The major."), "软件工程"),
    "year": Hint(_("The year in which the student came, such as 2026 or 2026级."), "2026"),
    "class_name": Hint(_("The class."), "软件2601班"),
    "identity_number": Hint(
        _("All 18 characters. Kept encrypted, shown to nobody in full; its check digit is tested."), ""
    ),
    "birth_date": Hint(
        _("The day of birth. May stay empty where the identity number is given."), "2005-03-14", for_new=True
    ),
    "enrolled_on": Hint(_("The first day at this school."), DAY),
    "graduated_on": Hint(_("The last day at this school, once it is known."), ""),
    "status": Hint(_("Where the student stands today."), "enrolled"),
}
RECORDS: Guide = {
    "student_number": Hint(_("The number of a registered student."), "2026030001"),
    "name": Hint(_("The student's name. It must agree with the register: so no number can be mixed up."), "陈佳宁"),
    "record_type": Hint(_("The kind of record, as in the catalogue on the day of the conduct."), "VOLUNTEER"),
    "facts": Hint(_("What happened, in one or two sentences. The student reads them."), "参加迎新志愿服务"),
    "conduct_on": Hint(_("The day on which it happened."), DAY),
    "sanction": Hint(_("The sanction of the decision. Only for adverse records."), ""),
    "decision_number": Hint(_("The number of the decision. No adverse record without it."), ""),
    "decided_on": Hint(_("The day of the decision. No adverse record without it."), ""),
    "told_on": Hint(
        _("The day on which the student was told of facts, reasons, basis and the right to a defence: before the "
          "decision. No adverse record without it."),
        "",
    ),
    "served_on": Hint(_("The day on which the student received the decision. No adverse record without it."), ""),
    "sanction_months": Hint(_("How long the sanction lasts, 6 to 12 months; never for expulsion."), ""),
    "basis_clause": Hint(_("The clause that was applied. No adverse record without it."), ""),
    "hours": Hint(_("The hours of voluntary service."), "8"),
    "source_office": Hint(_("The office that established it. Empty: as in the catalogue."), ""),
}
