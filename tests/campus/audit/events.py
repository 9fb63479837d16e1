"""Events to test with, and ways to tamper with what the triggers protect."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from campus.audit.actions import record_event
from campus.audit.models import AuditEvent
from campus.triggers import lifted

AT = datetime(2026, 11, 23, 1, 12, 30, 123456, tzinfo=UTC)


def event(number: int = 1, **values: Any) -> AuditEvent:
    with transaction.atomic():
        given = {
            "action": "records.enter_record",
            "by": None,
            "at": AT,
            "details": {"number": number, "名": "值"},
        }
        return record_event(**{**given, **values})


def events(count: int) -> list[AuditEvent]:
    return [event(number) for number in range(1, count + 1)]


def tamper(sql: str, *values: object) -> None:
    """What somebody with the database's own password could do: lift the triggers and write."""
    with lifted(connection, "audit"), connection.cursor() as cursor:
        cursor.execute(sql, values)
