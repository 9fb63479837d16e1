"""What is known of a file before its rows are checked."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from archives.imports import intake
from archives.imports.models import Batch, Status
from archives.imports.sentences import UnreadableFile
from archives.imports.uploads import private_storage
from campus.refusals import Conflict, Refusal
from tests.archives.imports.factories import applied, checked, colleges, registrar, student_row, uploaded, workbook
from tests.factories import NOW, college, other_college, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _units() -> None:
    colleges()


def test_the_same_file_is_recognised_inside_the_unit_and_not_across_colleges() -> None:
    content = workbook([student_row("2024000001")])
    first = applied(checked(uploaded(content, user_with("registrar", college()))))
    colleague = uploaded(content, user_with("registrar", college()))
    school = uploaded(content, registrar())
    stranger = uploaded(content, user_with("registrar", other_college()))
    assert [intake.earlier_import(batch) for batch in (colleague, school, stranger)] == [first, first, None]


def test_a_file_that_was_only_checked_is_recognised_too() -> None:
    content = workbook([student_row("2024000001")])
    seen = checked(uploaded(content, registrar()))
    assert intake.earlier_import(uploaded(content, registrar())) == seen


def test_a_kind_that_is_not_ones_own_is_refused_before_anything_is_stored() -> None:
    with pytest.raises(PermissionDenied):
        uploaded(workbook([student_row("2024000001")]), user_with("auditor"))
    assert not Batch.objects.exists()


def test_a_batch_that_cannot_be_written_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_more: object) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(Batch.objects, "create", fail)
    with pytest.raises(RuntimeError):
        uploaded(workbook([student_row("2024000001")]), registrar())
    folders, files = private_storage().listdir("imports") if private_storage().exists("imports") else ([], [])
    assert (folders, files) == ([], [])


def test_a_layout_is_chosen_only_by_those_of_the_unit_and_before_the_batch_moved_on() -> None:
    batch = uploaded(workbook([student_row("2024000001")]), user_with("registrar", college()))
    with pytest.raises(PermissionDenied):
        intake.choose_layout(batch=batch, by=user_with("registrar", other_college()), at=NOW)
    with pytest.raises(Refusal) as refused:
        intake.choose_layout(batch=batch, by=batch.uploaded_by, at=NOW, sheet="没有这张表")
    assert refused.value.field == "sheet"
    Batch.objects.filter(pk=batch.pk).update(status=Status.CANCELLED, cancelled_at=NOW, cancelled_by=batch.uploaded_by)
    with pytest.raises(Conflict):
        intake.choose_layout(batch=batch, by=batch.uploaded_by, at=NOW)


@pytest.mark.parametrize(("columns", "sentence"), [({"学号": "no_such_field"}, "no_such_field"),
                                                   ({"没有这一列": "name"}, "没有这一列")])
def test_a_field_or_heading_that_does_not_exist_is_named(columns: dict[str, str], sentence: str) -> None:
    batch = uploaded(workbook([student_row("2024000001")]), registrar())
    with pytest.raises(Refusal, match=sentence):
        intake.choose_layout(batch=batch, by=batch.uploaded_by, at=NOW, columns=columns)


def test_the_widest_unit_is_the_lowest_that_holds_all_of_ones_units() -> None:
    both = user_with("registrar", college())
    assert intake.widest_unit(both, "students") == college()
    assert intake.widest_unit(user_with("auditor"), "students") is None


def test_a_file_larger_than_allowed_leaves_neither_batch_nor_file(settings: object) -> None:
    settings.IMPORT_MAX_BYTES = 10  # type: ignore[attr-defined]
    with pytest.raises(UnreadableFile) as told:
        intake.upload_batch(kind="students", file=ContentFile(b"x" * 11, name="a.csv"), name="a.csv", by=registrar(),
                            at=NOW)
    assert told.value.code == "too_large"
    assert not Batch.objects.exists()
