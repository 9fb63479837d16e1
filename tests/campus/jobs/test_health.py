from __future__ import annotations

from datetime import timedelta

import pytest

from campus.jobs.health import queue_lag
from campus.jobs.models import Status
from tests.campus.jobs.factories import AT, queued_job

pytestmark = pytest.mark.django_db


def test_without_waiting_jobs_there_is_no_lag():
    queued_job(status=Status.DONE, finished_at=AT)

    assert queue_lag(AT) is None


def test_the_lag_is_that_of_the_job_that_has_waited_longest():
    queued_job(queued_at=AT - timedelta(minutes=3))
    queued_job(queued_at=AT - timedelta(minutes=7))

    assert queue_lag(AT) == timedelta(minutes=7)
    assert queue_lag(AT - timedelta(hours=1)) == timedelta(0)
