"""The words of findings in lists of good deeds, and what a template tells about their columns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archives.imports.finding_texts import MEND_CELL, error, warning
from archives.imports.kinds.guides import Guide, Hint

DEED_FINDINGS = {
    "adverse_among_deeds": error(
        _("Adverse record in a list of good deeds"),
        _("“%(value)s” is an adverse record. This list takes good deeds only."),
        _("Import it as an honesty record, with its decision, notice and proof of service."),
    ),
    "deed_missing": error(
        _("Activity or deed is missing"), _("The cell is empty. Nobody could tell what was done."), MEND_CELL
    ),
    "deed_date_missing": error(
        _("Day of the deed is missing"),
        _("The cell is empty. The day decides until when the record is shown."),
        MEND_CELL,
    ),
    "deed_ends_before_it_begins": error(
        _("Deed ends before it begins"), _("The last day, “%(value)s”, is before the first, %(first)s."), MEND_CELL
    ),
    "hours_out_of_range": error(
        _("More hours than the days have"),
        _("“%(value)s” hours on %(days)s day(s). Expected more than 0 and at most %(most)s."),
        _("Correct the hours, or give the first and the last day of the service."),
    ),
    "service_without_hours": warning(
        _("Voluntary service without hours"),
        _("The cell is empty. The record will say that the service was done, not how long."),
        _("Add the hours if they were counted."),
    ),
}
DEED_GUIDE: Guide = {
    "student_number": Hint(_("The number of a registered student."), "2026030001"),
    "name": Hint(_("The student's name. It must agree with the register: so no number can be mixed up."), "陈佳宁"),
    "facts": Hint(_("What was done, in one sentence. The student reads it."), "图书馆整架志愿服务"),
    "record_type": Hint(
        _("A good kind of the catalogue. Empty: voluntary service, where there are hours."), "VOLUNTEER"
    ),
    "conduct_on": Hint(_("The day, or the first day; a period such as 2026-03-05至2026-03-12 may stand here too."),
                       "2026-03-05"),
    "ended_on": Hint(_("The last day, where it took more than one."), "2026-03-12"),
    "hours": Hint(_("The hours of voluntary service, at most 24 for each day."), "8"),
    "source_office": Hint(_("Who organised or recognised it. Empty: as in the catalogue."), "校团委"),
    "decision_number": Hint(_("The number of the paper that verifies it, where the catalogue asks for one."), ""),
}
