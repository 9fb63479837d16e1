from datetime import date

import pytest

from archives.catalogue.defaults import RULES, START
from archives.catalogue.rules import RuleHistory
from archives.records.periods import adverse_period, good_period, months_after, sanction_months, severity_of

RULE_BOOK = RuleHistory({rule.key: [(START, rule.value)] for rule in RULES})


@pytest.mark.parametrize(("day", "months", "later"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2024, 1, 31), 1, date(2024, 2, 29)),
    (date(2026, 11, 23), 2, date(2027, 1, 23)),
    (date(2026, 12, 1), 12, date(2027, 12, 1)),
    (date(2026, 5, 5), 0, date(2026, 5, 5)),
    (date(9999, 12, 31), 1, date(9999, 12, 31)),
    (date(2026, 5, 5), 1_000_000, date(9999, 12, 31)),
])
def test_months_after(day, months, later):
    assert months_after(day, months) == later


@pytest.mark.parametrize(("severity", "until", "repair_from"), [
    ("minor", date(2026, 9, 4), date(2026, 6, 4)),
    ("general", date(2027, 6, 4), date(2026, 9, 4)),
    ("serious", date(2029, 6, 4), date(2027, 6, 4)),
])
def test_an_adverse_record_is_shown_from_service_for_the_longest_period_of_its_severity(severity, until, repair_from):
    period = adverse_period(severity=severity, conduct_on=date(2026, 5, 10), served_on=date(2026, 6, 4),
                            rules=RULE_BOOK)
    assert period == (date(2026, 6, 4), until, f"severity.{severity}", repair_from)


def test_never_longer_than_five_years_from_the_end_of_the_conduct():
    period = adverse_period(severity="serious", conduct_on=date(2022, 1, 10), served_on=date(2026, 6, 4),
                            rules=RULE_BOOK)
    assert (period.until, period.because) == (date(2027, 1, 10), "adverse.max_keep")


def test_served_after_five_years_is_never_shown():
    period = adverse_period(severity="general", conduct_on=date(2020, 1, 10), served_on=date(2026, 6, 4),
                            rules=RULE_BOOK)
    assert period.starts_on == period.until == date(2025, 1, 10)


def test_a_harsher_rule_does_not_reach_back_to_earlier_conduct():
    rules = RuleHistory({"adverse.max_keep": [(START, {"years": 5})],
                         "severity.general": [(START, {"shortest_months": 3, "longest_months": 12}),
                                              (date(2026, 6, 1), {"shortest_months": 6, "longest_months": 24})]})
    before = adverse_period(severity="general", conduct_on=date(2026, 5, 31), served_on=date(2026, 7, 1), rules=rules)
    after = adverse_period(severity="general", conduct_on=date(2026, 6, 1), served_on=date(2026, 7, 1), rules=rules)
    assert (before.until, after.until) == (date(2027, 7, 1), date(2028, 7, 1))


def test_a_good_record_is_shown_for_the_schools_own_period():
    assert good_period(starts_on=date(2026, 3, 5), rules=RULE_BOOK).until == date(2030, 3, 5)


@pytest.mark.parametrize(("sanction", "allowed", "expected"), [
    ("warning", ["general", "serious"], "general"),
    ("demerit", ["general", "serious"], "serious"),
    ("", ["general", "serious"], "general"),
    ("demerit", ["minor", "general"], "general"),
])
def test_severity_goes_with_the_sanction_within_what_the_type_allows(sanction, allowed, expected):
    assert severity_of(sanction=sanction, default="general", allowed=allowed, conduct_on=date(2026, 5, 1),
                       rules=RULE_BOOK) == expected


@pytest.mark.parametrize(("sanction", "given", "months"), [
    ("warning", None, 6), ("probation", None, 12), ("demerit", 8, 8), ("expulsion", None, None),
    ("expulsion", 6, None), ("", None, None),
])
def test_months_of_a_sanction(sanction, given, months):
    assert sanction_months(sanction, given, conduct_on=date(2026, 5, 1), rules=RULE_BOOK) == months
