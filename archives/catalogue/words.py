"""How the catalogue's rules read: a title for each key, and words for the values that are words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

TITLES: dict[str, Any] = {
    "activation.code": gettext_lazy("How long an activation code works"),
    "adverse.max_keep": gettext_lazy("How long adverse data is kept at most"),
    "adverse.prenotice": gettext_lazy("Told before adverse data is supplied"),
    "adverse.statement": gettext_lazy("The student's own statement"),
    "appeal.decide": gettext_lazy("Time to decide an appeal"),
    "appeal.file": gettext_lazy("Time to appeal"),
    "appeal.province": gettext_lazy("Complaint to the province"),
    "appeal.unstated": gettext_lazy("Where the letter did not state the time to appeal"),
    "decision.letter_items": gettext_lazy("What a decision letter holds"),
    "deed.optout": gettext_lazy("Declining to have good deeds recorded"),
    "defence.before_decision": gettext_lazy("Defence before the decision"),
    "good.display": gettext_lazy("How long good records are shown"),
    "import.error_workbook": gettext_lazy("How long the rows to mend of an import can be downloaded"),
    "import.source_kept": gettext_lazy("How long the file of an import is kept after it has ended"),
    "import.unused_columns": gettext_lazy("How long columns that are imported as nothing are kept without work"),
    "import.undo_window": gettext_lazy("How long an import can be undone"),
    "loan.cap": gettext_lazy("Highest loan a year"),
    "loan.default_reporter": gettext_lazy("Who reports a loan default"),
    "loan.grace": gettext_lazy("Interest-only time of a loan"),
    "loan.interest": gettext_lazy("Interest of a loan"),
    "loan.plan_change": gettext_lazy("Change of the repayment plan"),
    "loan.term": gettext_lazy("Term of a loan"),
    "lookup.log_fields": gettext_lazy("What the trace of a look-up holds"),
    "lookup.log_keep": gettext_lazy("How long the trace of a look-up is kept"),
    "major.gate": gettext_lazy("Gates of decisions of major interest"),
    "notice.public_days": gettext_lazy("How long a public notice stands"),
    "notice.public_fields": gettext_lazy("What a public notice may show"),
    "objection.answer": gettext_lazy("Time to answer an objection"),
    "objection.flag": gettext_lazy("Mark of an objection"),
    "objection.unverifiable": gettext_lazy("What cannot be verified"),
    "overturned.remove": gettext_lazy("Removing what was overturned"),
    "pia.keep": gettext_lazy("How long impact assessments are kept"),
    "pipl.automated": gettext_lazy("Decisions made by rules"),
    "pipl.share": gettext_lazy("Sharing with others"),
    "repair.answer": gettext_lazy("Time to answer a request for repair"),
    "repair.decide": gettext_lazy("Time to accept a request for repair"),
    "repair.two_documents": gettext_lazy("Decision and repair guide together"),
    "report.free": gettext_lazy("Own report free of charge"),
    "sanction.after_release": gettext_lazy("After a sanction is released"),
    "sanction.period": gettext_lazy("Period of a sanction"),
    "sanction.severity": gettext_lazy("Severity that goes with a sanction"),
    "sanction.types": gettext_lazy("Kinds of sanctions"),
    "scholarship.national": gettext_lazy("National scholarship"),
    "service.order": gettext_lazy("Ways of service"),
    "severity.general": gettext_lazy("How long general records are shown"),
    "severity.minor": gettext_lazy("How long minor records are shown"),
    "severity.serious": gettext_lazy("How long serious records are shown"),
    "statistics.min_cell": gettext_lazy("Smallest group in statistics"),
    "subject.min_age": gettext_lazy("Youngest age of a person with an archive"),
}

# Values are stored in English, once; the reader meets them in the own language.
WORDS: dict[str, Any] = {
    "name": pgettext_lazy("value of a rule", "name"),
    "time": pgettext_lazy("value of a rule", "time"),
    "content": pgettext_lazy("value of a rule", "content"),
    "purpose": pgettext_lazy("value of a rule", "purpose"),
    "basic data": pgettext_lazy("value of a rule", "basic data"),
    "facts and evidence": pgettext_lazy("value of a rule", "facts and evidence"),
    "kind, basis and period": pgettext_lazy("value of a rule", "kind, basis and period"),
    "way and time to appeal": pgettext_lazy("value of a rule", "way and time to appeal"),
    "other necessary matters": pgettext_lazy("value of a rule", "other necessary matters"),
    "in person": pgettext_lazy("value of a rule", "in person"),
    "left": pgettext_lazy("value of a rule", "left"),
    "post": pgettext_lazy("value of a rule", "post"),
    "minimal public notice": pgettext_lazy("value of a rule", "minimal public notice"),
    "legality review": pgettext_lazy("value of a rule", "legality review"),
    "president's meeting": pgettext_lazy("value of a rule", "president's meeting"),
    "school": pgettext_lazy("value of a rule", "school"),
    "college": pgettext_lazy("value of a rule", "college"),
    "year": pgettext_lazy("value of a rule", "year"),
    "major": pgettext_lazy("value of a rule", "major"),
    "class": pgettext_lazy("value of a rule", "class"),
    "lender": pgettext_lazy("value of a rule", "lender"),
    "recipient": pgettext_lazy("value of a rule", "recipient"),
    "contact": pgettext_lazy("value of a rule", "contact"),
    "kind": pgettext_lazy("value of a rule", "kind"),
    "warning": pgettext_lazy("value of a rule", "warning"),
    "serious_warning": pgettext_lazy("value of a rule", "serious warning"),
    "demerit": pgettext_lazy("value of a rule", "demerit"),
    "probation": pgettext_lazy("value of a rule", "probation"),
    "expulsion": pgettext_lazy("value of a rule", "expulsion"),
    "minor": pgettext_lazy("value of a rule", "minor"),
    "general": pgettext_lazy("value of a rule", "general"),
    "serious": pgettext_lazy("value of a rule", "serious"),
}


def title_of(key: str) -> str:
    """What the rule is about; the key itself for one that a school added."""
    return str(TITLES.get(key, key))


def in_words(value: Any) -> str:
    """A rule's value as a person reads it."""
    if not isinstance(value, dict):
        return str(value)
    return _("; ").join(f"{part_label(name)}{_(': ')}{_plain(part)}" for name, part in value.items())


