"""The demo school: made through the real importer and the real actions, once."""

from __future__ import annotations

import pytest
from django.test import Client

from archives.consultation.models import LookUp
from archives.demo.load import load_demo_school
from archives.demo.people import PASSWORD, STAFF, STUDENT
from archives.imports.models import Batch, Status
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import RoleAssignment, User
from campus.audit.models import AuditEvent
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_the_demo_school_is_complete_and_a_second_run_changes_nothing(client: Client) -> None:
    made = load_demo_school(at=NOW)

    assert {"school", STUDENT, "look-ups", *(person.username for person in STAFF)} <= set(made)
    assert Student.objects.count() >= 300
    assert set(Batch.objects.values_list("status", flat=True)) <= {Status.APPLIED, Status.PART_APPLIED}
    assert Record.objects.in_force(TODAY).filter(polarity="adverse").exists()
    assert Record.objects.in_force(TODAY).filter(polarity="good").exists()
    assert client.login(username=STUDENT, password=PASSWORD)
    assert client.get("/zh-hans/my/archive/").status_code == 200

    one_person_covers_one_college_only(client)

    before = counts()
    assert load_demo_school(at=NOW) == []
    assert counts() == before


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count()
            for model in (AuditEvent, Batch, LookUp, Record, RoleAssignment, Student, User)}


def one_person_covers_one_college_only(client: Client) -> None:
    assert client.login(username="registrar-cs", password=PASSWORD)
    shown = client.get("/staff/students/").content.decode()
    inside, outside = (Student.objects.filter(unit__code__startswith="01"),
                       Student.objects.exclude(unit__code__startswith="01"))
    assert inside.order_by("number").first().number in shown
    assert outside.order_by("number").first().number not in shown
