"""A log to be proven, and what `verify_audit` says of it."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from campus.audit import reading, sealing
from campus.audit.sealing import seal
from tests.campus.audit.events import AT, events


@pytest.fixture(autouse=True, name="log")
def _a_log_to_be_proven(settings, tmp_path, monkeypatch):
    """Six events under checkpoints at 2, 4 and 6, read in pieces of two."""
    settings.AUDIT_KEY_FILE = str(tmp_path / "audit.pem")
    monkeypatch.setattr(reading, "CHUNK", 2)
    monkeypatch.setattr(sealing, "BATCH", 2)
    made = events(6)
    seal(AT)
    return made


def verify(*options: str) -> dict:
    """The JSON of the command, whatever its exit status; that must agree with it."""
    out, failed = io.StringIO(), False
    try:
        call_command("verify_audit", *options, "--json", stdout=out, stderr=io.StringIO())
    except CommandError:
        failed = True
    result = json.loads(out.getvalue().splitlines()[-1])
    assert failed is not result["ok"]
    return result


def bad(*options: str) -> tuple[str, int, int | None]:
    found = verify(*options)["first_bad"]
    assert found["sentence"]
    return found["what"], found["position"], found["event_id"]
