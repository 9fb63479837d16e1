"""Background work in the browser: see it, cancel it, let it go on."""

from __future__ import annotations

import pytest
from django.test import Client

from campus.jobs.models import Job, Status
from campus.jobs.permissions import may_change
from tests.factories import NOW, college, user_with

pytestmark = pytest.mark.django_db


def job(status: Status = Status.QUEUED, **values: object) -> Job:
    if status == Status.FAILED:
        values = {"error": "ValueError", "finished_at": NOW, **values}
    return Job.objects.create(kind="audit.verify", status=status, created_at=NOW, queued_at=NOW, **values)


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(user_with("administrator"))
    return client


def test_list_counts_by_status_and_filters(administrator: Client):
    failed, waiting = job(Status.FAILED), job()
    html = administrator.get("/staff/jobs/?status=failed").content.decode()
    assert f"/staff/jobs/{failed.pk}/" in html
    assert f"/staff/jobs/{waiting.pk}/" not in html


def test_retry_puts_a_failed_job_back_into_the_queue(administrator: Client):
    failed = job(Status.FAILED)
    assert administrator.post(f"/staff/jobs/{failed.pk}/retry/").status_code == 302
    failed.refresh_from_db()
    assert failed.status == Status.QUEUED


def test_cancel_tells_when_somebody_was_faster(administrator: Client):
    ended = job(Status.DONE, finished_at=NOW)
    response = administrator.post(f"/staff/jobs/{ended.pk}/cancel/")
    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()
    ended.refresh_from_db()
    assert ended.status == Status.DONE


def test_an_administrator_of_one_college_sees_and_changes_only_what_they_asked_for():
    person = user_with("administrator", college())
    client = Client()
    client.force_login(person)
    others, own = job(Status.FAILED), job(Status.FAILED, requested_by=person)
    html = client.get("/staff/jobs/").content.decode()
    assert f"/staff/jobs/{own.pk}/" in html
    assert f"/staff/jobs/{others.pk}/" not in html
    assert client.get(f"/staff/jobs/{others.pk}/").status_code == 404
    assert [client.post(f"/staff/jobs/{one.pk}/retry/").status_code for one in (others, own)] == [404, 302]
    assert not may_change(person, others)


def test_only_administrators_see_background_work():
    client = Client()
    client.force_login(user_with("registrar"))
    assert client.get("/staff/jobs/").status_code == 403
