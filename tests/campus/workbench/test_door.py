"""Wagtail's own pages, for offices that have no business there."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import user_with

pytestmark = pytest.mark.django_db

PLACES_OF_PAGE_STAFF = [
    "pages/",
    "choose-page/",
    "api/main/pages/",
    "images/chooser/",
    "documents/chooser/",
    "workflows/task_chooser/",
    "workflows/task_chooser/create/",
    "reports/site-history/",
    "reports/locked/",
    "localize/reports/translations/",
    "embeds/chooser/",
    "tag-autocomplete/",
    "snippets/",
]


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


@pytest.mark.parametrize("place", PLACES_OF_PAGE_STAFF)
def test_a_registrar_opens_none_of_the_pages_of_editors(place: str):
    assert signed_in("registrar").get(f"/staff/{place}").status_code == 403


@pytest.mark.parametrize("place", ["reports/site-history/", "localize/reports/translations/"])
def test_reports_are_closed_to_teachers_too(place: str):
    assert signed_in("teacher").get(f"/staff/{place}").status_code == 403


def test_a_reviewer_opens_the_pages_of_editors():
    assert signed_in("reviewer").get("/staff/choose-page/").status_code == 200
    assert signed_in("reviewer").get("/staff/reports/site-history/").status_code == 200


def test_ones_own_settings_do_not_offer_what_administrators_keep():
    html = signed_in("registrar").get("/staff/account/").content.decode()
    assert "theme-theme" in html
    assert "name_email-" not in html
    assert "locale-" not in html
