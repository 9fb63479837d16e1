"""The content security policy, outside and inside the staff pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import user_with

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
