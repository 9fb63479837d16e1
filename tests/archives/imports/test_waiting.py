"""My day: batches that wait for this person, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from archives.imports import actions
from archives.imports.waiting import waiting_batches
from campus.accounts.models import User
from campus.jobs.models import Job
from campus.workbench.panels import Panel
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    integrity_officer,
    registrar,
    run_job,
    sample,
    student_row,
    students,
)
from tests.factories import NOW, other_college, user_with

pytestmark = pytest.mark.django_db


def panel(user: User | AnonymousUser) -> Panel | None:
    request = RequestFactory().get("/staff/")
    request.user = user
    return waiting_batches(request)


def urls(user: User) -> list[str]:
    found = panel(user)
    assert found is not None
    return [item.url for item in found.items]


def test_an_own_batch_waits_for_its_uploader_and_not_for_a_colleague():
    colleges()
    officer = registrar()
    batch = students(officer, student_row("2024000001"))
    assert urls(officer) == [reverse("imports:check", args=[batch.number])]
    assert [(item.count, item.unit) for item in panel(officer).items] == [(1, "行")]
    assert urls(registrar()) == []


def test_a_batch_to_release_waits_for_every_second_person_and_not_for_the_first():
    colleges()
    officer = registrar()
    applied(checked(sample("students_2026.xlsx", officer, "students")))
    batch = checked(sample("discipline_2025.xlsx", officer, "records"))
    actions.confirm_batch(batch=batch, by=officer, at=NOW)
    release = reverse("imports:release", args=[batch.number])
    assert urls(integrity_officer()) == [release]
    assert urls(registrar()) == [release]
    with time_machine.travel(NOW + timedelta(days=2)):  # what was imported before is no news any more
        assert urls(officer) == []
    assert urls(user_with("registrar", other_college())) == []
    assert urls(user_with("auditor")) == []


def test_only_who_may_upload_is_offered_to():
    colleges()
    assert panel(registrar()).action_url == reverse("imports:upload")
    assert panel(user_with("auditor")).action_url == ""
    assert panel(AnonymousUser()) is None


def test_an_import_at_work_says_how_far_it_is_and_one_that_is_done_is_told_for_a_day():
    colleges()
    officer = registrar()
    batch = students(officer, student_row("2024000001"))
    actions.confirm_batch(batch=batch, by=officer, at=NOW)
    Job.objects.filter(reference=batch.number, kind="imports.apply").update(done=61, total=100)
    found = panel(officer)
    assert [(item.url, item.note) for item in found.items] == [
        (reverse("imports:check", args=[batch.number]), "正在导入，61%")
    ]
    run_job(batch)
    with time_machine.travel(NOW + timedelta(hours=1)):
        assert [item.note for item in panel(officer).items] == ["已导入"]
    with time_machine.travel(NOW + timedelta(days=2)):
        assert panel(officer).items == []