def _plain(part: Any) -> str:
    if isinstance(part, bool):
        return _("yes") if part else _("no")
    if isinstance(part, list):
        return _(", ").join(str(WORDS.get(word, word)) for word in part)
    return str(WORDS.get(part, part))


def part_label(name: str) -> Any:
    """The words for one part of a rule's value."""
    return PART_LABELS.get(name, name)


PART_LABELS: dict[str, Any] = {
    "years": gettext_lazy("Years"),
    "days": gettext_lazy("Days"),
    "months": gettext_lazy("Months"),
    "working_days": gettext_lazy("Working days"),
    "persons": gettext_lazy("Persons"),
    "shortest_months": gettext_lazy("Shortest, in months"),
    "longest_months": gettext_lazy("Longest, in months"),
    "default_months": gettext_lazy("Default, in months"),
    "probation_months": gettext_lazy("Probation, in months"),
    "target_working_days": gettext_lazy("Own target, in working days"),
    "extension_days": gettext_lazy("Extension, in days"),
    "file_days": gettext_lazy("Days to file"),
    "decide_working_days": gettext_lazy("Working days to decide"),
    "college_stage_days": gettext_lazy("Days of the college stage"),
    "fee_yuan": gettext_lazy("Fee, in yuan"),
    "fields": gettext_lazy("Fields"),
    "kinds": gettext_lazy("Kinds"),
    "items": gettext_lazy("Items"),
    "ways": gettext_lazy("Ways, in order"),
    "gates": gettext_lazy("Gates"),
    "yuan": gettext_lazy("Yuan"),
    "from_year_of_study": gettext_lazy("From year of study"),
    "top_percent": gettext_lazy("Best, in per cent"),
    "top_percent_with_merit": gettext_lazy("Best with exceptional merit, in per cent"),
    "undergraduate_yuan_a_year": gettext_lazy("Undergraduate, yuan a year"),
    "postgraduate_yuan_a_year": gettext_lazy("Postgraduate, yuan a year"),
    "years_after_study": gettext_lazy("Years after the study"),
    "longest_years": gettext_lazy("Longest, in years"),
    "interest_only_months": gettext_lazy("Months of interest only"),
    "below_lpr_basis_points_2024": gettext_lazy("Basis points below LPR from 2024"),
    "below_lpr_basis_points_2023": gettext_lazy("Basis points below LPR in 2023"),
    "below_lpr_basis_points_2020": gettext_lazy("Basis points below LPR from 2020"),
    "requests_in_first_year": gettext_lazy("Requests in the first year"),
    "reporter": gettext_lazy("Who reports"),
    "told": gettext_lazy("What the person is told"),
    "separate_consent": gettext_lazy("Separate consent"),
    "explain": gettext_lazy("Explained"),
    "may_refuse": gettext_lazy("The person may refuse"),
    "unlimited": gettext_lazy("Unlimited"),
    "while_kept": gettext_lazy("As long as it is kept"),
    "before_supply": gettext_lazy("Before it is supplied"),
    "record_both_versions": gettext_lazy("Both versions recorded"),
    "usable": gettext_lazy("Usable for decisions"),
    "served_together": gettext_lazy("Served together"),
    "student_may_decline": gettext_lazy("The student may decline"),
    "influence": gettext_lazy("Influence"),
    "warning": gettext_lazy("Warning"),
    "serious_warning": gettext_lazy("Serious warning"),
    "demerit": gettext_lazy("Demerit"),
    "probation": gettext_lazy("Probation"),
    "expulsion": gettext_lazy("Expulsion"),
}
