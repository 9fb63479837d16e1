"""The content security policy, outside and inside the staff pages."""

from __future__ import annotations

import pytest
from django.test import Client

from education.home.models import HomePage
from education.home.preparation import prepare_site
from tests.factories import NOW, user_with

pytestmark = pytest.mark.django_db


def test_outside_nothing_inline_is_allowed(client: Client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy


def test_inside_inline_is_allowed_for_wagtails_editors_and_eval_is_not(client: Client):
    client.force_login(user_with("registrar"))
    policy = client.get("/staff/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy
    assert "nonce-" not in policy
    assert "default-src 'none'" in policy


def test_only_the_preview_of_a_page_may_stand_in_a_frame_and_only_in_our_own(client: Client):
    prepare_site(by=None, at=NOW)
    client.force_login(user_with("administrator"))
    page = HomePage.objects.get(locale__language_code="zh-hans")
    previewed = client.get(f"/staff/pages/{page.pk}/view_draft/")
    assert previewed.status_code == 200
    assert "frame-ancestors 'self'" in previewed["Content-Security-Policy"]
    assert "unsafe-inline" not in previewed["Content-Security-Policy"]
    live = client.get(page.url)
    assert "frame-ancestors 'none'" in live["Content-Security-Policy"]
    assert live["X-Frame-Options"] == "DENY"
