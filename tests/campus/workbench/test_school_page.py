"""The page on which the school's name and office are changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from campus.audit.models import AuditEvent
from campus.organisation.models import SchoolSettings, Unit
from tests.factories import college, user_with

pytestmark = pytest.mark.django_db

NAMES = {
    "name_zh": "青山大学", "name_en": "Qingshan University", "office_zh": "诚信办公室", "office_en": "Integrity Office",
    "hours_zh": "周一", "hours_en": "Monday", "phone": "010", "email": "office@example.edu",
}


def page_of(role: str, unit: Unit | None = None) -> Client:
    client = Client()
    client.force_login(user_with(role, unit))
    return client


def test_an_administrator_saves_what_every_page_says():
    response = page_of("administrator").post(reverse("workbench:school"), NAMES)
    assert response.status_code == 302
    assert SchoolSettings.load().name_en == "Qingshan University"
    assert AuditEvent.objects.filter(action="organisation.change_school").count() == 1


def test_a_half_filled_form_is_shown_again_and_changes_nothing():
    response = page_of("administrator").post(reverse("workbench:school"), {"name_zh": "青山大学"})
    assert response.status_code == 422
    assert SchoolSettings.load().name_zh == "示例大学"


def test_the_administrator_of_one_college_and_other_offices_are_refused():
    for client in (page_of("administrator", college()), page_of("registrar")):
        assert client.get(reverse("workbench:school")).status_code == 403
        assert client.post(reverse("workbench:school"), NAMES).status_code == 403
    assert SchoolSettings.load().name_zh == "示例大学"
