from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from archives.catalogue.models import LegalBasis, RecordType, RuleVersion
from tests.factories import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = user_with("administrator")
    client.force_login(person)
    return person


def page(client, name, *args, **query):
    return client.get(reverse(f"catalogue:{name}", args=args), query).content.decode()


def test_list_shows_every_kind_with_its_clause(client, administrator):
    shown = page(client, "list")
    for kind in RecordType.objects.all():
        assert kind.name_zh in shown
    assert "《普通高等学校学生管理规定》第五十二条第（四）项" in shown


def test_record_type_and_rule_show_their_versions_and_sources(client, administrator):
    assert "教务处" in page(client, "record_type", "EXAM-CHEAT")
    shown = page(client, "rule", "appeal.file")
    assert "教育部令第41号第60条" in shown
    assert "天：10" in shown


@pytest.mark.parametrize(("name", "argument"), [("record_type", "NO-SUCH"), ("rule", "no.such"),
                                                ("change_record_type", "NO-SUCH"), ("change_rule", "no.such")])
def test_what_does_not_exist_is_not_found(client, administrator, name, argument):
    assert client.get(reverse(f"catalogue:{name}", args=[argument])).status_code == 404


def test_every_rule_can_be_opened_for_a_change(client, administrator):
    for key in RuleVersion.objects.values_list("key", flat=True):
        assert client.get(reverse("catalogue:change_rule", args=[key])).status_code == 200


def test_change_rule_makes_a_version_from_tomorrow(client, administrator):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    answer = client.post(reverse("catalogue:change_rule", args=["appeal.file"]),
                         {"part_days": "15", "effective_from": tomorrow.isoformat(), "reason": "校规修订",
                          "source_zh": "校规", "source_en": "School rules"})
    assert answer.status_code == 302
    newest = RuleVersion.objects.filter(key="appeal.file").order_by("-effective_from").first()
    assert (newest.value, newest.effective_from, newest.created_by) == ({"days": 15}, tomorrow, administrator)


def test_change_rule_in_the_past_is_refused_beside_its_field(client, administrator):
    answer = client.post(reverse("catalogue:change_rule", args=["appeal.file"]),
                         {"part_days": "15", "effective_from": "2020-01-01", "reason": "x", "source_zh": "x",
                          "source_en": "x"})
    assert answer.status_code == 422
    assert "effective_from" in answer.context["form"].errors


@pytest.mark.parametrize("number", ["36501", "99999999999999999999999999", "-1"])
def test_a_number_beyond_the_calendar_is_refused_beside_its_field(client, administrator, number):
    answer = client.post(reverse("catalogue:change_rule", args=["appeal.file"]),
                         {"part_days": number, "effective_from": timezone.localdate().isoformat(), "reason": "x",
                          "source_zh": "x", "source_en": "x"})
    assert answer.status_code == 422
    assert "part_days" in answer.context["form"].errors


def test_a_list_rule_is_typed_one_on_each_line(client, administrator):
    client.post(reverse("catalogue:change_rule", args=["service.order"]),
                {"part_ways": "in person\n\npost\n", "effective_from": timezone.localdate().isoformat(),
                 "reason": "x", "source_zh": "x", "source_en": "x"})
    newest = RuleVersion.objects.filter(key="service.order").order_by("-effective_from").first()
    assert newest.value == {"ways": ["in person", "post"]}


def test_change_record_type_turns_a_kind_off(client, administrator):
    kind = RecordType.objects.get(code="VOLUNTEER")
    answer = client.post(reverse("catalogue:change_record_type", args=["VOLUNTEER"]),
                         {"name_zh": kind.name_zh, "name_en": kind.name_en, "legal_basis": kind.legal_basis_id,
                          "allowed_uses": kind.allowed_uses, "source_office_zh": "校团委", "source_office_en": "League",
                          "effective_from": timezone.localdate().isoformat(), "reason": "暂停"})
    assert answer.status_code == 302
    assert RecordType.objects.in_force(timezone.localdate()).get(code="VOLUNTEER").is_enabled is False
    assert RecordType.objects.in_force(date(2026, 1, 1)).get(code="VOLUNTEER").is_enabled is True


def test_add_a_clause_and_a_kind_that_stands_on_it(client, administrator):
    client.post(reverse("catalogue:add_legal_basis"), {"code": "school-7", "title_zh": "《校规》", "title_en": "Rules"})
    basis = LegalBasis.objects.get(code="school-7")
    values = {"code": "RETURNED", "polarity": "good", "name_zh": "拾金不昧", "name_en": "Returned",
              "allowed_uses": ["own_sharing"], "source_office_zh": "学工部", "source_office_en": "Affairs",
              "effective_from": timezone.localdate().isoformat(), "reason": "x", "is_enabled": "on"}
    without_clause = client.post(reverse("catalogue:add_record_type"), values)
    assert without_clause.status_code == 422
    assert client.post(reverse("catalogue:add_record_type"), {**values, "legal_basis": basis.pk}).status_code == 302
    assert RecordType.objects.get(code="RETURNED").legal_basis == basis


def test_who_may_only_read_sees_no_way_to_change_and_gets_none(client):
    client.force_login(user_with("integrity_officer"))
    assert "/change/" not in page(client, "rule", "appeal.file")
    assert client.get(reverse("catalogue:change_rule", args=["appeal.file"])).status_code == 403


def test_rules_are_named_and_read_in_the_readers_language(client, administrator):
    shown = page(client, "rules")
    assert "处理决定书应载内容" in shown
    assert "学生基本信息、事实和证据" in shown
    assert "basic data" not in shown


def test_every_starting_rule_has_a_title_and_every_part_and_word_has_words():
    from archives.catalogue.defaults import RULES
    from archives.catalogue.words import PART_LABELS, TITLES, WORDS

    assert {rule.key for rule in RULES} == set(TITLES)
    for rule in RULES:
        assert set(rule.value) <= set(PART_LABELS)
        for part in rule.value.values():
            words = part if isinstance(part, list) else [part] if isinstance(part, str) else []
            assert set(words) <= set(WORDS)
