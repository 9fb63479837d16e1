"""Taking a batch from step to step in this process: what the pages do with a worker, commands do without one.

The same actions and the same job handlers, so that a file imported by a command and one imported on a page
leave the same rows and the same audit events.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from archives.imports import actions
from archives.imports.models import Batch
from campus.jobs import running
from campus.jobs.models import Job

Clock = Callable[[], datetime]
PAUSE = 0.5  # seconds between looks at a job that a worker took first


def finish_job(batch: Batch, *, clock: Clock) -> Job:
    """Do the batch's newest job here, or wait for the worker that was faster. Returns the finished job."""
    job = actions.last_job(batch)
    assert job is not None, "an action that starts a job came before"
    while not job.is_finished:
        if running.run(job.pk, clock=clock) is None:
            time.sleep(PAUSE)
        job.refresh_from_db()
    batch.refresh_from_db()
    return job
