"""How far the work is, in words that stay true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from archives.imports import actions, progress_shown
from archives.imports.models import Batch, Status
from campus.jobs.models import Job
from tests.archives.imports.factories import colleges, registrar, student_row, students, uploaded, workbook
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def job(**values) -> Job:
    return Job(kind="imports.check", status="running", started_at=NOW, attempts=1, **values)


@pytest.mark.parametrize(
    ("done", "after", "said"),
    [
        (0, 10, "0 / 100,000 行"),
        (50_000, 1, "50,000 / 100,000 行"),  # too early to tell
        (50_000, 20, "50,000 / 100,000 行，还需约 20 秒"),
        (10_000, 60, "10,000 / 100,000 行，还需约 9 分钟"),
    ],
)
def test_the_rest_is_told_at_the_pace_so_far(done, after, said):
    with translation.override("zh-hans"):
        words = progress_shown.words(job(done=done, total=100_000), at=NOW + timedelta(seconds=after))
    assert words == said


def test_after_an_interruption_nothing_is_promised():
    interrupted = job(done=50_000, total=100_000)
    interrupted.attempts = 2
    assert progress_shown.seconds_left(interrupted, at=NOW + timedelta(hours=1)) is None


def test_when_the_worker_is_not_heard_of_the_page_says_where_it_stopped_and_that_it_goes_on():
    silent = job(done=15_000, total=100_000, heartbeat_at=NOW)
    with translation.override("zh-hans"):
        for seconds, said in (
            (29, "15,000 / 100,000 行，还需约 3 分钟"),
            (31, "已中断：已完成 15,000 / 100,000 行。有后台进程接手后会从此处自动继续。"),
        ):
            assert progress_shown.words(silent, at=NOW + timedelta(seconds=seconds)) == said


def test_an_import_that_no_worker_takes_up_does_not_promise_to_start():
    colleges()
    officer = registrar()
    batch = uploaded(workbook([student_row("2024000001")]), officer)
    actions.start_check(batch=batch, by=officer, at=NOW)
    words = progress_shown.words(Job.objects.get(), at=NOW + timedelta(minutes=1))
    assert words == "暂无后台进程接手。数据不会丢失；若持续如此，请告知管理员。"


def test_a_waiting_import_says_how_many_are_before_it():
    colleges()
    officer = registrar()
    batches = [
        actions.start_check(batch=uploaded(workbook([student_row(f"202400000{n}")]), officer), by=officer, at=NOW)
        for n in range(3)
    ]
    said = [progress_shown.job_of(batch, at=NOW)["words"] for batch in batches]
    assert said == ["即将开始。", "排队中，前面还有 1 个导入", "排队中，前面还有 2 个导入"]


def test_a_batch_at_rest_has_no_progress():
    colleges()
    batch = students(registrar(), student_row("2024000001"))
    assert progress_shown.job_of(batch, at=NOW) is None
    Batch.objects.update(status=Status.FAILED)
    batch.refresh_from_db()
    assert progress_shown.job_of(batch, at=NOW)["stopped"]
