"""Made-up decisions have all their papers in order; loans and repayments belong together."""

from __future__ import annotations

from datetime import date

import pytest

from archives.demo.sample.papers import decisions, loans, repayments
from archives.demo.sample.students import cause, student

YEAR = 2026


def test_a_decision_is_told_before_made_after_the_conduct_and_served_after_it() -> None:
    for row in decisions(500, students=300, seed=1, year=YEAR):
        assert row.served_on is not None
        assert row.conduct_on < row.told_on < row.decided_on < row.served_on < date(YEAR, 9, 1)
        assert 6 <= row.months <= 12
    numbers = [row.decision_number for row in decisions(500, students=300, seed=1, year=YEAR)]
    assert len(set(numbers)) == 500


def test_decisions_are_of_students_of_the_list_who_have_no_mistake() -> None:
    good = {row.number: row.name
            for place in range(300) if not cause(place, 0.2) for row in [student(place, seed=4, year=YEAR)]}
    assert all(good[row.number] == row.name
               for row in decisions(200, students=300, seed=4, year=YEAR, students_bad=0.2))


def test_each_cause_takes_its_turn() -> None:
    good = list(decisions(120, students=300, seed=1, year=YEAR))
    bad = list(decisions(120, students=300, seed=1, year=YEAR, bad=0.1))
    changed = [next(name for name in row._fields if getattr(row, name) != getattr(good[place], name))
               for place, row in enumerate(bad) if row != good[place]]
    assert changed == ["decision_number", "name", "number", "served_on", "told_on", "record_type"] * 2


def test_every_contract_has_its_repayment() -> None:
    contracts = list(loans(40, students=300, seed=1, year=YEAR))
    due = list(repayments(40, students=300, seed=1, year=YEAR))
    assert [row.contract for row in due] == [row.contract for row in contracts]
    assert {row.status for row in due} == {"正常", "提前", "逾期", "未还"}
    assert all((row.paid_on is None) == (row.status == "未还") == (row.paid == "0.00") for row in due)


def test_students_who_all_entered_this_year_have_no_papers() -> None:
    seed = next(seed for seed in range(100) if student(0, seed=seed, year=YEAR).enrolled_on.year == YEAR)
    with pytest.raises(ValueError, match="ask for more"):
        list(decisions(1, students=1, seed=seed, year=YEAR))
