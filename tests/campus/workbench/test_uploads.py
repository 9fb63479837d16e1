"""Documents and pictures are what their names say."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from campus.workbench.uploads import is_what_it_says
from education.home.preparation import prepare_site
from tests.factories import NOW, user_with

pytestmark = pytest.mark.django_db


def packed(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def png(width: int = 4, height: int = 4) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of this size."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") + png()[33:]


GOOD = {
    "a.pdf": b"%PDF-1.7\n%",
    "a.txt": "诚信".encode(),
    "b.txt": "诚信".encode("gb18030"),
    "a.csv": b"a,b\n1,2\n",
    "a.docx": packed(word__document_xml="<w/>"),
    "a.xlsx": packed(xl__workbook_xml="<w/>"),
    "a.pptx": packed(ppt__presentation_xml="<p/>"),
    "a.odt": packed(mimetype="application/vnd.oasis.opendocument.text", content_xml="<o/>"),
    "a.zip": packed(a_txt="a"),
}
BAD = {
    "a.pdf": b"<html><script>alert(1)</script>",
    "a.txt": b"<!DOCTYPE html><script>alert(1)</script>",
    "b.txt": b"MZ\x90\x00\x03",
    "a.csv": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a.docx": packed(a_html="<html>"),
    "a.xlsx": b"a,b",
    "b.xlsx": packed(xl__workbook_xml="<w/>", xl__vbaProject_bin="macro"),
    "a.odt": packed(mimetype="text/html", content_xml="<o/>"),
    "a.zip": b"PK but no archive",
    "a.html": b"<html>",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_document_of_the_kind_that_its_name_says_is_taken(name: str):
    assert is_what_it_says(io.BytesIO(GOOD[name]), name.rsplit(".", 1)[1])


@pytest.mark.parametrize("name", BAD)
def test_a_document_of_another_kind_is_not(name: str):
    assert not is_what_it_says(io.BytesIO(BAD[name]), name.rsplit(".", 1)[1])


@pytest.fixture
def editor() -> Client:
    prepare_site(by=None, at=NOW)
    client = Client(raise_request_exception=False)
    client.force_login(user_with("reviewer"))
    return client


def upload(client: Client, what: str, name: str, content: bytes) -> int:
    return client.post(
        f"/staff/{what}/add/", {"title": "文件", "file": SimpleUploadedFile(name, content), "collection": 1}
    ).status_code


def test_through_the_page_only_what_is_what_it_says_is_kept_and_leaves_as_a_download(editor: Client):
    assert upload(editor, "documents", "a.pdf", BAD["a.pdf"]) == 200  # the form again, with the sentence
    assert upload(editor, "documents", "page.html", b"<html>") == 200
    assert not get_document_model().objects.exists()
    assert upload(editor, "documents", "a.pdf", GOOD["a.pdf"]) == 302
    response = Client().get(get_document_model().objects.get().url)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("huge.png", png_that_says(60_000, 60_000)),
        ("large.png", png_that_says(9_000, 9_000)),
        ("half.png", png(300, 300)[:120]),
        ("page.png", b"<html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("other.jpg", png()),
    ],
)
def test_a_picture_that_is_huge_damaged_or_none_is_refused_with_a_sentence(editor: Client, name: str, content: bytes):
    assert upload(editor, "images", name, content) == 200
    assert not get_image_model().objects.exists()


def test_a_picture_is_taken(editor: Client):
    assert upload(editor, "images", "a.png", png()) == 302
    assert get_image_model().objects.count() == 1
