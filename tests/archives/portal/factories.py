"""A student's archive to test with."""

from __future__ import annotations

from typing import Any

from django.test import Client

from archives.records.models import Record
from archives.registry.models import Student
from tests.factories import NOW, UserFactory


def signed_in(student: Student) -> Client:
    client = Client()
    client.force_login(student.user)
    return client


def disputed(record: Record, **changes: Any) -> Record:
    return changed(record, **{"disputed_at": NOW, "disputed_by": record.student.user or UserFactory(),
                              "dispute_reason": "引文已注明出处", **changes})


def withdrawn(record: Record, reason: str = "重复录入") -> Record:
    return changed(record, withdrawn_at=NOW, withdrawn_by=UserFactory(), withdrawn_reason=reason)


def changed(record: Record, **changes: Any) -> Record:
    for name, value in changes.items():
        setattr(record, name, value)
    record.save()
    return record
