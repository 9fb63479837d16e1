from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from archives.imports import kept_rows
from archives.imports.intake import choose_layout
from archives.imports.kept_rows import forget_rows, rows_of
from archives.imports.models import Batch
from archives.imports.sentences import UnreadableFile
from archives.imports.uploads import private_storage
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    registrar,
    sample,
    student_row,
    uploaded,
    workbook,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db
FIELDS = ("number", "name", "unit")


def batch_of(*rows: list[Any], **options: Any) -> Batch:
    colleges()
    return uploaded(workbook(rows or [student_row("2024000001")], **options), registrar())


def place(batch: Batch) -> Path:
    return Path(private_storage().path(batch.rows_as))


def lines(batch: Batch) -> str:
    with private_storage().open(batch.rows_as) as file:
        return file.read().decode()


def found(batch: Batch, fields: tuple[str, ...] | None = FIELDS) -> list[Any]:
    with rows_of(batch, fields) as rows:
        return list(rows)


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were opened after their upload."""
    names: list[str] = []
    really = kept_rows.iter_rows

    def iter_rows(path: Path, **options: Any) -> Any:
        names.append(options["name"])
        return really(path, **options)

    monkeypatch.setattr(kept_rows, "iter_rows", iter_rows)
    return names


@pytest.mark.parametrize("fields", [None, FIELDS, ("identity_number", "number")])
@pytest.mark.parametrize("name", ["students_2026.xlsx", "freshmen.xls", "loan_repayments_202610.csv"])
def test_kept_rows_are_those_that_the_file_gives(
    name: str, fields: tuple[str, ...] | None, read_again: list[str]
) -> None:
    colleges()
    batch = sample(name, registrar(), "students")
    kept = found(batch, fields)
    assert read_again == []
    forget_rows(batch)
    assert found(batch, fields) == kept
    assert read_again == [name]


def test_a_file_is_opened_once_for_upload_and_check(read_again: list[str]) -> None:
    assert checked(batch_of()).new == 1
    assert read_again == []


@pytest.mark.parametrize("change", [b"", b'["rows",[[2],1,[],[]]]\n'])
def test_rows_that_are_not_those_that_were_kept_are_not_used(change: bytes, read_again: list[str]) -> None:
    batch = batch_of()
    place(batch).write_bytes(change)

    assert checked(batch).new == 1
    assert read_again == ["students.xlsx"]


def test_rows_kept_for_another_layout_go_with_it(read_again: list[str]) -> None:
    batch = batch_of(student_row("2024000001"), student_row("2024000002"))
    before = place(batch)
    choose_layout(batch=batch, by=batch.uploaded_by, at=NOW, header_row=2, columns={"0": "number"})
    assert [row.cells[0] for row in found(batch, ("number",))] == ["2024000002"]
    assert read_again == []
    assert not before.exists()


def test_kept_rows_of_another_batch_do_not_open_in_their_place(read_again: list[str]) -> None:
    batch = batch_of(student_row("2024000001"))
    other = uploaded(workbook([student_row("2024000002")]), batch.uploaded_by)
    place(batch).write_bytes(place(other).read_bytes())

    assert [row.cells[0] for row in found(batch, ("number",))] == ["2024000001"]
    assert read_again == ["students.xlsx"]


def test_a_column_that_needs_consent_is_kept_nowhere(read_again: list[str]) -> None:
    batch = batch_of([*student_row("2024000001"), "困难"], headings=("学号", "姓名", "家庭收入"))
    assert [item["consent"] for item in batch.forbidden] == [True]
    assert "困难" not in lines(batch)

    batch.mapping["class_name"] = 2
    with pytest.raises(UnreadableFile) as told:
        found(batch, ("number", "class_name"))
    assert told.value.code == "not_kept"
    assert read_again == []


@pytest.mark.parametrize("line", [
    b'["rows",[[3],"wide"]]',
    b'["rows",[[],2,[],[]]]',  # no row
    b'["rows",[[0],2,[[0,["x"]],[1,["y"]]],[]]]',  # a row that no spreadsheet has
    b'["rows",[[9],2,[[0,["2024000009"]]],[]]]',  # other columns than the lines before
])  # fmt: skip
def test_rows_that_no_reader_would_say_end_in_a_sentence(line: bytes) -> None:
    batch = batch_of()
    good = lines(batch).encode()
    place(batch).unlink()  # a child that its file took over wrote it
    private_storage().save(batch.rows_as, ContentFile(good + line + b"\n"))

    with pytest.raises(UnreadableFile) as told:
        found(batch)
    assert told.value.code == "damaged"


def test_a_disk_without_room_for_the_rows_keeps_the_upload(
    monkeypatch: pytest.MonkeyPatch, read_again: list[str]
) -> None:
    really = FileSystemStorage._save

    def full(storage: FileSystemStorage, name: str, content: Any) -> str:
        if name.endswith(".rows"):
            path = Path(storage.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read(10))
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    batch = batch_of()
    assert batch.rows_as == ""
    assert [one for one in Path(private_storage().path("imports")).iterdir() if one.suffix == ".rows"] == []

    assert checked(batch).new == 1
    assert read_again == ["students.xlsx"]


def test_file_and_kept_rows_go_when_they_are_written(django_capture_on_commit_callbacks: Any) -> None:
    batch = checked(batch_of())
    assert place(batch).exists()
    with django_capture_on_commit_callbacks(execute=True):
        applied(batch)
    batch.refresh_from_db()
    assert (batch.stored_as, batch.rows_as, batch.source_gone) == ("", "", "written")
    assert list(Path(private_storage().path("imports")).iterdir()) == []
