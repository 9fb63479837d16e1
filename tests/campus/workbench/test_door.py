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
    "reports/site-history/",
    "reports/locked/",
    "localize/reports/translations/",
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


@pytest.mark.parametrize(
    "place",
    [
        "workflows/task_chooser/",
        "workflows/list/",
        "embeds/chooser/",
        "redirects/",
        "sites/",
        "locales/",
        "collections/",
        "users/",
        "groups/",
        "settings/campus/schoolsettings/",
        "forms/",
        "styleguide/",
        "bulk/campus/user/delete/",
        "bulk/campus/user/assign_role/",
        "bulk/education/keyday/publish/",
        "api/main/pages/1/action/delete/",
        "pages/1/privacy/",
        "failwhale/",
        "nothing/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"])
def test_what_is_not_on_the_list_does_not_exist_for_anybody(place: str, method: str):
    for client in (Client(), signed_in("administrator"), signed_in("registrar")):
        assert client.generic(method, f"/staff/{place}").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en", "EN", "zh-Hans"])
@pytest.mark.parametrize("place", ["login/", "login", "/login/", "authenticate_with_password/1/1/"])
def test_wagtails_own_sign_in_for_readers_does_not_exist(language: str, place: str):
    for method in ("GET", "POST"):
        assert Client().generic(method, f"/{language}/_util/{place}", follow=True).status_code in (301, 302, 404)
        assert Client().get(f"/{language}/_util/{place}", follow=True).status_code == 404


def test_a_place_that_takes_a_model_takes_no_other_one():
    administrator = signed_in("administrator")
    assert administrator.get("/staff/pages/add/wagtailcore/page/1/").status_code == 404
    assert administrator.get("/staff/tag-autocomplete/campus/user/?term=a").status_code == 404
    assert administrator.get("/staff/editing-sessions/ping/campus/user/1/1/").status_code == 404


def test_a_reviewer_opens_the_pages_of_editors():
    assert signed_in("reviewer").get("/staff/choose-page/").status_code == 200
    assert signed_in("reviewer").get("/staff/reports/site-history/").status_code == 200


def test_ones_own_settings_do_not_offer_what_administrators_keep():
    html = signed_in("registrar").get("/staff/account/").content.decode()
    assert "theme-theme" in html
    assert "name_email-" not in html
    assert "locale-" not in html
