"""What a file really is, and whether it may be opened at all. Runs in the child process, before any reader.

Nothing here trusts the file: not its extension, not the sizes that a zip archive declares, not the
dimensions that a sheet declares. Members are unpacked as a stream, counted and thrown away.
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from archives.imports.refusal import Refusal

CHUNK = 2**20
MAX_MEMBERS = 5_000
# A member of a real workbook packs at most some fifty times; beyond this it was built, not written.
SUSPICIOUS_RATIO = 400
SUSPICIOUS_BYTES = 64 * 2**20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "word"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError)
ONEROSTER = frozenset({"manifest.csv", "orgs.csv", "users.csv"})  # wherever in the archive they lie
UTF_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
XML_BAD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def kind_of(path: Path) -> str:
    """ "xlsx", "xls", "ods", "oneroster" or "csv", by what it holds. Raises `Refusal` for everything else."""
    with path.open("rb") as file:
        head = file.read(4096)
    nothing = not head.strip(b"\x00\r\n\t ,;") or head in UTF_BOMS
    if nothing and path.stat().st_size <= len(head):
        raise Refusal("empty")
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(OLE):
        return _ole_kind(path)
    for magic, found in MAGIC:
        # Two letters alone may begin an honest text file.
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head):
            raise Refusal("wrong_type", found=found)
    _refuse_markup(head)
    return "csv"


def _zip_kind(path: Path) -> str:
    """By the names of its members; a package that is nothing else is taken for a workbook, and refused there."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except BROKEN as error:
        raise Refusal("damaged") from error
    if "[Content_Types].xml" in names:
        return "xlsx"
    files = {name.replace("\\", "/").rpartition("/")[2].lower() for name in names}
    if files & ONEROSTER:
        return "oneroster"
    return "ods" if "mimetype" in names else "xlsx"


def _ole_kind(path: Path) -> str:
    """An OLE container: an encrypted workbook, an old one, or something else, by its stream names."""
    content = path.read_bytes()

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Refusal("password_protected")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Refusal("wrong_type", found="word" if holds("WordDocument") else "binary")


def _refuse_markup(head: bytes) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip().lower()
    if re.match(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", text):
        raise Refusal("wrong_type", found="web_page")
    if text.startswith(b"<?xml"):
        raise Refusal("wrong_type", found="web_page" if b"<html" in text else "xml")


def open_package(path: Path, *, limit: int) -> zipfile.ZipFile:
    """The zip archive of a workbook, once its directory makes sense. `limit`: bytes unpacked in all."""
    try:
        package = zipfile.ZipFile(path)
    except BROKEN as error:
        raise Refusal("damaged") from error
    members = package.infolist()
    names = {member.filename for member in members}
    if len(members) > MAX_MEMBERS:
        raise Refusal("unpacks_too_large", limit_mb=limit // 2**20)
    if len(names) != len(members):  # two readers would read two different members
        raise Refusal("damaged")
    _refuse_other_packages(package, names)
    if any(member.flag_bits & 1 for member in members):
        raise Refusal("password_protected")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise Refusal("damaged")
    if sum(member.file_size for member in members) > limit:
        raise Refusal("unpacks_too_large", limit_mb=limit // 2**20)
    for member in members:
        if member.file_size > SUSPICIOUS_BYTES and member.file_size > SUSPICIOUS_RATIO * member.compress_size:
            raise Refusal("unpacks_too_large", limit_mb=SUSPICIOUS_BYTES // 2**20)
    return package


def _refuse_other_packages(package: zipfile.ZipFile, names: set[str]) -> None:
    tops = {name.split("/", 1)[0] for name in names if "/" in name}
    if not names:
        raise Refusal("empty")
    if "xl/workbook.bin" in names:
        raise Refusal("wrong_type", found="xlsb")
    if "[Content_Types].xml" in names:
        if "word" in tops and "xl" not in tops:
            raise Refusal("wrong_type", found="word")
        if "ppt" in tops and "xl" not in tops:
            raise Refusal("wrong_type", found="slides")
    elif "xl" not in tops and "mimetype" not in names and not any(name.endswith(".csv") for name in names):
        raise Refusal("wrong_type", found="archive")


def unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo, *, limit: int) -> Iterator[bytes]:
    """The real bytes of a member, in pieces, whatever size it declares; its XML is free of definitions.

    Raises `Refusal` where more than `limit` bytes come out, the declared size or checksum is wrong, or a
    document type or entity is declared.
    """
    honest = copy.copy(member)
    # Otherwise zipfile stops at the declared size, and other readers do not.
    honest.file_size = limit + 2 * CHUNK
    seen, tail, is_xml = 0, b"", False
    try:
        with package.open(honest) as stream:
            while piece := stream.read(CHUNK):
                if not seen:
                    is_xml = _is_xml(piece)
                seen += len(piece)
                if seen > limit:
                    raise Refusal("unpacks_too_large", limit_mb=limit // 2**20)
                if is_xml and XML_BAD.search(tail + piece):
                    raise Refusal("hostile_xml")
                tail = piece[-32:]
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refusal("damaged") from error
    if seen != member.file_size:
        raise Refusal("damaged")


class Counted:
    """Pieces on their way to a reader, and how many bytes of them have passed."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.count = 0

    def __iter__(self) -> Counted:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.count += len(piece)
        return piece


def _is_xml(start: bytes) -> bool:
    """Whether a member begins like XML. XML in other encodings could hide a definition: refused."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
        raise Refusal("hostile_xml")
    if not start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return False
    declared = XML_ENCODING.match(start.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Refusal("hostile_xml")
    return True
