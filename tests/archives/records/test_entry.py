"""The one validation of an entry: what it refuses, with which code, by hand and in a list alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archives.catalogue.actions import add_record_type, change_record_type
from archives.catalogue.defaults import START
from archives.catalogue.models import LegalBasis, RecordType
from archives.catalogue.rules import RuleHistory
from archives.imports.finding_texts import TEXTS
from archives.imports.kinds.base import CheckedRow, Checking
from archives.imports.kinds.record_rules import check_entry, said_in
from archives.records import entry as rules_of_entries
from archives.records.actions import enter_record
from archives.records.entry import Entry, Said, problems_of
from archives.records.models import Record
from archives.records.sentences import SENTENCES, EntryRefused
from tests.factories import (
    NOW,
    TODAY,
    StudentFactory,
    UserFactory,
    adverse_entry,
    record_type,
    user_with,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def refused(entry: Entry, at: datetime = NOW) -> list[tuple[str, str]]:
    """(field, sentence) of everything that is wrong."""
    with pytest.raises(EntryRefused) as refusal:
        enter_record(entry=entry, by=user_with("integrity_officer"), at=at)
    assert not Record.objects.exists()
    assert (refusal.value.field, refusal.value.sentence) == refusal.value.found[0]
    return refusal.value.found


def codes(entry: Entry) -> list[tuple[str, str]]:
    said = Said(**{name: getattr(entry, name) for name in Said._fields})
    return [(found.field, found.code) for found in
            problems_of(said, entry.record_type, on=TODAY, rules=RuleHistory.load())]


def adverse(**values: Any) -> Entry:
    return adverse_entry(StudentFactory(), **values)


def good(code: str = "VOLUNTEER", **values: Any) -> Entry:
    given = {"facts": "图书馆整架志愿服务", "conduct_on": date(2026, 3, 5), **values}
    return Entry(student=StudentFactory(), record_type=record_type(code), **given)


@pytest.mark.parametrize(("values", "found"), [
    ({"served_on": TOMORROW}, [("served_on", "date_in_future")]),
    ({"decided_on": TOMORROW, "served_on": TOMORROW},
     [("decided_on", "date_in_future"), ("served_on", "date_in_future")]),
    ({"conduct_on": TOMORROW, "told_on": TOMORROW, "decided_on": TOMORROW, "served_on": TOMORROW},
     [(name, "date_in_future") for name in ("conduct_on", "told_on", "decided_on", "served_on")]),
    ({"conduct_on": date(2001, 5, 1)}, [("conduct_on", "rules_missing")]),
    ({"conduct_on": date(1, 1, 1)}, [("conduct_on", "rules_missing")]),
    ({"conduct_on": date(9999, 12, 31)}, [("conduct_on", "date_in_future"), ("told_on", "notice_before_conduct")]),
    ({"decision_number": "待补"}, [("decision_number", "placeholder")]),
    ({"decision_number": "\u200b\u3000"}, [("decision_number", "decision_number_missing")]),
    ({"basis_clause": "——"}, [("basis_clause", "placeholder")]),
    ({"facts": "#N/A"}, [("facts", "placeholder")]),
    ({"facts": "事实" * 1001}, [("facts", "text_too_long")]),
    ({"decision_number": "9" * 81}, [("decision_number", "text_too_long")]),
    ({"basis_clause": "条款" * 121}, [("basis_clause", "text_too_long")]),
    ({"source_office": "处" * 121}, [("source_office", "text_too_long")]),
    ({"sanction_months": 5}, [("sanction_months", "sanction_months_out_of_range")]),
    ({"sanction_months": 13}, [("sanction_months", "sanction_months_out_of_range")]),
    ({"sanction": "", "sanction_months": 6}, [("sanction_months", "sanction_months_out_of_range")]),
    ({"sanction": "expulsion", "sanction_months": 6}, [("sanction_months", "sanction_months_out_of_range")]),
    ({"sanction": "flogging"}, [("sanction", "sanction_unknown")]),
    ({"severity": "minor"}, [("severity", "severity_not_of_kind")]),
    ({"severity": "serious"}, [("severity", "severity_beyond_sanction")]),
    ({"severity": "terrible"}, [("severity", "severity_not_of_kind")]),
    ({"hours": Decimal(4)}, [("hours", "hours_of_adverse_record")]),
    ({"told_on": date(2026, 6, 2)}, [("told_on", "notice_after_decision")]),
    ({"told_on": None, "decided_on": None, "served_on": None},
     [("decided_on", "decision_date_missing"), ("told_on", "notice_missing"), ("served_on", "service_missing")]),
])  # fmt: skip
def test_an_adverse_entry_that_does_not_hold_is_refused(values, found):
    entry = adverse(**values)
    assert codes(entry) == found
    assert [field for field, _sentence in refused(entry) if field != "record_type"][-len(found):] == [
        field for field, _code in found]


@pytest.mark.parametrize(("values", "found"), [
    ({"conduct_on": TOMORROW}, [("conduct_on", "date_in_future")]),
    ({"conduct_on": date(2001, 5, 1)}, [("conduct_on", "rules_missing")]),
    ({"facts": "待补"}, [("facts", "placeholder")]),
    ({"sanction": "warning"}, [("sanction", "good_record_with_sanction")]),
    ({"sanction_months": 6}, [("sanction_months", "sanction_months_out_of_range")]),
    ({"severity": "minor"}, [("severity", "severity_of_good_record")]),
    ({"hours": Decimal(0)}, [("hours", "hours_not_positive")]),
    ({"hours": Decimal("-2")}, [("hours", "hours_not_positive")]),
    ({"hours": Decimal("0.25")}, [("hours", "hours_not_positive")]),
    ({"hours": Decimal("100000")}, [("hours", "hours_not_positive")]),
    ({"hours": Decimal("NaN")}, [("hours", "hours_not_positive")]),
])  # fmt: skip
def test_a_good_entry_that_does_not_hold_is_refused(values, found):
    entry = good(**values)
    assert codes(entry) == found
    refused(entry)


def test_a_deed_that_needs_a_paper_is_not_proven_by_a_dash():
    assert codes(good("HONESTY-DEED")) == [("decision_number", "proof_missing")]
    assert codes(good("HONESTY-DEED", decision_number="——")) == [("decision_number", "placeholder")]


def test_all_that_is_wrong_is_said_at_once():
    found = refused(adverse(facts="无", served_on=TOMORROW, sanction_months=3))
    assert [field for field, _sentence in found] == ["facts", "served_on", "sanction_months"]


def test_the_sentence_for_conduct_of_long_ago_names_the_first_day_of_the_rules():
    RecordType.objects.filter(code="ACAD-MISCONDUCT").update(effective_from=date(1990, 1, 1))
    (found,) = refused(adverse(conduct_on=date(2001, 5, 1)))
    assert found[0] == "conduct_on"
    assert START.isoformat() in found[1]


def test_today_is_a_day_on_which_all_may_have_happened():
    entry = adverse(conduct_on=TODAY, told_on=TODAY, decided_on=TODAY, served_on=TODAY)
    assert enter_record(entry=entry, by=user_with("integrity_officer"), at=NOW).served_on == TODAY


def test_the_day_is_that_of_the_school_and_not_of_greenwich():
    late = NOW.replace(hour=17)  # 01:00 of the next day in Shanghai
    entry = adverse(conduct_on=TOMORROW, told_on=TOMORROW, decided_on=TOMORROW, served_on=TOMORROW)
    assert enter_record(entry=entry, by=user_with("integrity_officer"), at=late).conduct_on == TOMORROW


def test_a_kind_made_today_is_not_applied_to_earlier_conduct():
    admin = user_with("administrator")
    kind = add_record_type(
        code="LIBRARY-LOSS", effective_from=TODAY, legal_basis=LegalBasis.objects.first(), by=admin, at=NOW,
        name_zh="遗失图书", name_en="Lost book", polarity="adverse", severities=["minor"], default_severity="minor",
        source_office_zh="图书馆", source_office_en="Library",
    )  # fmt: skip
    (found,) = refused(adverse(record_type=kind, sanction=""))
    assert found[0] == "conduct_on"
    assert TODAY.isoformat() in found[1]
    entry = adverse(record_type=kind, sanction="", conduct_on=TODAY, told_on=TODAY, decided_on=TODAY, served_on=TODAY)
    assert enter_record(entry=entry, by=user_with("integrity_officer"), at=NOW).record_type == kind


def test_the_version_of_the_day_of_the_conduct_is_applied_not_the_one_the_form_offers():
    old, entry = record_type("ACAD-MISCONDUCT"), adverse()
    new = change_record_type(code=old.code, effective_from=TODAY, by=user_with("administrator"), at=NOW,
                             reason="更严", severities=["serious"], default_severity="serious")
    record = enter_record(entry=replace(entry, record_type=new), by=user_with("integrity_officer"), at=NOW)
    assert (record.record_type, record.severity) == (old, "general")


@pytest.mark.parametrize("is_enabled_now", [True, False])
def test_a_kind_must_be_in_use_on_the_day_of_the_conduct_and_today(is_enabled_now):
    kind, entry = record_type("PLEDGE-BREACH" if is_enabled_now else "ACAD-MISCONDUCT"), adverse(sanction="")
    new = change_record_type(code=kind.code, effective_from=TODAY, by=user_with("administrator"), at=NOW,
                             reason="校长办公会决定", is_enabled=is_enabled_now)
    (found,) = refused(replace(entry, record_type=new))
    assert found[0] == "record_type"


def test_a_milder_severity_than_the_sanctions_is_a_decision_that_counts():
    record = enter_record(entry=adverse(sanction="demerit", severity="general"), by=user_with("integrity_officer"),
                          at=NOW)
    assert record.severity == "general"


def test_texts_are_kept_as_they_are_seen_and_a_dash_where_nothing_is_needed_is_empty():
    entry = good(facts="\u200b 图书馆整架志愿服务\u3000", decision_number="无", source_office="—", hours=Decimal("4.5"))
    record = enter_record(entry=entry, by=user_with("integrity_officer"), at=NOW)
    assert (record.facts, record.decision_number) == ("图书馆整架志愿服务", "")
    assert record.source_office == record.record_type.source_office_zh


def test_one_decision_is_recorded_once_also_with_a_sign_that_nobody_sees():
    student, officer = StudentFactory(), user_with("integrity_officer")
    enter_record(entry=adverse_entry(student), by=officer, at=NOW)
    again = replace(adverse_entry(student), decision_number=f"示大学字〔2026〕{student.pk}号\u200b")
    with pytest.raises(Exception, match=r"decision is already|已"):
        enter_record(entry=again, by=officer, at=NOW)


def test_nobody_under_eighteen_today_has_a_record():
    student = StudentFactory(birth_date=date(2008, 11, 24), registered_on=date(2026, 11, 24),
                             changed_at=NOW + timedelta(days=1))  # by a clock that is ahead
    assert [field for field, _sentence in refused(adverse_entry(student))] == ["student_number"]


def test_every_code_has_its_sentence_and_every_one_of_a_list_its_finding():
    source = Path(rules_of_entries.__file__).read_text(encoding="utf-8")
    known = {code for code in SENTENCES if f'"{code}"' in source}
    assert known == set(SENTENCES)
    assert set(SENTENCES) - set(TEXTS) == {
        "severity_of_good_record", "severity_not_of_kind", "severity_beyond_sanction",  # no list has a severity
        "kind_not_in_use",  # there as if it were not in the catalogue
    }  # fmt: skip


DAYS = st.sampled_from([None, date(2001, 1, 1), date(2026, 5, 10), date(2026, 6, 1), date(2026, 6, 4), TODAY, TOMORROW])
TEXT = st.sampled_from(["", "无", "\u3000", "课程论文抄袭", "示大学字〔2026〕9号", "长" * 90, "长" * 2100])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.builds(Said, facts=TEXT, conduct_on=DAYS, sanction=st.sampled_from(["", "warning", "expulsion"]),
                   sanction_months=st.sampled_from([None, 0, 6, 12, 13]), basis_clause=TEXT, decision_number=TEXT,
                   decided_on=DAYS, told_on=DAYS, served_on=DAYS, source_office=TEXT, severity=st.just(""),
                   hours=st.sampled_from([None, Decimal(0), Decimal("4.5"), Decimal(100000)])),
    kind=st.sampled_from(["ACAD-MISCONDUCT", "VOLUNTEER", "HONESTY-DEED"]),
)  # fmt: skip
def test_a_list_says_of_an_entry_what_the_form_says(said, kind):
    """The importer's careful way adds the same problems, each with a finding that has words."""
    checking = Checking(by=UserFactory.build(), on=TODAY, rules=RuleHistory.load())
    values = {name: value if isinstance(value, int) else str(value)
              for name, value in said._asdict().items() if value not in ("", None)}
    if values.get("sanction_months") == 0 and values.get("sanction") != "warning":
        del values["sanction_months"]  # lists write 0 where there is none
        said = said._replace(sanction_months=None)
    row = CheckedRow(2, found={name: str(value) for name, value in values.items()}, values=dict(values))
    assert said_in(values) == said
    check_entry(row, record_type(kind), checking)

    by_hand = problems_of(said, record_type(kind), on=TODAY, rules=checking.rules)
    assert [(draft.field, draft.code) for draft in row.drafts if draft.severity == "error"] == [
        (problem.field, problem.code) for problem in by_hand]
    assert all(draft.code in TEXTS for draft in row.drafts)
