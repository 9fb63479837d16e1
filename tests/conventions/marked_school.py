"""The school of the walk, in which every word of every record is a mark that stands nowhere else.

Each record has a kind of its own, so that the name of a kind, too, tells whose record was shown. On top of the records
of `college_a`: some that an import wrote, some that an undone import withdrew again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from archives.catalogue.defaults import START
from archives.catalogue.models import RecordType
from archives.consultation.models import LookUp
from archives.imports import actions as imports
from archives.imports.models import Batch
from archives.imports.permissions import may_see_rows
from archives.records.models import Record
from campus import triggers
from campus.accounts.models import User
from tests.archives.imports.factories import applied, checked, run_job, uploaded, workbook
from tests.conventions.college_a import RECORD_HEADINGS, CollegeA, college_a
from tests.conventions.walking import Walker, read
from tests.factories import NOW, TODAY, record_type

STAGED = ("标字〔2026〕导入号", "标记导入的违纪事实")  # what the batch that waits in college_a would write


@dataclass(frozen=True)
class Mark:
    """A word: whose record says it, where (for the message), and whether any office may still read it."""

    student: int
    of: str
    is_closed: bool


@dataclass
class MarkedSchool:
    college: CollegeA
    records: dict[str, Record] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)

    @property
    def staged(self) -> Batch:
        return self.college.batches["waiting"]

    def may_read_staged(self, user: User | None) -> bool:
        return user is not None and may_see_rows(user, Batch.objects.get(pk=self.staged.pk))


def marked_school() -> MarkedSchool:
    made = MarkedSchool(college_a())
    made.records.update(made.college.records)
    officer, second = made.college.people["registrar"], made.college.people["integrity_officer"]
    for name in ("written", "undone"):
        made.college.batches[name] = _imported(name, officer, second)
        made.records[name] = Record.objects.get(batch_number=made.college.batches[name].number)
    undone = made.college.batches["undone"]
    run_job(imports.undo_batch(batch=undone, by=undone.uploaded_by, at=NOW, reason="走查：撤销"))
    # A dispute that was answered, beside the open one of college_a.
    Record.objects.filter(pk=made.records["written"].pk).update(
        disputed_at=NOW, disputed_by=second, dispute_reason="标记已答的异议", settled_at=NOW, settled_by=second,
        settled_answer="标记的答复", statement="标记导入后的陈述", statement_at=NOW)
    with triggers.lifted(connection):  # a record keeps its kind; these get one of their own after they were made
        for number, name in enumerate(sorted(made.records)):
            _mark(made, number, name)
    return made


def _imported(name: str, officer: User, second: User) -> Batch:
    row = ("2024770011", "标记导入者", "学术不端", f"标记写入的事实{name}", "2026-05-10", "警告",
           f"标字〔2026〕写入{name}号", "2026-06-01", "2026-05-18", "2026-06-04", "第13条")
    batch = checked(uploaded(workbook([row], RECORD_HEADINGS), officer, kind="records", name=f"标记{name}.xlsx"))
    assert batch.new == 1, batch.summary
    return applied(batch, released_by=second)


def _mark(made: MarkedSchool, number: int, name: str) -> None:
    """Give the record a kind, an office and a clause of its own, and remember its words."""
    record = Record.objects.with_words().get(pk=made.records[name].pk)
    like = record_type("ACAD-MISCONDUCT" if record.is_adverse else "VOLUNTEER")
    kind = RecordType.objects.get(pk=like.pk)
    kind.pk, kind._state.adding = None, True
    kind.code, kind.effective_from = f"KIND-MARK-{number:02d}", START
    kind.name_zh, kind.name_en = f"标记类别之{number:02d}", f"Kind marked {number:02d}"
    kind.save(force_insert=True)
    Record.objects.filter(pk=record.pk).update(
        record_type=kind, source_office=f"标记机关之{number:02d}",
        **({"basis_clause": f"标记条款之{number:02d}"} if record.is_adverse else {}))
    record = made.records[name] = Record.objects.with_words().get(pk=record.pk)
    closed = record.withdrawn_at is not None or (record.display_until <= TODAY and not record.is_disputed)
    words = {record.facts, record.decision_number, record.statement, record.dispute_reason, record.settled_answer,
             record.withdrawn_reason, record.source_office, record.basis_clause, kind.code, kind.name_zh, kind.name_en}
    made.marks |= {word: Mark(record.student_id, name, closed) for word in words - {""}}


@dataclass(frozen=True)
class Received:
    """What somebody received, and into whose archives they looked by that."""

    path: str
    status: int
    words: tuple[str, ...]
    staged: tuple[str, ...]
    looked: frozenset[int]


class WordWalker(Walker):
    """Opens addresses and says which marked words came back, and which look-ups the request left."""

    def __init__(self, school: MarkedSchool, user: User | None) -> None:
        self.school = school
        super().__init__(school.college, user, watch=lambda: None)
        self.client: Client

    def receive(self, ask: Callable[..., Any], path: str, data: dict[str, Any] | None = None) -> Received:
        known = " ".join([path, *(str(value) for value in (data or {}).values())])
        text, status, looked = self.within(lambda: self._answer(ask, path, data))
        return Received(
            path, status,
            tuple(word for word in self.school.marks if word in text and word not in known),
            tuple(word for word in STAGED if word not in known and word in text), looked)

    def _answer(self, ask: Callable[..., Any], path: str, data: Any) -> tuple[str, int, frozenset[int]]:
        before = set(LookUp.objects.values_list("pk", flat=True))
        response = ask(path, data)
        text = read(response)
        new = LookUp.objects.exclude(pk__in=before).values_list("student_id", flat=True)
        return text, response.status_code, frozenset(new)
