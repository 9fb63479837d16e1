"""The language of the staff pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import user_with

pytestmark = pytest.mark.django_db


def test_one_press_changes_the_language_and_it_stays(client: Client):
    person = user_with("auditor")
    client.force_login(person)
    response = client.post(
        "/staff/workbench/language/en/", headers={"referer": "http://testserver/staff/audit/"}
    )
    assert (response.status_code, response["Location"]) == (302, "http://testserver/staff/audit/")
    page = client.get("/staff/audit/").content.decode()
    assert "<h1>Audit log</h1>" in page
    assert 'staff-brand__name">Mingxin<' in page
    person.refresh_from_db()
    assert person.language == "en"


def test_the_way_back_never_leads_to_another_site(client: Client):
    client.force_login(user_with("auditor"))
    response = client.post("/staff/workbench/language/en/", headers={"referer": "https://elsewhere.example/"})
    assert response["Location"] == "/staff/"


def test_a_language_that_does_not_exist_is_not_found(client: Client):
    client.force_login(user_with("auditor"))
    assert client.post("/staff/workbench/language/tlh/").status_code == 404
