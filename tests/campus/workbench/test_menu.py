"""The menu: in work order, and each item only for who may use it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from wagtail.admin.menu import admin_menu

from campus.workbench.menu import WorkItem
from tests.factories import user_with

pytestmark = pytest.mark.django_db


def names(menu: object, role: str) -> list[str]:
    request = RequestFactory().get("/staff/")
    request.user = user_with(role)
    items = menu.menu_items_for_request(request)
    return [item.name for item in sorted(items, key=lambda item: item.order)]


def test_a_registrar_sees_imports_and_students_and_no_pages():
    shown = names(admin_menu, "registrar")
    assert shown[0] == "wagtailadmin-home"
    assert {"registry-list", "catalogue-list"} <= set(shown)
    assert not {
        "explorer",
        "images",
        "documents",
        "reports",
        "audit-list",
        "jobs-list",
        "accounts-people",
    } & set(shown)


def test_an_auditor_sees_the_audit_log_but_no_students():
    shown = names(admin_menu, "auditor")
    assert "audit-list" in shown
    assert not {"registry-list", "jobs-list", "accounts-people", "explorer"} & set(shown)


def test_an_administrator_sees_people_and_background_work_but_no_students():
    shown = names(admin_menu, "administrator")
    assert {"accounts-people", "jobs-list"} <= set(shown)
    assert not {"registry-list", "audit-list"} & set(shown)


def test_no_item_is_marked_because_its_name_begins_anothers():
    shown = names(admin_menu, "privacy_officer")
    assert {"consultation-look-up-an-archive", "consultation-look-ups"} <= set(shown)
    assert [(name, other) for name in shown for other in shown if name != other and other.startswith(name)] == []


def test_nobody_sees_help_and_forms():
    for role in ("teacher", "reviewer", "administrator", "registrar"):
        assert not {"help", "forms"} & set(names(admin_menu, role))


def test_reports_on_pages_are_for_those_who_review():
    assert "reports" not in names(admin_menu, "teacher")


def test_the_order_is_that_of_the_work():
    shown = names(admin_menu, "privacy_officer")
    assert shown.index("wagtailadmin-home") < shown.index("catalogue-list") < shown.index("audit-list")
    assert shown[-1] == "language"


def test_the_plumbing_of_the_site_is_offered_to_nobody():
    for role in ("registrar", "teacher", "auditor", "reviewer", "administrator"):
        assert "settings" not in names(admin_menu, role)


def test_the_school_is_offered_to_administrators():
    assert "workbench-school" in names(admin_menu, "administrator")
    assert "workbench-school" not in names(admin_menu, "reviewer")


def test_an_item_with_several_permissions_is_for_whoever_has_one_of_them():
    item = WorkItem(1, "Either", "mx-list", "audit:list", ("audit.view", "jobs.view"))
    assert item.is_for(user_with("auditor"))
    assert item.is_for(user_with("administrator"))
    assert not item.is_for(user_with("teacher"))
