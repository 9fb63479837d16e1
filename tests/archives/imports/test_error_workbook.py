"""The rows to mend as the person's own sheet, there and back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from archives.imports.error_workbook import is_available, write_error_workbook
from archives.imports.models import Batch, CellFix, Status
from archives.imports.receipts import not_kept
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from tests.archives.imports.factories import (
    STUDENT_HEADINGS,
    applied,
    checked,
    colleges,
    integrity_officer,
    registrar,
    student_row,
    students,
    uploaded,
    workbook,
)
from tests.factories import NOW, TODAY, college, user_with

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"
DAMAGED = "110105200503140049"
HEADINGS = ("备注", *STUDENT_HEADINGS)


def own_row(remark: str, number: str, **values: str) -> tuple[str, ...]:
    return (remark, *student_row(number, **values))


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


@pytest.fixture
def batch(officer) -> Batch:
    """Row 2 is good; 3 and 5 are bad, 4 is about a person under 18."""
    return students(
        officer,
        own_row("", "2024000001"),
        own_row("@SUM(1)", "2024000002", unit="哲学院", identity_number=DAMAGED),
        own_row("", "2024000003", birth_date="2015-03-14", name="未成年"),
        own_row("请核对", "2024000004", birth_date="2005-13-45"),
        headings=HEADINGS,
    )


def written(batch: Batch, tmp_path, by: User | None = None) -> Workbook:
    path = tmp_path / "to-mend.xlsx"
    write_error_workbook(batch, path, by=by or batch.uploaded_by, on=TODAY)
    return load_workbook(path)


def lines(book: Workbook) -> list[list[str | None]]:
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def back(book: Workbook, officer: User, **cells: str) -> Batch:
    """Uploaded again with these cells, under any name."""
    for address, value in cells.items():
        book.worksheets[0][address] = value
    content = io.BytesIO()
    book.save(content)
    return uploaded(content.getvalue(), officer, name="改好了.xlsx")


def test_it_has_the_same_columns_in_order_with_only_the_bad_rows(batch, tmp_path) -> None:
    head, *rows = lines(written(batch, tmp_path))
    assert head == [*HEADINGS, "问题 / Problem", f"{batch.number} 中的行号 / Row in {batch.number}"]
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        ("@SUM(1)", "2024000002", "3"),
        ("请核对", "2024000004", "5"),
    ]


def test_wrong_cells_are_red_and_say_why_in_a_comment_and_in_a_column(batch, tmp_path) -> None:
    sheet = written(batch, tmp_path).worksheets[0]
    assert (sheet["D2"].fill.fgColor.rgb, sheet["B2"].fill.fill_type) == ("FFFBE5E8", None)
    assert "哲学院" in sheet["D2"].comment.text
    assert "哲学院" in sheet["I2"].value
    assert "2005-13-45" in sheet["E3"].comment.text


def test_every_cell_is_text_and_nothing_can_run(batch, tmp_path) -> None:
    sheet = written(batch, tmp_path).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert (sheet["A2"].value, sheet["B2"].number_format) == ("@SUM(1)", "@")


def test_no_cell_is_taken_for_xml(officer, tmp_path) -> None:
    cells = {"name": "<r><t>甲</t></r>", "unit": "<r><t>=1</t></r>"}
    of_one = students(officer, own_row("", "2024000009", **cells), headings=HEADINGS)
    assert lines(written(of_one, tmp_path))[1][2:4] == ["<r><t>甲</t></r>", "<r><t>=1</t></r>"]


def test_code_columns_have_lists(batch, tmp_path) -> None:
    book = written(batch, tmp_path)
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert "D2" in rule.sqref
    assert "文学院" in [cell.value for cell in book["lists"]["A"]]


def test_of_a_person_under_18_only_the_row_number_is_named(batch, tmp_path) -> None:
    book = written(batch, tmp_path)
    note = "\n".join(cell.value for cell in book.worksheets[1]["A"])
    assert "第 4 行" in note
    assert "未成年" not in "".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_identity_number_is_clear_only_for_who_may_import_students(batch, tmp_path) -> None:
    assert lines(written(batch, tmp_path))[1][7] == DAMAGED
    assert lines(written(batch, tmp_path, by=integrity_officer()))[1][7] == "•" * 16 + "49"
    comments = [cell.comment.text for row in written(batch, tmp_path).worksheets[0].iter_rows() for cell in row
                if cell.comment]
    assert not any(DAMAGED in comment for comment in comments)


def test_columns_that_may_not_be_kept_stay_out(officer, tmp_path) -> None:
    headings = ("血型", *STUDENT_HEADINGS)
    batch = uploaded(workbook([("AB", *student_row("2024000002", unit="哲学院"))], headings), officer)
    Batch.objects.filter(pk=batch.pk).update(left_out_at=NOW, left_out_by=officer)
    batch.refresh_from_db()
    head, row = lines(written(checked(batch), tmp_path))
    assert head[: len(STUDENT_HEADINGS)] == list(STUDENT_HEADINGS)
    assert "AB" not in row


def test_a_cell_that_was_mended_on_the_page_is_written_as_mended(batch, tmp_path, officer) -> None:
    CellFix.objects.create(batch=batch, row=3, field="unit", value="文学院", fixed_at=NOW, fixed_by=officer)
    assert lines(written(batch, tmp_path))[1][3] == "文学院"


def test_without_the_file_the_cells_that_were_kept_are_written(batch, tmp_path) -> None:
    """Of rows that were carried over there is no file; columns that nobody reads are left out and named."""
    Batch.objects.filter(pk=batch.pk).update(stored_as="", rows_as="")
    batch.refresh_from_db()
    book = written(batch, tmp_path)
    head, *rows = lines(book)
    assert head[:7] == [heading for heading in HEADINGS if heading != "备注"]
    assert [(row[0], row[2], row[-1]) for row in rows] == [
        ("2024000002", "哲学院", "3"), ("2024000004", "计算机学院", "5")]
    assert rows[0][6] == DAMAGED
    assert any("“备注”" in str(row[0].value) for row in book.worksheets[1].iter_rows())


def test_coming_back_it_is_known_and_only_its_rows_are_checked(batch, tmp_path, officer) -> None:
    mended = back(written(batch, tmp_path), officer, D2="文学院", H2=IDENTITY, E3="2005-03-15")
    assert (mended.mends, mended.mapping_from) == (batch, batch.number)
    assert {name: mended.headers[column] for name, column in mended.mapping.items()} == {
        name: batch.headers[column] for name, column in batch.mapping.items()}
    mended = checked(mended)
    assert (mended.rows, mended.new, mended.refused) == (2, 2, 0)
    assert not_kept(mended) == ["备注"]  # our own two columns are no news
    applied(mended)
    assert set(Student.objects.values_list("number", flat=True)) == {"2024000002", "2024000004"}


def test_columns_may_be_moved_or_taken_out_before_it_comes_back(batch, tmp_path, officer) -> None:
    book = written(batch, tmp_path)
    book.worksheets[0].delete_cols(1)
    mended = back(book, officer)
    assert (mended.mends, mended.mapping["number"], mended.mapping["unit"]) == (batch, 0, 2)


def test_the_pages_of_both_batches_name_each_other(batch, tmp_path, officer) -> None:
    client = Client()
    client.force_login(officer)
    mended = checked(back(written(batch, tmp_path), officer, D2="文学院", H2=IDENTITY, E3="2005-03-15"))
    page = client.get(reverse("imports:check", args=[mended.number])).content.decode()
    assert "的 2 行待改行" in page
    assert batch.number in page
    page = client.get(reverse("imports:check", args=[batch.number])).content.decode()
    assert "2 行改好后已带回，等待导入：" in page
    applied(mended)
    page = client.get(reverse("imports:check", args=[batch.number])).content.decode()
    assert "2 行改好后已带回并导入：" in page
    assert mended.number in page


def test_the_rows_of_a_batch_that_a_person_may_not_prepare_are_an_ordinary_file(batch, tmp_path) -> None:
    other = user_with("registrar", college("02"))
    stranger = back(written(batch, tmp_path), other)
    assert (stranger.mends, stranger.mapping["number"]) == (None, 1)


def test_it_can_be_downloaded_for_seven_days_and_then_a_sentence_says_so(batch, officer) -> None:
    client = Client()
    client.force_login(officer)
    address = reverse("imports:error_workbook", args=[batch.number])
    assert is_available(batch, NOW + timedelta(days=6, hours=23))
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert AuditEvent.objects.filter(action="imports.download_errors", target_id=batch.number).count() == 1
    Batch.objects.filter(pk=batch.pk).update(checked_at=NOW - timedelta(days=7, minutes=1))
    answer = client.get(address, follow=True)
    assert "期限已过" in answer.content.decode()
    assert address not in answer.content.decode()
    assert AuditEvent.objects.filter(action="imports.download_errors").count() == 1


def test_who_may_not_see_the_rows_gets_no_workbook(batch) -> None:
    client = Client()
    client.force_login(user_with("auditor"))
    assert client.get(reverse("imports:error_workbook", args=[batch.number])).status_code == 403
    assert AuditEvent.objects.filter(action="imports.download_errors").count() == 0


def test_an_undone_batch_of_mended_rows_no_longer_counts(batch, tmp_path, officer) -> None:
    from archives.imports.mended import rows_to_mend

    mended = applied(checked(back(written(batch, tmp_path), officer, D2="文学院", H2=IDENTITY, E3="2005-03-15")))
    assert rows_to_mend(batch, at=NOW).mended == 2
    Batch.objects.filter(pk=mended.pk).update(status=Status.UNDONE)
    assert rows_to_mend(batch, at=NOW).back == ()
