"""What a person confirms: the same content gives the same digest, other content another."""

from __future__ import annotations

from typing import Any

import pytest

from archives.imports import actions, checking, mending, tasks
from archives.imports.kinds.students import Students
from archives.imports.models import Batch, StagedRow, Status
from campus.jobs import running
from campus.jobs.models import Job
from tests.archives.imports.dying import Killed, die_and_resume
from tests.archives.imports.factories import checked, colleges, registrar, student_row, uploaded, workbook
from tests.factories import NOW, StudentFactory, college

pytestmark = pytest.mark.django_db
ROWS = [
    student_row("2024000001"),
    student_row("2024000002", name="陈 佳宁"),  # with a remark
    student_row("2024000003", name=""),  # refused
    student_row("2024000004", major="会计学"),  # a change
    student_row("2024000005", unit="文学院"),
]


@pytest.fixture
def officer() -> Any:
    colleges()
    StudentFactory(number="2024000004", name="陈佳宁", unit=college("01"), major="软件工程", year=2024)
    return registrar()


def killed(*_args: Any) -> None:
    raise Killed


def batch_of(officer: Any, rows: list[tuple[str, ...]] = ROWS) -> Batch:
    return checked(uploaded(workbook(rows), officer), officer)


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_the_size_of_chunks_does_not_matter(officer: Any, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = batch_of(officer)
    monkeypatch.setattr(checking, "CHUNK", rows)
    assert batch_of(officer).digest == whole.digest
    assert (whole.new, whole.changed, whole.refused) == (3, 1, 1)


def test_rows_read_with_care_count_like_plain_ones(officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = batch_of(officer)
    monkeypatch.setattr(Students, "skimmer", lambda *_: None)
    assert batch_of(officer).digest == plain.digest


@pytest.mark.parametrize("save", [2, 3, 5])
def test_a_check_that_was_stopped_ends_with_the_same_digest(
    officer: Any, save: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = batch_of(officer)
    monkeypatch.setattr(checking, "CHUNK", 1)
    batch = actions.start_check(batch=uploaded(workbook(ROWS), officer), by=officer, at=NOW)

    assert die_and_resume(batch, monkeypatch, save)

    batch.refresh_from_db()
    assert (batch.status, batch.digest) == (Status.CHECKED, whole.digest)


def test_a_stop_after_the_last_row_changes_nothing(officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*ROWS, ROWS[0]]  # only at the end the first row turns out to stand twice
    monkeypatch.setattr(checking, "CHUNK", 2)
    whole = batch_of(officer, rows)
    batch = actions.start_check(batch=uploaded(workbook(rows), officer), by=officer, at=NOW)

    with monkeypatch.context() as dying:
        dying.setattr(tasks, "refresh_statistics", killed)
        with pytest.raises(Killed):
            running.run(actions.last_job(batch).pk, clock=lambda: NOW)
    Job.objects.filter(reference=batch.number).update(status="queued", lease_token=None, lease_until=None)
    running.run(actions.last_job(batch).pk, clock=lambda: NOW)

    batch.refresh_from_db()
    assert (batch.status, batch.refused, batch.digest) == (Status.CHECKED, 3, whole.digest)


@pytest.mark.parametrize("change", [
    student_row("2024000009"),
    student_row("2024000001", major="会计学"),
    student_row("2024000001", identity_number="110105200503140048"),
])  # fmt: skip
def test_another_value_gives_another_digest(officer: Any, change: tuple[str, ...]) -> None:
    assert batch_of(officer, [change, *ROWS[1:]]).digest != batch_of(officer).digest


def test_the_same_rows_in_another_order_give_another_digest(officer: Any) -> None:
    assert batch_of(officer, [*ROWS[1:], ROWS[0]]).digest != batch_of(officer).digest


def test_the_digest_moves_with_everything_a_person_does(officer: Any) -> None:
    batch = batch_of(officer)
    seen = [batch.digest]

    for name in ("", "王芳", "王方"):
        mending.fix_cells(batch=batch, by=officer, at=NOW, row=4, values={"name": name})
        batch.refresh_from_db()
        seen.append(batch.digest)
    assert StagedRow.objects.get(batch=batch, number=4).digest is not None

    other = batch_of(officer)
    mending.leave_out_row(batch=other, by=officer, at=NOW, row=4)
    other.refresh_from_db()
    seen.append(other.digest)

    assert seen[0] == seen[1]  # still without a name
    assert len(set(seen[1:])) == 4


def test_two_ways_to_the_same_rows_end_with_the_same_digest(officer: Any) -> None:
    direct, detour = batch_of(officer), batch_of(officer)
    mending.fix_cells(batch=direct, by=officer, at=NOW, row=4, values={"name": "王芳"})
    for name in ("王方", "王芳"):
        mending.fix_cells(batch=detour, by=officer, at=NOW, row=4, values={"name": name})
    direct.refresh_from_db()
    detour.refresh_from_db()
    assert direct.digest == detour.digest
