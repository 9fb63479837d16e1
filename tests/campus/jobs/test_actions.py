from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from campus.audit.models import AuditEvent
from campus.jobs import running
from campus.jobs.actions import cancel_job, retry_job, start_job
from campus.jobs.models import Job, Status
from campus.jobs.registry import UnknownJobKind
from campus.refusals import Conflict
from tests.campus.jobs.factories import AT, queued_job
from tests.factories import UserFactory, user_with

pytestmark = pytest.mark.django_db


def audited() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_start_job_makes_a_waiting_job_an_event_and_one_kick(kind, django_capture_on_commit_callbacks):
    user, name = UserFactory(), kind(lambda run: None)

    with django_capture_on_commit_callbacks(execute=True) as kicks:
        job = start_job(kind=name, reference="B-2026-0001", by=user, at=AT)
        assert not DBTaskResult.objects.exists()  # a worker must not be faster than the commit

    assert (job.status, job.reference, job.requested_by) == (Status.QUEUED, "B-2026-0001", user)
    assert Job.objects.get().kicked_at == AT
    assert len(kicks) == 1
    assert DBTaskResult.objects.get().args_kwargs == {"args": [job.pk], "kwargs": {}}
    event = AuditEvent.objects.get()
    assert (event.action, event.target_id, event.actor_id) == ("jobs.start_job", str(job.pk), str(user.pk))
    assert event.details == {"kind": name, "reference": "B-2026-0001"}


def test_start_job_of_an_unknown_kind_is_refused_at_once():
    with pytest.raises(UnknownJobKind, match="gone"):
        start_job(kind="gone.kind", reference="", by=None, at=AT)

    assert (Job.objects.count(), audited()) == (0, [])


def test_when_the_surrounding_action_falls_no_worker_hears_of_the_job(
    kind, django_capture_on_commit_callbacks
):
    name = kind(lambda run: None)

    def fall() -> None:
        with transaction.atomic():
            start_job(kind=name, reference="", by=None, at=AT)
            raise LookupError

    with django_capture_on_commit_callbacks(execute=True) as kicks, pytest.raises(LookupError):
        fall()

    assert (kicks, Job.objects.count(), audited()) == ([], 0, [])


def test_cancel_job_stops_a_waiting_and_a_running_job():
    user = UserFactory()
    waiting, other = queued_job(requested_by=user), queued_job(requested_by=user)
    running.claim(other.pk, AT)

    for job in (waiting, other):
        cancelled = cancel_job(job=job, by=user, at=AT)
        assert (cancelled.status, cancelled.finished_at, cancelled.lease_token) == (
            Status.CANCELLED,
            AT,
            None,
        )

    assert audited() == ["jobs.cancel_job", "jobs.cancel_job"]
    assert running.run(waiting.pk) is None


def test_cancel_job_that_ended_meanwhile_is_a_conflict(kind):
    user = UserFactory()
    job = queued_job(kind(lambda run: None), requested_by=user)
    running.run(job.pk)

    with pytest.raises(Conflict, match=str(job.pk)):
        cancel_job(job=job, by=user, at=AT)

    assert (Job.objects.get().status, audited()) == (Status.DONE, [])


def test_retry_job_goes_on_from_the_checkpoint_with_fresh_attempts(django_capture_on_commit_callbacks):
    user = UserFactory()
    job = queued_job(
        requested_by=user, status=Status.FAILED, finished_at=AT, error="ValueError", message="x",
        attempts=5, checkpoint={"row": 3}, kicked_at=AT,
    )  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True) as kicks:
        again = retry_job(job=job, by=user, at=AT)

    assert (again.status, again.attempts, again.checkpoint) == (Status.QUEUED, 0, {"row": 3})
    assert (again.error, again.message, again.finished_at) == ("", "", None)
    assert len(kicks) == 1
    assert audited() == ["jobs.retry_job"]


@pytest.mark.parametrize("status", [Status.QUEUED, Status.DONE])
def test_retry_job_that_waits_or_is_done_is_a_conflict(status):
    user = UserFactory()
    job = queued_job(requested_by=user, status=status, finished_at=None if status == Status.QUEUED else AT)

    with pytest.raises(Conflict, match=str(job.pk)):
        retry_job(job=job, by=user, at=AT)

    assert audited() == []


@pytest.mark.parametrize("action", [cancel_job, retry_job])
def test_a_stranger_may_neither_cancel_nor_retry_and_an_administrator_may(action):
    status = (
        {"status": Status.FAILED, "finished_at": AT, "error": "ValueError"} if action is retry_job else {}
    )
    job = queued_job(requested_by=UserFactory(), **status)

    with pytest.raises(PermissionDenied, match=str(job.pk)):
        action(job=job, by=user_with("teacher"), at=AT)
    assert audited() == []

    action(job=job, by=user_with("administrator"), at=AT)
    assert audited() == [f"jobs.{action.__name__}"]
