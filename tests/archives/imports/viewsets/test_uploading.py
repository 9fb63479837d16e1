"""Bad input through the page: one clear sentence in the reader's language, nothing typed is lost, nothing
written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from archives.imports.models import Batch, Status
from archives.imports.sentences import UnreadableFile
from archives.registry.models import Student
from campus.accounts.actions import choose_language
from campus.accounts.models import User
from tests.archives.imports import hostile
from tests.archives.imports.factories import SAMPLES, colleges, registrar, run_job, sample

pytestmark = pytest.mark.django_db
NOTE = "秋季学期第一份"
HEADINGS = ["学号", "姓名", "学院", "出生日期"]
ROW = ["2024030001", "冯静晨", "计算机学院", "2005-03-14"]

BAD: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "a picture": ("wrong_type", lambda path: _bytes(path, b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)),
    "a Word document": ("wrong_type", hostile.word_document),
    "an empty workbook": ("empty", lambda path: hostile.workbook(path, [])),
    "no bytes at all": ("empty", lambda path: _bytes(path, b"")),
    "headings without rows": ("no_rows", lambda path: hostile.workbook(path, [HEADINGS])),
    "a password": (
        "password_protected",
        lambda path: hostile.container(path, "EncryptionInfo", "EncryptedPackage"),
    ),
    "an old workbook without its records": ("damaged", lambda path: hostile.container(path, "Workbook")),
    "300 KB that unpack to gigabytes": ("unpacks_too_large", hostile.honest_bomb),
    "a declared size that lies": ("damaged", hostile.lying_bomb),
    "two cells a million rows apart": ("too_spread_out", hostile.far_apart_cells),
    "two cells a million rows apart in one column": (
        "too_spread_out",
        lambda path: hostile.package(
            path,
            sheet_xml=hostile.sheet(
                f'<row r="1">{hostile.text("A1", "学号")}</row>'
                f'<row r="1048576">{hostile.text("A1048576", "2024030001")}</row>'
            ),
        ),
    ),
    "a billion laughs": ("hostile_xml", hostile.billion_laughs),
    "half a file": ("damaged", lambda path: hostile.cut_in_half(path, SAMPLES / "students_2026.xlsx")),
    "a wrong checksum": ("damaged", hostile.broken_member),
}


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


def post(officer: User, name: str, content: bytes, kind: str = "students"):
    client = Client()
    client.force_login(officer)
    file = SimpleUploadedFile(name, content)
    return client, client.post(reverse("imports:upload"), {"kind": kind, "file": file, "note": NOTE})


def assert_nothing_typed_is_lost(page: str) -> None:
    assert f'value="{NOTE}"' in page
    assert '<input type="radio" name="kind" value="students" required id="id_kind_1" checked>' in page


@pytest.mark.parametrize("case", BAD)
def test_upload_of_what_cannot_be_read_says_why_and_keeps_the_batch_listed(officer, tmp_path, case):
    code, make = BAD[case]
    content = make(tmp_path / "名单.xlsx").read_bytes()
    client, answer = post(officer, "名单.xlsx", content)
    batch = Batch.objects.get()
    page = answer.content.decode()
    assert (answer.status_code, batch.status, batch.unreadable["code"]) == (422, Status.UNREADABLE, code)
    assert (batch.kind, batch.note, batch.stored_as) == ("students", NOTE, "")
    said = UnreadableFile(code, **batch.unreadable["params"])
    assert "名单.xlsx" in said.message("zh-hans")
    assert escape(said.message("zh-hans")) in page
    assert_nothing_typed_is_lost(page)
    assert batch.number in client.get(reverse("imports:list")).content.decode()
    of_batch = client.get(reverse("imports:check", args=[batch.number])).content.decode()
    assert escape(said.message("zh-hans")) in of_batch
    assert NOTE in of_batch
    assert Student.objects.count() == 0


@pytest.mark.parametrize("case", ["a password", "300 KB that unpack to gigabytes", "half a file"])
def test_upload_says_why_in_english_to_who_reads_english(officer, tmp_path, case):
    code, make = BAD[case]
    choose_language(user=officer, language="en")
    _, answer = post(officer, "list.xlsx", make(tmp_path / "list.xlsx").read_bytes())
    said = UnreadableFile(code, **Batch.objects.get().unreadable["params"]).message("en")
    assert said.startswith("“list.xlsx” ")
    assert escape(said) in answer.content.decode()


def test_upload_of_too_large_a_file_is_refused_before_it_is_kept(officer, settings):
    settings.IMPORT_MAX_BYTES = 2**20
    _, answer = post(officer, "名单.xlsx", b"PK\x03\x04" + b"\x00" * (3 * 2**19))
    page = answer.content.decode()
    said = UnreadableFile("too_large", name="名单.xlsx", size_mb="1.5", limit_mb="1").message()
    assert answer.status_code == 422
    assert escape(said) in page
    assert_nothing_typed_is_lost(page)
    assert Batch.objects.count() == 0


def test_upload_without_a_file_asks_for_one(officer):
    client = Client()
    client.force_login(officer)
    answer = client.post(reverse("imports:upload"), {"kind": "students", "note": NOTE})
    assert answer.status_code == 422
    assert "请先选择文件。" in answer.content.decode()
    assert_nothing_typed_is_lost(answer.content.decode())


@pytest.mark.parametrize(
    ("encoding", "kept_as"),
    [("utf-16", "utf-16-le"), ("gb18030", "gb18030"), ("utf-8-sig", "utf-8-sig"), ("utf-8", "utf-8")],
)
def test_upload_of_a_text_table_in_any_usual_encoding_is_read_right(officer, encoding, kept_as):
    text = "\r\n".join(",".join(row) for row in (HEADINGS, ROW)) + "\r\n"
    client, answer = post(officer, "名单.csv", text.encode(encoding))
    batch = Batch.objects.get()
    assert (answer.status_code, batch.status, batch.encoding) == (302, Status.CHECKING, kept_as)
    run_job(batch)
    assert (batch.new, batch.refused) == (1, 0)
    page = client.get(reverse("imports:rows", args=[batch.number]) + "?status=new").content.decode()
    assert "冯静晨" in page


def test_upload_without_a_needed_column_names_it_and_says_what_to_do(officer, tmp_path):
    content = hostile.workbook(tmp_path / "a.xlsx", [HEADINGS[1:], ROW[1:]]).read_bytes()
    client, answer = post(officer, "名单.xlsx", content)
    batch = Batch.objects.get()
    layout = reverse("imports:layout", args=[batch.number])
    assert (answer.status_code, answer.url, batch.status, batch.note) == (302, layout, Status.UPLOADED, NOTE)
    page = client.get(layout).content.decode()
    assert "文件中没有识别出必填列“学号”。" in page
    assert "请补上该列后重新上传。" in page
    refused = client.post(layout, {"sheet": batch.sheet, "header_row": 1, "column_0": "name"})
    assert refused.status_code == 422
    assert "以下字段没有对应的列：学号。请逐一选择。" in refused.content.decode()
    batch.refresh_from_db()
    assert (batch.status, batch.note) == (Status.UPLOADED, NOTE)


def test_upload_with_columns_that_may_not_be_kept_names_them_and_waits_for_an_answer(officer):
    content = (SAMPLES / "students_with_forbidden_columns.xlsx").read_bytes()
    client, answer = post(officer, "名单.xlsx", content)
    batch = Batch.objects.get()
    assert (answer.status_code, batch.status) == (302, Status.UPLOADED)
    page = client.get(answer.url).content.decode()
    assert "“血型”（血型）" in page
    assert "“宗教信仰”（宗教信仰）" in page
    refused = client.post(
        answer.url,
        {
            "sheet": batch.sheet,
            "header_row": 1,
            "column_0": "number",
            "column_1": "name",
            "column_2": "unit",
        },
    )
    assert refused.status_code == 422
    assert "文件中有不得保存的列。请先同意不导入这些列。" in refused.content.decode()


def test_layout_of_a_file_that_is_gone_says_so(officer):
    batch = sample("students_with_forbidden_columns.xlsx", officer, "students")
    Batch.objects.filter(pk=batch.pk).update(stored_as="imports/gone.xlsx")
    client = Client()
    client.force_login(officer)
    answer = client.get(reverse("imports:layout", args=[batch.number]), follow=True)
    assert answer.redirect_chain == [(reverse("imports:list"), 302)]
    said = UnreadableFile("damaged", name="students_with_forbidden_columns.xlsx").message()
    assert escape(said) in answer.content.decode()


def test_layout_hides_what_looks_like_an_identity_number_in_a_column_nobody_has_named(officer, tmp_path):
    rows = [[*HEADINGS, "证件"], [*ROW, "110105200503140048"]]
    content = hostile.workbook(tmp_path / "a.xlsx", rows).read_bytes()
    client, _ = post(officer, "名单.xlsx", content)
    page = client.get(reverse("imports:layout", args=[Batch.objects.get().number])).content.decode()
    assert "证件" in page
    assert "11010520050314" not in page


@pytest.mark.parametrize(("cell", "shown"), [
    ("1.10105E+17", "•.•••••E+••"), (1.1010520050314e17, "•.••••••••••"), ("5.1e14", "•.•e••"),
    ("12345678901234", "12345678901234"), (3.14, "3.14"), ("1.5E+3", "1.5E+3"),
])  # fmt: skip
def test_layout_hides_also_what_a_spreadsheet_program_left_of_an_identity_number(officer, tmp_path, cell, shown):
    content = hostile.workbook(tmp_path / "a.xlsx", [[*HEADINGS, "证件"], [*ROW, cell]]).read_bytes()
    client, _ = post(officer, "名单.xlsx", content)
    page = client.get(reverse("imports:layout", args=[Batch.objects.get().number])).content.decode()
    main = page.partition("<main")[2]
    assert shown in main
    assert ("1.1" in main, "5.1" in main) == (False, False)


def on_layout(officer: User, name: str, content: bytes) -> tuple[Client, str, Batch]:
    client, _ = post(officer, name, content)
    batch = Batch.objects.get()
    return client, reverse("imports:layout", args=[batch.number]), batch


def test_layout_reads_a_text_table_in_another_encoding_or_with_another_delimiter_at_once(officer):
    text = "编码,姓名;学院\n2024000001,王芳;计算机学院\n"
    client, layout, batch = on_layout(officer, "名单.csv", text.encode("gb18030"))
    page = client.get(layout).content.decode()
    assert 'value="encoding:gb18030" formnovalidate aria-current="true"' in page
    assert 'value="delimiter:," formnovalidate aria-current="true"' in page
    assert "姓名;学院" in page

    answer = client.post(layout, {"read_with": "delimiter:;"})
    batch.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, f"{layout}#reading")
    assert (batch.headers, batch.encoding, batch.status) == (["编码,姓名", "学院"], "gb18030", Status.UPLOADED)

    client.post(layout, {"read_with": "encoding:utf-16-le"}, follow=True)
    assert "学院" in client.get(layout).content.decode()  # it cannot be read so: it stays as it was
    batch.refresh_from_db()
    assert batch.encoding == "gb18030"


def test_layout_takes_the_headings_from_the_line_that_is_pressed_and_keeps_what_was_chosen(officer):
    content = "名单,表\n甲,姓名\n2024000001,王芳\n2024000002,李强\n".encode()
    client, layout, batch = on_layout(officer, "名单.csv", content)
    client.post(layout, {"read_with": "header_row:1"})
    batch.refresh_from_db()
    assert (batch.header_row, batch.headers) == (1, ["名单", "表"])

    client.post(layout, {"read_with": "header_row", "header_row": "2"})
    client.post(layout, {"read_with": "header_row:2", "column_0": "number", "column_1": "name"})
    batch.refresh_from_db()
    assert (batch.header_row, batch.mapping) == (2, {"number": 0, "name": 1})


@pytest.mark.parametrize("value", ["", "header_row", "header_row:0", "header_row:x", "encoding:utf-7", "delimiter:x"])
def test_layout_reads_nothing_in_a_way_that_does_not_exist(officer, value):
    client, layout, batch = on_layout(officer, "名单.csv", "甲,姓名\n1,王芳\n".encode())
    answer = client.post(layout, {"read_with": value}, follow=True)
    assert answer.status_code == 200
    assert "1,048,576" in answer.content.decode()
    before = (batch.header_row, batch.encoding, batch.delimiter)
    batch.refresh_from_db()
    assert (batch.header_row, batch.encoding, batch.delimiter) == before
