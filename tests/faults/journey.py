"""A file on its way through check, import and undo, while its workers are killed."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from archives.imports import actions
from archives.imports.digests import CheckDigest, digest
from archives.imports.models import Batch, Finding, RowStatus, StagedRow, Status
from campus.accounts.models import User
from campus.audit.health import verify_database
from campus.audit.models import AuditEvent
from campus.audit.sealing import seal
from campus.jobs.models import Job
from campus.jobs.models import Status as JobStatus
from tests.archives.imports.factories import colleges, integrity_officer, registrar
from tests.factories import NOW
from tests.faults.files import CHANGED, FILES, NEW, REFUSED, STAGED, UNCHANGED, File
from tests.faults.worker import Order, Worker, left_running, work

LAPSE = timedelta(minutes=3)  # until the lease of a killed worker has lapsed
STEPS = ("check", "apply", "undo")
ENDS = {"check": [Status.CHECKED], "apply": [Status.APPLIED], "undo": [Status.UNDONE]}
STANDS_IN = {"check": Status.CHECKING, "apply": Status.APPLYING, "undo": Status.UNDOING}


@dataclass
class Usual:
    """What a step takes that nobody disturbs: moments at the database, and seconds."""

    moments: int
    seconds: float


@dataclass
class School:
    """People and a file; the clock of its workers goes on with every one of them."""

    rng: random.Random
    file: File
    by: User
    second: User
    now: datetime = NOW
    chunk: int = 20
    usual: dict[str, Usual] = field(default_factory=dict)
    kills: int = 0
    stopped_pages: int = 0
    fell: Counter[str] = field(default_factory=Counter)  # where workers fell
    sessions: list[int] = field(default_factory=list)

    @classmethod
    def with_file(cls, kind: str, seed: int, *, rows: int, chunk: int) -> School:
        colleges()
        rng = random.Random(seed)
        made = cls(rng, FILES[kind](rng, rows), registrar(), integrity_officer(), chunk=chunk)
        made.file.prepare()
        return made

    def later(self, by: timedelta = LAPSE) -> datetime:
        self.now += by
        return self.now

    def order(self, **how: Any) -> Order:
        return Order(now=self.later(), chunk=self.chunk, **how)

    # --- Steps, as people ask for them ---

    def ask_for(self, step: str, batch: Batch) -> None:
        at = self.later(timedelta(seconds=10))
        if step == "check":
            actions.start_check(batch=batch, by=self.by, at=at)
        elif step == "undo":
            actions.undo_batch(batch=batch, by=self.by, at=at, reason="决定已撤销")
        else:
            actions.confirm_batch(batch=batch, by=self.by, at=at, digest=batch.digest)
            if batch.needs_release:
                actions.release_batch(batch=batch, by=self.second, at=at, digest=batch.digest)

    def undisturbed(self) -> Batch:
        """The whole way of the file without any fault; remembers what each step takes."""
        batch = self.file.upload(self.by)
        work(self.order())  # what is due by the clock today
        for step in STEPS:
            self.ask_for(step, batch)
            with Worker(self.order()) as worker:
                assert worker.wait() == 0
                self.usual[step] = Usual(worker.moments.value, worker.seconds)
            batch.refresh_from_db()
            assert batch.status in ENDS[step], (step, batch.status)
        return batch

    def killed(self, budget: int) -> Batch:
        """The same with workers killed at random moments, `budget` of them at work; checked after each."""
        batch = self.file.upload(self.by)
        shares = self.rng.choice([(6, 2, 1), (1, 6, 2), (2, 1, 6), (3, 3, 3)])  # six use up all attempts
        wanted = self.kills + budget
        for step, share in zip(STEPS, shares, strict=True):
            self.ask_for(step, batch)
            self.do(step, batch, until=min(self.kills + share, wanted))
            after_step(self, batch, step)
        return batch

    def do(self, step: str, batch: Batch, until: int) -> None:
        share = self.rng.choice([1.0, 0.7, 0.5])
        while batch.status == STANDS_IN[step]:
            if self.kills < until:
                if self.killed_once(step, share):
                    self.note_where(step, batch)
            else:
                assert work(self.order()) == 0
            batch.refresh_from_db()
            after_kill(self, batch, step)
            self.continue_where_it_stopped(batch)

    def killed_once(self, step: str, share: float) -> bool:
        """One worker: killed from outside after a while, or by itself at a certain moment."""
        usual = self.usual[step]
        if self.rng.random() < 0.5:
            order, seconds = self.order(), self.rng.uniform(0, usual.seconds * share)
        else:
            order, seconds = self.order(die_at=self.rng.randint(1, int(usual.moments * share))), 10.0**9
        with Worker(order) as worker:
            self.sessions.append(worker.pid)
            return worker.kill_after(seconds) if seconds < 10**9 else worker.was_killed()

    def note_where(self, step: str, batch: Batch) -> None:
        """Only a worker that fell while it had the job counts."""
        job = actions.last_job(batch)
        assert job is not None
        if job.status == JobStatus.RUNNING:
            self.kills += 1
            self.fell[f"{step}, {'at once' if not job.done else 'midway'}"] += 1
        else:
            self.fell[f"{step}, before or after"] += 1

    def continue_where_it_stopped(self, batch: Batch) -> None:
        """Attempts used up: the page says how far it came, and its button goes on."""
        job = actions.last_job(batch)
        assert job is not None
        if job.status != JobStatus.FAILED:
            return
        assert job.error == "LeaseLapsed", (job.error, job.message)
        self.stopped_pages += 1
        row = job.checkpoint.get("row", 0)
        said = self.page("check", batch)
        assert (f"Stopped at row {row:,}" in said or f"Stopped after row {row:,}" in said) if row else (
            "Stopped before the first row" in said), said[:2000]
        assert "stopped 5 times" in said
        answer = signed_in(self.by).post(reverse("imports:continue", args=[batch.number]))
        assert answer.status_code == 302
        batch.refresh_from_db()


    def page(self, name: str, batch: Batch, **options: Any) -> str:
        answer = signed_in(self.by).get(reverse(f"imports:{name}", args=[batch.number]), **options)
        assert answer.status_code == 200, answer
        return answer.content.decode()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


# --- What must hold ----------------------------------------------------------------------------------------


def after_kill(school: School, batch: Batch, step: str) -> None:
    """At any moment: whole chunks only, and everything that is said of them is true."""
    {"check": _check_is_whole, "apply": _archive_is_whole, "undo": _archive_is_whole}[step](school, batch)
    assert school.file.doubled() == []
    twice = {action: count for action, count in steps_in_the_log(batch).items() if count > 1}
    assert twice.keys() <= {"imports.continue_batch"}


def _check_is_whole(school: School, batch: Batch) -> None:
    job = actions.last_job(batch)
    assert job is not None
    through = batch.status == Status.CHECKED
    row = None if through else job.checkpoint.get("row", 0)
    counts = school.file.counts(up_to=row)
    assert counts_of(batch) == tuple(counts[status] for status in (NEW, CHANGED, UNCHANGED, REFUSED))
    assert batch.rows == counts.total() == (len(school.file.rows) if through else job.done)
    staged = dict(StagedRow.objects.filter(batch=batch).values_list("number", "status"))
    wanted = {one.number: str(STAGED[one.status]) for one in school.file.rows
              if one.status in STAGED and (row is None or one.number <= row)}  # fmt: skip
    assert staged == wanted
    found = Counter(Finding.objects.filter(batch=batch, severity="error").values_list("code", flat=True))
    said = {code: group["count"] for code, group in batch.summary.items() if group["severity"] == "error"}
    assert found == said
    assert school.file.archive() == school.file.expected()


def _archive_is_whole(school: School, batch: Batch) -> None:
    reached, taken_back = batch.reached, batch.undone_from
    assert school.file.archive() == school.file.expected(reached=reached, undone_from=taken_back)
    standing = {row.key: row.number for row in school.file.good()
                if row.number <= reached and (taken_back is None or row.number < taken_back)}  # fmt: skip
    assert school.file.provenance(batch) == standing
    assert batch.written + batch.left_behind == sum(row.number <= reached for row in school.file.good())
    undone = batch.reversed + batch.kept + batch.errored
    assert undone == batch.written - len(standing)
    assert StagedRow.objects.of(batch, RowStatus.WRITTEN).count() == len(standing)


def after_step(school: School, batch: Batch, step: str) -> None:
    """At the end of a step it is as if nothing had happened."""
    after_kill(school, batch, step)
    assert batch.status in ENDS[step]
    assert batch.new + batch.changed + batch.unchanged + batch.refused == batch.rows == len(school.file.rows)
    assert (batch.check_digest, batch.digest) == (CheckDigest(batch).told(), digest(batch))
    if step == "apply":
        assert (batch.written, batch.left_behind) == (batch.importable, 0)
    if step == "undo":
        assert (batch.reversed, batch.kept, batch.errored) == (batch.importable, 0, 0)
        assert school.file.archive() == school.file.expected()


def same_as(batch: Batch, other: Batch) -> None:
    """Two ways of the same file: the same rows, findings, counts and digest."""
    for name in ("rows", "new", "changed", "unchanged", "refused", "adverse", "digest", "summary", "changes",
                 "written", "left_behind", "reversed", "kept", "errored", "reached", "undone_from"):  # fmt: skip
        assert getattr(batch, name) == getattr(other, name), name
    rows = ("number", "status", "is_change", "is_adverse", "values", "before", "codes", "reason")
    found = ("row", "other_row", "field", "code", "severity", "value", "params")
    for model, fields in ((StagedRow, rows), (Finding, found)):
        ours, theirs = (list(model.objects.filter(batch=one).order_by("pk").values_list(*fields))
                        for one in (batch, other))  # fmt: skip
        assert ours == theirs, model


def counts_of(batch: Batch) -> tuple[int, ...]:
    return batch.new, batch.changed, batch.unchanged, batch.refused


def steps_in_the_log(batch: Batch) -> Counter[str]:
    events = AuditEvent.objects.filter(action__startswith="imports.", target_id=batch.number)
    return Counter(events.values_list("action", flat=True))


def one_event_for_each_step(school: School, batch: Batch) -> None:
    steps = ["upload_batch", "start_check", "finish_check", "confirm_batch", "apply_batch", "undo_batch", "finish_undo"]
    steps += ["release_batch"] if batch.released_at else []
    log = steps_in_the_log(batch)
    log.pop("imports.continue_batch", None)
    assert log == Counter(f"imports.{step}" for step in steps)
    applied = AuditEvent.objects.get(action="imports.apply_batch", target_id=batch.number)
    assert applied.details["digest"] == batch.digest


def the_log_is_whole(school: School) -> None:
    seal(school.later(), everything=True)
    proof = verify_database()
    assert proof.ok, proof.first_bad


def nothing_is_left(school: School) -> None:
    """No job that waits for ever, no reading process without its worker."""
    assert not Job.objects.unfinished().filter(kind__startswith="imports.").exists()
    for _ in range(100):
        left = [pid for session in school.sessions for pid in left_running(session)]
        if not left:
            return
        time.sleep(0.05)
    raise AssertionError(f"still running: {left}")
