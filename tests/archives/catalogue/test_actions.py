from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from archives.catalogue.actions import add_legal_basis, add_record_type, change_record_type, change_rule
from archives.catalogue.models import LegalBasis, RecordType, RuleVersion
from archives.catalogue.rules import rule
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.factories import NOW, TODAY, college, user_with

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 11, 24)


@pytest.fixture
def administrator():
    return user_with("administrator")


def new_rule(by, **values):
    given = {"key": "appeal.file", "value": {"days": 15}, "effective_from": TOMORROW, "reason": "校规修订",
             "source_zh": "校规", "source_en": "School rules"}
    return change_rule(by=by, at=NOW, **{**given, **values})


def test_change_rule_is_a_new_version_and_leaves_the_old_one(administrator):
    new_rule(administrator)
    assert rule("appeal.file", on=TODAY) == {"days": 10}
    assert rule("appeal.file", on=TOMORROW) == {"days": 15}
    event = AuditEvent.objects.get(action="catalogue.change_rule")
    assert (event.details["from"], event.details["to"]) == ({"days": 10}, {"days": 15})


@pytest.mark.parametrize(("values", "field"), [
    ({"effective_from": date(2026, 11, 22)}, "effective_from"),
    ({"reason": " "}, "reason"),
    ({"key": "no.such"}, "key"),
    ({"value": {"weeks": 2}}, "value"),
    ({"value": {"days": "15"}}, "value"),
    ({"value": {"days": 36_501}}, "value"),
    ({"value": {"days": 10**30}}, "value"),
    ({"value": {"days": -1}}, "value"),
])
def test_change_rule_refuses_and_keeps_everything(administrator, values, field):
    before = RuleVersion.objects.count()
    with pytest.raises(Refusal) as refusal:
        new_rule(administrator, **values)
    assert refusal.value.field == field
    assert RuleVersion.objects.count() == before


def test_two_administrators_on_one_day_one_wins(administrator):
    new_rule(administrator)
    with pytest.raises(Conflict):
        new_rule(administrator, value={"days": 20})
    assert rule("appeal.file", on=TOMORROW) == {"days": 15}


@pytest.mark.parametrize("role", ["registrar", "integrity_officer", "auditor", "teacher"])
def test_only_an_administrator_changes_a_rule(role):
    with pytest.raises(PermissionDenied):
        new_rule(user_with(role))


def test_an_administrator_of_one_college_does_not_change_the_rules_of_all():
    with pytest.raises(PermissionDenied):
        new_rule(user_with("administrator", college()))
    assert rule("appeal.file", on=TOMORROW) == {"days": 10}


def test_change_record_type_makes_a_version_from_a_day(administrator):
    change_record_type(code="PLEDGE-BREACH", effective_from=TOMORROW, by=administrator, at=NOW, reason="启用",
                       is_enabled=True)
    assert RecordType.objects.in_force(TODAY).get(code="PLEDGE-BREACH").is_enabled is False
    assert RecordType.objects.in_force(TOMORROW).get(code="PLEDGE-BREACH").is_enabled is True


@pytest.mark.parametrize(("changes", "field"), [
    ({"allowed_uses": ["advertising"]}, "allowed_uses"),
    ({"polarity": "good", "severities": [], "default_severity": ""}, "polarity"),
    ({"default_severity": "minor"}, "default_severity"),
])
def test_change_record_type_refuses_what_cannot_be(administrator, changes, field):
    with pytest.raises(Refusal) as refusal:
        change_record_type(code="EXAM-CHEAT", effective_from=TOMORROW, by=administrator, at=NOW, reason="x", **changes)
    assert refusal.value.field == field


def test_the_database_refuses_a_record_type_without_a_legal_basis():
    kind = RecordType.objects.get(code="EXAM-CHEAT")
    kind.pk, kind.code, kind.legal_basis_id = None, "NO-BASIS", None
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.save()


def test_add_record_type_on_a_new_clause(administrator):
    basis = add_legal_basis(code="school-7", title_zh="《校规》", title_en="School rules", article_zh="第七条",
                            article_en="art. 7", by=administrator, at=NOW)
    values = {"name_zh": "拾金不昧", "name_en": "Lost property returned", "polarity": "good",
              "allowed_uses": ["own_sharing"], "source_office_zh": "学生工作部", "source_office_en": "Student Affairs"}
    kind = add_record_type(code="RETURNED", effective_from=TODAY, legal_basis=basis, by=administrator, at=NOW, **values)
    assert RecordType.objects.in_force(TODAY).get(code="RETURNED") == kind
    with pytest.raises(Conflict):
        add_record_type(code="RETURNED", effective_from=TOMORROW, legal_basis=basis, by=administrator, at=NOW, **values)


def test_a_citation_reads_in_the_readers_language():
    from django.utils import translation

    basis = LegalBasis.objects.get(code="order-41-51")
    assert basis.citation == "《普通高等学校学生管理规定》第五十一条"
    with translation.override("en"):
        assert basis.citation.endswith("(Order 41) art. 51")
