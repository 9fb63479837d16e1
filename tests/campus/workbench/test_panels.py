"""The first page: what waits for this person, at a constant price."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from campus.audit.actions import record_event
from campus.jobs.models import Job
from campus.workbench import panels
from campus.workbench.panels import Item, Panel
from tests.factories import NOW, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_registered", list(panels._registered))


def titles(role: str) -> list[str]:
    request = RequestFactory().get("/staff/")
    request.user = user_with(role)
    return [str(panel.title) for panel in panels.panels_for(request)]


def test_a_panel_is_shown_only_to_who_holds_its_permission():
    panels.register("imports.release", 1, lambda request: Panel("To release"))
    assert "To release" in titles("registrar")
    assert "To release" not in titles("teacher")


def test_a_panel_that_says_none_is_left_out():
    panels.register("", 1, lambda request: None)
    assert None not in titles("teacher")


def test_panels_stand_in_their_order():
    panels.register("", -1, lambda request: Panel("second"))
    panels.register("", -2, lambda request: Panel("first"))
    assert titles("teacher")[:2] == ["first", "second"]


def test_the_first_page_shows_items_with_count_and_link(client: Client):
    panels.register("", 1, lambda request: Panel("Mine", [Item("Batch 214", "/staff/x/", 37, NOW, unit="行")]))
    client.force_login(user_with("registrar"))
    html = client.get("/staff/").content.decode()
    assert '<a href="/staff/x/">Batch 214</a>' in html
    assert '<span class="day__count">37 <span class="day__unit">行</span></span>' in html
    assert "2026-11-23 09:12" in html


def test_the_first_page_has_no_inline_script_or_style_of_ours(client: Client):
    client.force_login(user_with("administrator"))
    html = client.get("/staff/").content.decode()
    ours = html[html.index('<main class="content-wrapper') :]
    assert " style=" not in ours
    assert "<script>" not in ours
    assert "<style" not in html


def queries_of_first_page(user: object) -> int:
    client = Client()
    client.force_login(user)
    client.get("/staff/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/staff/").status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_the_first_page_asks_the_database_as_often_for_much_as_for_little(role: str):
    person = user_with(role)
    add_work(1)
    few = queries_of_first_page(person)
    add_work(4)
    assert queries_of_first_page(person) == few


def add_work(count: int) -> None:
    for number in range(count):
        Job.objects.create(kind="audit.seal", created_at=NOW, queued_at=NOW)
        record_event(action="audit.verify", by=None, at=NOW, details={"ok": True, "n": number})
