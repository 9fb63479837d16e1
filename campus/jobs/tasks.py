"""The one task of the queue, and the site's own work by the clock."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from campus.accounts.proof import prove_log
from campus.audit.health import record_verification
from campus.audit.sealing import seal
from campus.jobs import running
from campus.jobs.lease import JobFailed, JobRun
from campus.jobs.pruning import prune
from campus.jobs.registry import scheduled


@task()
def run_job(job_id: int) -> None:
    """A kick: does the job if it still waits. Kicking twice, or a finished job, does nothing."""
    running.run(job_id)


@scheduled("audit.seal", cron="* * * * *")
def seal_audit(run: JobRun) -> None:
    """Every minute: bring committed audit events into the chain."""
    seal(run.clock())


@scheduled("audit.verify", cron="20 3 * * *")
def verify_audit(run: JobRun) -> None:
    """Every night: seal late events, prove the whole log, and keep the result as an event of its own."""
    seal(run.clock(), everything=True)
    verification = prove_log(each=run.heartbeat)
    bad = verification.first_bad
    with transaction.atomic():
        run.save()
        record_verification(verification, by=None, at=run.clock())
    if bad:
        raise JobFailed(bad.sentence() + " " + _("Run “manage.py verify_audit” and tell the auditor."))


@scheduled("jobs.prune", cron="50 3 * * *")
def prune_jobs(run: JobRun) -> None:
    """Every night: forget old results of the queue and old scheduled jobs."""
    prune(run.clock())
