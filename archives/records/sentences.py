"""The sentences of what is wrong with an entry, by the codes of `entry.py`, for a person who types one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archives.records.entry import Problem
from campus.refusals import Refusal

SENTENCES: dict[str, Promise] = {
    "facts_missing": _("Say what happened: a record without facts cannot be answered."),
    "proof_missing": _("The number of the paper that verifies the deed is missing. This kind of record needs "
                       "one."),
    "decision_number_missing": _("The decision number is missing. No adverse record without it."),
    "decision_date_missing": _("The day of the decision is missing."),
    "notice_missing": _("The day on which the student was told of facts, reasons, basis and the right "
                        "to a defence is missing. It must come before the decision."),
    "service_missing": _("The day of service is missing. A decision that was not served has no effect."),
    "clause_missing": _("The clause applied is missing. No clause, no record."),
    "conduct_date_missing": _("The day of the conduct is missing. It decides which rules apply."),
    "placeholder": _("“%(value)s” only fills the field. Write what the paper says; if there is no paper, there is no "
                     "record."),
    "text_too_long": _("The text has %(found)s characters; there is room for %(most)s."),
    "date_in_future": _("This day has not come yet. Only what has happened is recorded: choose a day up to today."),
    "notice_before_conduct": _("The student cannot have been told before the conduct. Check both days."),
    "notice_after_decision": _("The student was told after the decision. The right to a defence comes first "
                               "(Order 41, art. 55)."),
    "served_before_decision": _("The decision cannot have been served before it was made. Check both days."),
    "good_record_with_sanction": _("A good record has no sanction."),
    "sanction_unknown": _("This is no sanction of Order 41, art. 51."),
    "sanction_months_out_of_range": _("%(value)s months cannot be. A sanction lasts 6 to 12 months, an expulsion "
                                      "has no period (Order 41, art. 57), and without a sanction there is none."),
    "severity_of_good_record": _("A good record has no severity."),
    "severity_not_of_kind": _("This kind of record does not have this severity. Choose another, or leave it to the "
                              "sanction."),
    "severity_beyond_sanction": _("This severity is harsher than the sanction has it: at most “%(most)s”."),
    "hours_of_adverse_record": _("Hours belong to good records only."),
    "hours_not_positive": _("Hours are more than 0 and at most %(most)s, with one decimal."),
    "rules_missing": _("For conduct on this day no rules are kept; they begin on %(first)s. It cannot be recorded."),
    "kind_not_yet_in_force": _("This kind of record is in force from %(first)s only. It is not applied to earlier "
                               "conduct."),
    "kind_not_in_use": _("This kind of record was not in use on the day of the conduct, or is not in use today."),
    "under_age": _("This person is not yet 18. Only adult students have an honesty archive."),
}  # fmt: skip


class EntryRefused(Refusal):
    """The entry does not hold. `found`: (field, sentence) of all that is wrong; the first is the refusal's own."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.found = [(problem.field, sentence_of(problem)) for problem in problems]
        field, sentence = self.found[0]
        super().__init__(sentence, field=field)


def sentence_of(problem: Problem) -> str:
    """What is wrong and what was expected, in the reader's language."""
    params = {
        name: value.isoformat() if isinstance(value, date) else "—" if value is None else value
        for name, value in problem.params.items()
    }
    return str(SENTENCES[problem.code]) % params
