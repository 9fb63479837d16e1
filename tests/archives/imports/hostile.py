"""Makes files that no reader should meet unprotected, small enough to make anew in every test."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
ROOT_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)


def sheet(rows: str, *, before: str = "", dimension: str = "A1:B2") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{MAIN}">'
        f'<dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def text(address: str, content: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{content}</t></is></c>'


TWO_ROWS = (
    f'<row r="1">{text("A1", "学号")}{text("B1", "姓名")}</row>'
    f'<row r="2">{text("A2", "2024030001")}{text("B2", "冯静晨")}</row>'
)


def package(path: Path, *, sheet_xml: str | bytes, **others: str | bytes) -> Path:
    """A workbook of handmade parts; `others` replace or add parts, with __ for / and _dot_ for the dot."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    parts |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in others.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, rows: Iterable[Iterable[object]], *, title: str = "表") -> Path:
    """An ordinary workbook, as openpyxl writes it."""
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def far_apart_cells(path: Path) -> Path:
    """Two cells a million rows apart: 1.4 KB for which a dense reader allocates gigabytes."""
    rows = (
        f'<row r="1">{text("A1", "学号")}{text("B1", "姓名")}</row>'
        f'<row r="1048576">{text("XFD1048576", "x")}</row>'
    )
    return package(path, sheet_xml=sheet(rows))


def honest_bomb(path: Path, *, members: int = 10, megabytes: int = 290) -> Path:
    """Some 300 KB whose directory lists the same packed data under several names: gigabytes in all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)  # may be repeated as it is
    data = block * megabytes + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    sizes = struct.pack("<III", 0, len(data), megabytes * 2**20)
    names = [b"xl/workbook.xml", *(b"xl/worksheets/sheet%d.xml" % number for number in range(1, members))]
    local = (
        b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", len(names[0]), 0)
    )
    central = b"".join(
        b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
        for name in names
    )  # fmt: skip
    body = local + names[0] + data
    end = struct.pack("<HHHHIIH", 0, 0, members, members, len(central), len(body), 0)
    path.write_bytes(body + central + b"PK\x05\x06" + end)
    return path


def lying_bomb(path: Path, *, megabytes: int = 100) -> Path:
    """A member that declares 1,000 bytes and unpacks to many megabytes."""
    content = sheet(TWO_ROWS).encode() + b" " * (megabytes * 2**20)
    package(path, sheet_xml=content)
    data = bytearray(path.read_bytes())
    declared = struct.pack("<I", len(content))
    assert data.count(declared) >= 1
    path.write_bytes(bytes(data).replace(declared, struct.pack("<I", 1000)))
    return path


def billion_laughs(path: Path) -> Path:
    entities = "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "lol">'
        for level in range(10)
    )
    rows = f'<row r="1">{text("A1", "&l9;")}{text("B1", "姓名")}</row>'
    return package(path, sheet_xml=sheet(rows, before=f"<!DOCTYPE lolz [{entities}]>"))


def container(path: Path, *streams: str) -> Path:
    """A minimal OLE compound file (CFB) whose directory names `streams`."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    directory = b"".join(_entry(name, 5 if name == "Root Entry" else 2) for name in ("Root Entry", *streams))
    path.write_bytes(bytes(header) + fat + directory.ljust(512, b"\x00"))
    return path


def _entry(name: str, kind: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\x00\x00"
    return (encoded.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded), kind, 1)).ljust(128, b"\x00")


def word_document(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return path


def cut_in_half(path: Path, source: Path) -> Path:
    content = source.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def broken_member(path: Path) -> Path:
    """One byte of a packed sheet is wrong: the directory is whole, the checksum is not."""
    package(path, sheet_xml=sheet(TWO_ROWS))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    content[member.header_offset + 30 + len(member.filename) + 40] ^= 0xFF
    path.write_bytes(bytes(content))
    return path


OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
OPEN_SPACES = " ".join(
    f'xmlns:{name}="{OPEN}{name}:1.0"' for name in ("office", "table", "text", "style", "manifest")
)


def open_document(path: Path, tables: str, *, mimetype: str = "spreadsheet", manifest: str = "") -> Path:
    """An .ods file around handmade tables; the table style "hidden" hides a sheet."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {OPEN_SPACES} xmlns:calcext="urn:x">'
        '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {OPEN_SPACES}>{manifest}</manifest:manifest>")
    return path


def open_table(name: str, *rows: str, style: str = "ta1") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def open_row(*cells: str, more: str = "") -> str:
    """A row; plain words among the cells become cells of text."""
    made = "".join(cell if cell.startswith("<") else open_cell(cell) for cell in cells)
    return f'<table:table-row table:style-name="ro1"{more}>{made}</table:table-row>'


def open_cell(text: str, *, kind: str = "string", more: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}"{more}><text:p>{text}</text:p></table:table-cell>'
