from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from campus.audit.health import last_sealed, last_verified
from campus.audit.models import AuditEvent
from campus.jobs import running
from campus.jobs.models import Job, ScheduledRun, Status
from campus.jobs.tasks import run_job
from tests.campus.audit.events import event, events, tamper
from tests.campus.jobs.factories import AT, Clock, queued_job

pytestmark = pytest.mark.django_db


def test_run_job_does_a_waiting_job_and_nothing_the_second_time(kind):
    calls = []
    job = queued_job(kind(lambda run: calls.append(run.job.pk)))

    run_job.call(job.pk)
    run_job.call(job.pk)
    run_job.call(-1)

    assert calls == [job.pk]


def test_seal_audit_seals_what_waits():
    events(3)

    assert running.run(queued_job("audit.seal").pk, clock=Clock()).status == Status.DONE
    assert last_sealed() == (3, AT)


def test_verify_audit_records_a_good_result_as_an_event():
    events(3)

    job = running.run(queued_job("audit.verify").pk, clock=Clock())

    assert job.status == Status.DONE
    assert last_verified() == (True, AT)
    assert AuditEvent.objects.get(action="audit.verify").details == {
        "ok": True, "events": 3, "checkpoints": 1, "first_bad": None,
    }  # fmt: skip


def test_verify_audit_records_a_bad_result_and_fails_with_its_sentence():
    events(3)
    running.run(queued_job("audit.seal").pk, clock=Clock())
    tamper(
        "UPDATE campus_auditevent SET action = 'x.y' WHERE id = %s", AuditEvent.objects.order_by("id")[1].pk
    )

    job = running.run(queued_job("audit.verify").pk, clock=Clock())

    assert (job.status, job.error) == (Status.FAILED, "JobFailed")
    assert "2" in job.explanation
    assert last_verified() == (False, AT)
    assert AuditEvent.objects.get(action="audit.verify").details["first_bad"] == {
        "position": 2, "what": "event_changed",
    }  # fmt: skip


def old_job(days: int, *, scheduled: bool = True, status: Status = Status.DONE) -> Job:
    at = AT - timedelta(days=days)
    error = "ValueError" if status == Status.FAILED else ""
    job = queued_job(created_at=at, queued_at=at, finished_at=at, status=status, error=error)
    if scheduled:
        ScheduledRun.objects.create(name="tests.kind", due_at=at, job=job)
    return job


def test_prune_jobs_forgets_old_scheduled_jobs_and_keeps_those_of_people():
    asked_for, fresh, failed = old_job(400, scheduled=False), old_job(1), old_job(30, status=Status.FAILED)
    old_job(3)
    old_job(91, status=Status.FAILED)

    pruning = running.run(queued_job("jobs.prune").pk, clock=Clock())

    assert pruning.status == Status.DONE
    assert set(Job.objects.exclude(pk=pruning.pk)) == {asked_for, fresh, failed}
    assert ScheduledRun.objects.count() == 2


def test_prune_jobs_forgets_old_results_of_the_queue_also_those_of_killed_workers():
    for days, status in [(8, "SUCCESSFUL"), (8, "RUNNING"), (6, "SUCCESSFUL"), (6, "RUNNING"), (8, "READY")]:
        result = run_job.enqueue(1)
        at = AT - timedelta(days=days)
        DBTaskResult.objects.filter(pk=result.id).update(status=status, started_at=at, finished_at=at)

    running.run(queued_job("jobs.prune").pk, clock=Clock())

    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "RUNNING", "SUCCESSFUL"]


def test_prune_jobs_leaves_another_engine_to_itself(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    old_job(3)

    pruning = running.run(queued_job("jobs.prune").pk, clock=Clock())

    assert list(Job.objects.all()) == [pruning]


def test_scheduled_work_leaves_no_event_of_its_own_for_the_next_minute():
    event()
    for _minute in range(3):
        running.run(queued_job("audit.seal").pk, clock=Clock())

    assert AuditEvent.objects.count() == 1
