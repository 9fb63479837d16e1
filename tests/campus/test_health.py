"""/healthz says whether everything works, and nothing about people."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from campus.audit.actions import record_event
from campus.audit.models import AuditEvent
from campus.audit.sealing import seal
from campus.jobs.models import Job
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_everything_well(client: Client):
    record_event(action="accounts.sign_in", by=None, at=NOW)
    seal(NOW)
    response = client.get("/healthz")
    answer = response.json()
    assert response.status_code == 200
    assert answer["ok"] is True
    assert answer["queue"] == {"ok": True, "lag_seconds": 0}
    assert answer["audit"]["last_sealed_position"] == 1
    assert answer["audit"]["last_sealed_age_seconds"] in range(60)
    assert "no-store" in response["Cache-Control"]


def test_a_job_that_waits_too_long_is_unwell(client: Client):
    long_ago = NOW - timedelta(minutes=16)
    Job.objects.create(kind="audit.seal", created_at=long_ago, queued_at=long_ago)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["queue"]["ok"] is False
    assert response.json()["queue"]["lag_seconds"] >= 16 * 60


def test_events_that_nobody_seals_are_unwell(client: Client):
    AuditEvent.objects.create(action="a.b", occurred_at=NOW, recorded_at=NOW - timedelta(minutes=11))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["audit"]["sealing_is_late"] is True


def test_a_broken_chain_is_unwell(client: Client):
    record_event(action="audit.verify", by=None, at=NOW, details={"ok": False})
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["audit"]["last_verified_ok"] is False


def test_a_broken_cache_is_said_and_the_rest_still_answers(client: Client):
    with patch("campus.health.cache.set", side_effect=OperationalError("secret host name")):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["cache"] == {"ok": False, "error": "OperationalError"}
    assert response.json()["database"] == {"ok": True}
    assert "secret" not in response.content.decode()


def test_strangers_learn_whether_it_works_and_nothing_else(client: Client):
    """Our proxy says for whom it asks; on the machine itself nobody does."""
    assert client.get("/healthz", headers={"x-forwarded-for": "203.0.113.9"}).json() == {"ok": True}
    record_event(action="audit.verify", by=None, at=NOW, details={"ok": False})
    response = client.get("/healthz", headers={"x-forwarded-for": "203.0.113.9"})
    assert (response.status_code, response.json()) == (503, {"ok": False})
