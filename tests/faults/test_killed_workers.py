"""A worker is killed (SIGKILL) at random moments of checking, importing and undoing; another goes on.

`make faults RUNS=100` kills as many as you like, SEED=… repeats a run: the same files, and workers killed after
the same time or at the very same statement.
"""

from __future__ import annotations

import os
import random
import sys

import pytest
from django.db import connection

from tests.faults.journey import School, nothing_is_left, one_event_for_each_step, same_as, the_log_is_whole

pytestmark = pytest.mark.concurrency

# The engines differ in how they forget a half-written transaction, not in what of ours could go wrong: in the
# suite the second one needs fewer.
RUNS = int(os.environ.get("FAULT_RUNS", 30 if connection.vendor == "sqlite" else 15))
SEED = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(10**6))
IN_ONE_WAY = 9  # of one file, from upload to undone
SHARES = {"students": (RUNS * 2 + 2) // 3, "records": RUNS // 3}


@pytest.mark.parametrize("kind", SHARES)
def test_whenever_a_worker_is_killed_nothing_is_half_done_lost_or_doubled(kind: str) -> None:
    say(f"SEED={SEED} kills {SHARES[kind]} workers that import {kind}")
    school = School.with_file(kind, SEED, rows=240, chunk=12)
    reference = school.undisturbed()

    while school.kills < SHARES[kind]:
        batch = school.killed(budget=min(IN_ONE_WAY, SHARES[kind] - school.kills))
        same_as(batch, reference)
        one_event_for_each_step(school, batch)

    the_log_is_whole(school)
    nothing_is_left(school)
    say(f"killed {school.kills}, given up and continued {school.stopped_pages} times; they fell in {dict(school.fell)}")


def say(sentence: str) -> None:
    """Shown with a failure, and by `make faults`."""
    sys.stdout.write(f"\n{sentence}\n")
