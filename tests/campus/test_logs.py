"""Logs: one line for each request, and no personal data on any."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest
from django.test import Client

from campus.logs import logging_config
from tests.factories import user_with


def written(make: object) -> list[dict[str, object]]:
    """What production would write while `make()` runs."""
    config = logging_config(json=True, level="INFO")
    stream = io.StringIO()
    config["handlers"]["stream"]["stream"] = stream
    logging.config.dictConfig(config)
    try:
        make()
    finally:
        logging.config.dictConfig(logging_config(json=False, level="WARNING"))
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.django_db
def test_a_request_is_logged_by_its_pattern_without_query_address_or_name():
    client = Client()
    person = user_with("auditor", username="zhaoshen", name="赵审", email="zhao@example.edu")
    client.force_login(person)
    lines = written(
        lambda: client.get("/staff/audit/?student=20240001&actor=zhaoshen", REMOTE_ADDR="203.0.113.9")
    )
    [line] = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["route"], line["status"], line["user"]) == (
        "GET",
        "staff/audit/",
        200,
        person.pk,
    )
    everything = json.dumps(lines, ensure_ascii=False)
    for secret in ("20240001", "zhaoshen", "赵审", "203.0.113.9"):
        assert secret not in everything


@pytest.mark.django_db
def test_the_proxys_request_id_is_kept_when_it_is_one_and_answered():
    client = Client()
    assert (
        client.get("/healthz", headers={"x-request-id": "0123456789abcdef"})["X-Request-ID"]
        == "0123456789abcdef"
    )
    forged = client.get("/healthz", headers={"x-request-id": 'x" injected'})["X-Request-ID"]
    assert len(forged) == 32


def test_an_error_is_logged_with_its_kind_and_place_but_not_its_message():
    def fail() -> None:
        try:
            raise ValueError("Key (identity_number)=(110101199003070011) already exists")
        except ValueError:
            logging.getLogger("campus.test").exception("failed")

    [line] = written(fail)
    assert line["exception"] == ["builtins.ValueError"]
    assert any("test_logs.py" in place for place in line["at"])
    assert "110101199003070011" not in json.dumps(line)
