"""What is said about the school on every page."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from campus.audit.models import AuditEvent
from campus.organisation.models import SchoolSettings
from campus.organisation.school import change_school
from campus.refusals import Refusal
from tests.factories import NOW, college, user_with

pytestmark = pytest.mark.django_db


def test_an_administrator_of_the_school_changes_it_with_an_event():
    administrator = user_with("administrator")
    change_school(by=administrator, at=NOW, name_zh="青山大学", phone="010-0000 0000")
    assert SchoolSettings.load().name_zh == "青山大学"
    event = AuditEvent.objects.get(action="organisation.change_school")
    assert event.details == {"before": {"name_zh": "示例大学"}, "after": {"name_zh": "青山大学"}}
    assert event.actor_id == str(administrator.pk)


def test_saying_the_same_again_leaves_no_event():
    change_school(by=user_with("administrator"), at=NOW, name_zh="示例大学")
    assert not AuditEvent.objects.filter(action="organisation.change_school").exists()


@pytest.mark.parametrize("role", ["registrar", "reviewer", "auditor"])
def test_others_may_not(role: str):
    with pytest.raises(PermissionDenied):
        change_school(by=user_with(role), at=NOW, name_zh="青山大学")


def test_the_administrator_of_one_college_may_not():
    with pytest.raises(PermissionDenied):
        change_school(by=user_with("administrator", college()), at=NOW, name_zh="青山大学")
    assert SchoolSettings.load().name_zh == "示例大学"


def test_an_address_that_is_none_is_refused_at_its_field():
    with pytest.raises(Refusal) as refused:
        change_school(by=user_with("administrator"), at=NOW, email="nobody")
    assert refused.value.field == "email"
