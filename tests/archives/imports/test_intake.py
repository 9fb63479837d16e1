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
    with pytest.raises(Refusal, match="没有这张表"):
        intake.choose_layout(batch=batch, by=batch.uploaded_by, at=NOW, sheet="没有这张表")
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


TEXT = "学号;姓名;学院\n2024000001;王芳, 李强;计算机学院\n".encode("gb18030")


def test_encoding_and_delimiter_are_found_and_can_be_overruled() -> None:
    batch = uploaded(TEXT, registrar(), name="a.csv")
    assert (batch.encoding, batch.delimiter, batch.headers) == ("gb18030", ";", ["学号", "姓名", "学院"])

    intake.choose_layout(
        batch=batch, by=batch.uploaded_by, at=NOW, encoding="gb18030", delimiter=",", header_row=1
    )
    assert (batch.delimiter, batch.headers[0]) == (",", "学号;姓名;学院")
    assert intake.preview(batch).headers == tuple(batch.headers)


def test_what_was_chosen_for_a_heading_is_remembered_in_a_file_of_another_shape() -> None:
    headings = ["学号", "姓名", "学院", "出生日期", "序列"]
    first = uploaded(workbook([("2024000001", "陈佳宁", "计算机学院", "2005-03-14", "软件")], headings), registrar())
    assert "major" not in first.mapping
    columns = {str(place): name for place, name in enumerate(("number", "name", "unit", "birth_date", "major"))}
    checked(intake.choose_layout(batch=first, by=first.uploaded_by, at=NOW, columns=columns))

    again = uploaded(workbook([("软件", "2024000002", "王芳")], ["序列", "学号", "姓名"]), registrar())
    assert again.mapping == {"major": 0, "number": 1, "name": 2}
    assert [match.how for match in intake.matches_of(again)] == ["remembered", "exact", "exact"]
    assert (again.mapping_from, intake.is_exact(again)) == ("", True)

    elsewhere = uploaded(workbook([("软件", "2024000002")], ["序列", "学号"]), user_with("registrar", other_college()))
    assert "major" not in elsewhere.mapping


def test_how_days_are_meant_is_remembered_for_files_of_the_same_shape() -> None:
    first = checked(uploaded(workbook([student_row("2024000001", birth_date="03/04/2005")]), registrar()))
    Batch.objects.filter(pk=first.pk).update(answers={"dates": {"birth_date": "day_first"}, "blank": ["id_invalid"]})

    again = uploaded(workbook([student_row("2024000002", birth_date="05/04/2005")]), registrar())
    assert (again.mapping_from, again.answers) == (first.number, {"dates": {"birth_date": "day_first"}})
    assert checked(again).new == 1


def test_columns_that_were_chosen_stay_with_their_headings_when_the_file_is_read_anew() -> None:
    batch = uploaded("甲,姓名,乙\n1,王芳,2\n2024000001,李强,3\n".encode(), registrar(), name="a.csv")
    intake.choose_layout(batch=batch, by=batch.uploaded_by, at=NOW, kept={"甲": "number", "丙": "major"}, header_row=1)

    assert batch.mapping == {"name": 1, "number": 0}
