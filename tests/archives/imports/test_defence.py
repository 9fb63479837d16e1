"""What a file is, by its bytes, and what of it is let in. The same files reach the pages in viewsets/test_uploading.py,
read by the child process; here each refusal is met by itself."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archives.imports.defence import CHUNK, kind_of, open_package, unpack
from archives.imports.refusal import Refusal
from tests.archives.imports import hostile

LIMIT = 50 * 2**20  # of the members, once unpacked


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def zipped(*names: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, "<x/>")
        return path

    return write


def refusal_of(do: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refusal) as refused:
        do()
    return refused.value.code, str(refused.value.params.get("found", ""))


@pytest.mark.parametrize(("make", "code", "found"), [
    pytest.param(written(b""), "empty", "", id="nothing"),
    pytest.param(written(b"\xef\xbb\xbf"), "empty", "", id="a byte order mark"),
    pytest.param(written(b" ,,\r\n,,\r\n"), "empty", "", id="delimiters"),
    pytest.param(written(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99), "wrong_type", "picture", id="a picture"),
    pytest.param(written(b"%PDF-1.7\n" + b"x" * 99), "wrong_type", "pdf", id="a paper"),
    pytest.param(written(b"<html><table></table></html>"), "wrong_type", "web_page", id="a web page"),
    pytest.param(written(b"<?xml version='1.0'?><html></html>"), "wrong_type", "web_page", id="a web page as XML"),
    pytest.param(written(b"<?xml version='1.0'?><Workbook/>"), "wrong_type", "xml", id="XML"),
    pytest.param(lambda path: hostile.container(path, "EncryptedPackage"), "password_protected", "", id="a password"),
    pytest.param(lambda path: hostile.container(path, "WordDocument"), "wrong_type", "word", id="an old letter"),
    pytest.param(lambda path: hostile.container(path, "Anything"), "wrong_type", "binary", id="a container"),
])
def test_what_is_no_table_is_refused_by_its_first_bytes(
    tmp_path: Path, make: Callable[[Path], Path], code: str, found: str,
) -> None:
    assert refusal_of(lambda: kind_of(make(tmp_path / "file"))) == (code, found)


def test_a_name_says_nothing(tmp_path: Path) -> None:
    table = tmp_path / "students.pdf"
    table.write_text("学号,姓名\n01,冯静晨\n", encoding="utf-8")
    assert kind_of(table) == "csv"
    assert kind_of(hostile.workbook(tmp_path / "students.csv", [["学号"], ["01"]])) == "xlsx"
    assert kind_of(hostile.container(tmp_path / "old.xlsx", "Workbook")) == "xls"
    assert kind_of(zipped("mimetype", "content.xml")(tmp_path / "open.xlsx")) == "ods"


def test_two_letters_alone_do_not_make_a_program_of_a_text(tmp_path: Path) -> None:
    assert kind_of(written("MZ编号,姓名\n01,冯静晨\n".encode())(tmp_path / "a.csv")) == "csv"


def encrypted(path: Path) -> Path:
    """The flag that a zip program sets when it asks for a password."""
    hostile.package(path, sheet_xml=hostile.sheet(hostile.TWO_ROWS))
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, place + 8, struct.unpack_from("<H", content, place + 8)[0] | 1)
    path.write_bytes(bytes(content))
    return path


def twice(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/workbook.xml", "<b/>")
    return path


def strange_packing(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    return path


@pytest.mark.parametrize(("make", "code", "found"), [
    pytest.param(written(b"PK\x03\x04 and nothing else"), "damaged", "", id="no directory"),
    pytest.param(zipped(), "empty", "", id="no members"),
    pytest.param(zipped("xl/workbook.bin"), "wrong_type", "xlsb", id="a binary workbook"),
    pytest.param(hostile.word_document, "wrong_type", "word", id="a letter"),
    pytest.param(zipped("[Content_Types].xml", "ppt/a.xml"), "wrong_type", "slides", id="slides"),
    pytest.param(zipped("photos/a.jpg"), "wrong_type", "archive", id="any archive"),
    pytest.param(encrypted, "password_protected", "", id="a password of its own"),
    pytest.param(twice, "damaged", "", id="one name twice"),
    pytest.param(strange_packing, "damaged", "", id="a packing of its own"),
    pytest.param(zipped(*(f"xl/{number}" for number in range(5001))), "unpacks_too_large", "", id="many members"),
    pytest.param(hostile.honest_bomb, "unpacks_too_large", "", id="gigabytes, declared"),
])
def test_a_package_that_is_no_workbook_is_refused_by_its_directory(
    tmp_path: Path, make: Callable[[Path], Path], code: str, found: str,
) -> None:
    path = make(tmp_path / "file.xlsx")
    assert refusal_of(lambda: open_package(path, limit=LIMIT)) == (code, found)


def test_a_member_that_packs_a_thousand_times_was_built_and_not_written(tmp_path: Path) -> None:
    path = hostile.honest_bomb(tmp_path / "file.xlsx", members=1, megabytes=80)
    assert refusal_of(lambda: open_package(path, limit=4 * LIMIT)) == ("unpacks_too_large", "")


def unpacked(path: Path, limit: int = LIMIT) -> bytes:
    with open_package(path, limit=limit) as package:
        member = package.getinfo("xl/worksheets/sheet1.xml")
        return b"".join(unpack(package, member, limit=limit))


def test_an_honest_member_is_unpacked_as_it_is(tmp_path: Path) -> None:
    content = hostile.sheet(hostile.TWO_ROWS)
    assert unpacked(hostile.package(tmp_path / "a.xlsx", sheet_xml=content)) == content.encode()


@pytest.mark.parametrize(("make", "code"), [
    pytest.param(lambda path: hostile.lying_bomb(path, megabytes=60), "unpacks_too_large", id="a size that lies"),
    pytest.param(hostile.billion_laughs, "hostile_xml", id="a billion laughs"),
    pytest.param(hostile.broken_member, "damaged", id="a wrong byte"),
    pytest.param(lambda path: hostile.lying_bomb(path, megabytes=1), "damaged", id="more than was declared"),
    pytest.param(lambda path: hostile.package(path, sheet_xml=hostile.sheet("").encode("utf-16")), "hostile_xml",
                 id="XML in another encoding"),
    pytest.param(lambda path: hostile.package(
        path, sheet_xml=b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>'), "hostile_xml",
        id="XML that says another encoding"),
    pytest.param(lambda path: hostile.package(path, sheet_xml=b"<a>" + b" " * (CHUNK - 8) + b"<!DOCTYPE x>"),
                 "hostile_xml", id="a definition across two pieces"),
])
def test_a_member_is_refused_by_what_comes_out_of_it(
    tmp_path: Path, make: Callable[[Path], Path], code: str,
) -> None:
    path = make(tmp_path / "file.xlsx")
    assert refusal_of(lambda: unpacked(path))[0] == code


def test_what_is_no_xml_may_be_in_any_encoding(tmp_path: Path) -> None:
    picture = b"\x89PNG<!DOCTYPE inside a picture>"
    assert unpacked(hostile.package(tmp_path / "a.xlsx", sheet_xml=picture)) == picture
