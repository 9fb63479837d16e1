from datetime import date

import pytest

from archives.catalogue.defaults import RULES
from archives.catalogue.models import RuleVersion
from archives.catalogue.rules import RuleHistory, UnknownRule, rule

pytestmark = pytest.mark.django_db


def change(key, value, day):
    RuleVersion.objects.create(key=key, value=value, effective_from=day, source_zh="校长办公会", source_en="Council",
                               sure="-")


def test_every_default_rule_is_in_force_with_its_source():
    assert {r.key for r in RULES} == set(RuleVersion.objects.in_force(date(2026, 11, 23)).values_list("key", flat=True))
    assert not RuleVersion.objects.filter(source_zh="").exists()
    assert not RuleVersion.objects.filter(source_en="").exists()


def test_a_rule_counts_from_its_first_day_and_not_the_day_before():
    change("appeal.file", {"days": 15}, date(2027, 1, 1))
    assert rule("appeal.file", on=date(2026, 12, 31)) == {"days": 10}
    assert rule("appeal.file", on=date(2027, 1, 1)) == {"days": 15}


def test_the_history_answers_as_the_single_question_does_with_one_query(django_assert_num_queries):
    change("appeal.file", {"days": 15}, date(2027, 1, 1))
    with django_assert_num_queries(1):
        history = RuleHistory.load()
        assert history.at("appeal.file", date(2026, 12, 31)) == {"days": 10}
        assert history.at("appeal.file", date(2027, 1, 1)) == {"days": 15}


@pytest.mark.parametrize(("key", "day"), [("appeal.file", date(2000, 1, 1)), ("no.such", date(2026, 1, 1))])
def test_a_day_without_a_rule_is_an_error_never_a_guess(key, day):
    with pytest.raises(UnknownRule):
        rule(key, on=day)
    with pytest.raises(UnknownRule):
        RuleHistory.load().at(key, day)
