from __future__ import annotations

import pytest
from cronsim import CronSimError

from campus.jobs import registry


def test_tasks_modules_of_the_packages_are_found_without_a_list():
    names = [schedule.name for schedule in registry.schedules()]

    assert {"audit.seal", "audit.verify", "jobs.prune"} <= set(names)
    assert names == sorted(names)
    assert registry.handler_of("audit.seal").__module__ == "campus.jobs.tasks"


def test_an_unknown_kind_is_named_beside_the_known_ones():
    with pytest.raises(registry.UnknownJobKind, match=r"gone\.kind.*audit\.seal"):
        registry.handler_of("gone.kind")


def test_one_name_cannot_mean_two_handlers(kind):
    first = kind(lambda run: None)

    with pytest.raises(ValueError, match=first):
        registry.job_kind(first)(lambda run: None)


def test_a_schedule_that_is_no_cron_expression_is_refused_where_it_is_written():
    with pytest.raises(CronSimError):
        registry.scheduled("tests.kind", cron="every night")
