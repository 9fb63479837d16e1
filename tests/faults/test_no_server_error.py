"""Whatever is uploaded, typed and pressed: a page or a sentence, never an error of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from archives.imports import actions
from archives.imports.kinds import KINDS
from archives.imports.models import AT_WORK, GOOD, Batch, Finding, RowStatus, StagedRow, Status
from campus.accounts.models import User
from campus.jobs import running
from campus.jobs.models import Status as JobStatus
from tests.archives.imports.factories import SAMPLES, colleges, integrity_officer, registrar
from tests.factories import NOW, StudentFactory
from tests.faults.any_table import AnyFile, cells, files, tried, words, written

pytestmark = pytest.mark.django_db


@dataclass
class Walk:
    """Somebody walks a file through every page there is, and does what the pages offer."""

    data: st.DataObject
    by: Client
    second: Client

    def upload(self, kind: str, file: AnyFile) -> Batch | None:
        before = Batch.objects.count()
        form = {"kind": kind, "file": SimpleUploadedFile(file.name, file.content), "note": "秋季"}
        answer = self.by.post(reverse("imports:upload"), form)
        assert answer.status_code in (302, 422)
        if answer.status_code == 422:
            assert "error" in answer.content.decode()
        return Batch.objects.order_by("-pk").first() if Batch.objects.count() > before else None

    def look(self, name: str, batch: Batch, *more: Any, query: dict[str, str] | None = None) -> Any:
        return self.sane(self.by.get(reverse(f"imports:{name}", args=[batch.number, *more]), query))

    def press(self, name: str, batch: Batch, *more: Any, by: Client | None = None, **typed: Any) -> Any:
        address = reverse(f"imports:{name}", args=[batch.number, *more])
        answer = self.sane((by or self.by).post(address, typed))
        batch.refresh_from_db()
        self.work(batch)
        return answer

    def sane(self, answer: Any) -> Any:
        assert answer.status_code in (200, 302, 403, 404, 409, 422), answer
        return answer

    def work(self, batch: Batch) -> None:
        while batch.status in AT_WORK:
            job = actions.last_job(batch)
            assert job is not None
            done = running.run(job.pk, clock=lambda: NOW)
            assert done is not None
            assert done.status in (JobStatus.DONE, JobStatus.FAILED)
            assert done.error in ("", "JobFailed"), done.error
            batch.refresh_from_db()

    def lay_out(self, batch: Batch) -> None:
        for _ in range(self.data.draw(st.integers(0, 2))):
            what = self.data.draw(st.sampled_from(["encoding", "delimiter", "header_row", "sheet", ""]))
            choices = ["gb18030", "utf-8", "utf-16-le", ";", "\t", "1", "2", "9", "0", "x", "表", "²"]
            self.press("layout", batch, read_with=f"{what}:{self.data.draw(st.sampled_from(choices))}")
        page = self.look("layout", batch)
        if page.status_code != 200:
            return
        form = page.context["form"]
        typed = {name: self.data.draw(self.choice_of(field, form.get_initial_for_field(field, name)))
                 for name, field in form.fields.items()}  # fmt: skip
        self.press("layout", batch, **typed)

    def choice_of(self, field: Any, initial: Any) -> st.SearchStrategy[Any]:
        choices = [str(value) for value, _label in getattr(field, "choices", [("on", "")])]
        return st.sampled_from([str(initial or "")] * 6 + choices + ["nonsense"])

    def mend(self, batch: Batch) -> None:
        if batch.status != Status.CHECKED:
            return
        fields = [spec.name for spec in KINDS[batch.kind].fields]
        for row in StagedRow.objects.filter(batch=batch, status=RowStatus.REFUSED).order_by("number")[:2]:
            field = self.data.draw(st.sampled_from(fields))
            text = written(self.data.draw(cells))[:500]
            self.press("fix_row", batch, row.number, **{f"cell-{field}": text})
        for finding in Finding.objects.filter(batch=batch).order_by("pk")[:2]:
            choice = self.data.draw(st.sampled_from(["", "day", "month", "value", "leave_out", "again", "undo"]))
            answer = {"field": finding.field, "choice": choice, "word": finding.value,
                      "meant": self.data.draw(words)[:200]}  # fmt: skip
            self.press("answer_group", batch, finding.code, **answer)

    def look_around(self, batch: Batch) -> None:
        for name in ("check", "progress", "layout", "confirm", "release", "receipt", "error_workbook", "written_rows",
                     "left_rows", "receipt_file", "undo", "cancel"):  # fmt: skip
            self.look(name, batch)
        for status in RowStatus.values:
            self.look("rows", batch, query={"status": status})

    def go_through(self, batch: Batch) -> None:
        self.lay_out(batch)
        self.look_around(batch)
        self.counts_agree(batch)
        self.mend(batch)
        self.counts_agree(batch)
        everything = self.data.draw(st.sampled_from(["", "all"]))
        self.press("confirm", batch, digest=batch.digest, looked="on", all_or_nothing=everything)
        self.press("release", batch, by=self.second, digest=batch.digest)
        self.look_around(batch)
        if batch.status in (Status.APPLIED, Status.PART_APPLIED):
            assert batch.written + batch.left_behind == batch.importable
            self.press("undo", batch)
            assert batch.reversed + batch.kept + batch.errored == batch.written

    def counts_agree(self, batch: Batch) -> None:
        if batch.status == Status.CHECKED:
            dropped = StagedRow.objects.filter(batch=batch, status=RowStatus.DROPPED).count()
            assert batch.new + batch.changed + batch.unchanged + batch.refused + dropped == batch.rows
            assert StagedRow.objects.filter(batch=batch, status__in=GOOD).count() == batch.importable


@pytest.fixture
def people() -> tuple[User, User]:
    colleges()
    StudentFactory(number="2024000001", name="陈佳宁")
    return registrar(), integrity_officer()


def walk(data: st.DataObject, people: tuple[User, User]) -> Walk:
    clients = [Client(), Client()]
    for client, user in zip(clients, people, strict=True):
        client.force_login(user)
    return Walk(data, *clients)


@pytest.mark.parametrize("kind", ["units", "students", "records", "volunteering"])
@tried(6, slow=4)
@given(data=st.data())
def test_no_table_in_any_format_ends_in_a_server_error(
    kind: str, data: st.DataObject, people: tuple[User, User]
) -> None:
    here = walk(data, people)
    batch = here.upload(kind, data.draw(files(kind)))
    if batch is not None:
        here.go_through(batch)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (
    ".xlsx", ".xls", ".ods", ".csv", ".tsv")))  # fmt: skip
@tried(2, slow=8)
@given(data=st.data())
def test_no_file_of_real_life_with_bytes_turned_ends_in_a_server_error(
    name: str, data: st.DataObject, people: tuple[User, User]
) -> None:
    content = bytearray((SAMPLES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    here = walk(data, people)
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    batch = here.upload(kind, AnyFile(name, bytes(content)))
    if batch is not None:
        here.go_through(batch)


@tried(20)
@given(content=st.binary(max_size=400),
       name=st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv", "a.zip", "a", "a.exe"]),
       start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xfe\xff",
                              b"\xef\xbb\xbf", b"<?xml", b"%PDF-", b"\x00\x00", b"\xff\xfe\x00\x00"]))  # fmt: skip
def test_no_bytes_end_in_a_server_error(content: bytes, name: str, start: bytes, people: tuple[User, User]) -> None:
    here = walk(None, people)  # type: ignore[arg-type]
    batch = here.upload("students", AnyFile(name, start + content))
    assert batch is None or batch.status in (Status.UPLOADED, Status.UNREADABLE, Status.CHECKING)
