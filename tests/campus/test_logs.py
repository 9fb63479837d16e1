"""Logs: one line for each request, and no personal data on any."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.urls import path

import campus.urls
from campus.accounts.access import public
from campus.accounts.models import User
from campus.logs import logging_config
from campus.urls import handler400, handler500
from tests.factories import user_with

__all__ = ["handler400", "handler500"]


def written(make: object, level: str = "INFO") -> list[dict[str, object]]:
    """What production would write while `make()` runs."""
    config = logging_config(json=True, level=level)
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


LOOKED_FOR = "%E5%BC%A0%E4%B8%89"


def _stumble(request: object, public_id: str) -> None:
    name = "张三"
    raise ValueError(f"{name}: 110101199003070011 {public_id}")


def _suspect(request: object, public_id: str) -> None:
    raise SuspiciousOperation(f"path of {public_id}")


urlpatterns = [
    path("students/<str:public_id>/stumble/", public(_stumble)),
    path("students/<str:public_id>/suspect/", public(_suspect)),
    *campus.urls.urlpatterns,
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("name", "status"), [("stumble", 500), ("suspect", 400)])
def test_a_mistake_of_ours_is_logged_by_its_pattern_and_mailed_to_nobody(
    name: str, status: int, settings: LazySettings
):
    """Django's own line would hold the whole address, and a mail to the administrators the values of variables."""
    settings.ADMINS = [("Admin", "admin@example.edu.cn")]
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    client = Client(raise_request_exception=False)
    lines = written(lambda: client.post(f"/students/P-4711/{name}/?q={LOOKED_FOR}", {"reason": "李四的理由"}))
    assert [line["status"] for line in lines if line["event"] == "request"] == [status]
    assert len(lines) > 1
    everything = json.dumps(lines, ensure_ascii=False)
    for secret in ("P-4711", "张三", LOOKED_FOR, "110101199003070011", "李四"):
        assert secret not in everything
    assert f"students/<str:public_id>/{name}/" in everything
    assert mail.outbox == []


@pytest.mark.django_db
def test_an_old_form_and_a_refused_host_are_logged_without_their_addresses():
    client = Client(enforce_csrf_checks=True)
    lines = written(lambda: (client.post(f"/accounts/login/?next=/P-4711/{LOOKED_FOR}", {"login": "zhaoshen"}),
                             client.get(f"/P-4711/?q={LOOKED_FOR}", headers={"host": "zhaoshen.example"})))
    everything = json.dumps(lines, ensure_ascii=False)
    for secret in ("P-4711", LOOKED_FOR, "zhaoshen"):
        assert secret not in everything


@pytest.mark.django_db
def test_statements_with_their_values_are_logged_on_no_level(settings: LazySettings):
    settings.DEBUG = True
    assert logging_config(json=True, level="DEBUG")["loggers"]["django.db.backends"] == {"level": "WARNING"}
    lines = written(lambda: User.objects.filter(username="zhaoshen").exists(), level="DEBUG")
    assert "zhaoshen" not in json.dumps(lines)
