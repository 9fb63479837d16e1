"""Whole files, encrypted: what was changed on the disk does not open."""

from __future__ import annotations

import io
import os

import pytest

from campus.encryption import files, keys
from campus.encryption.files import SealingWriter, is_sealed, key_id_of_file, open_sealed
from campus.encryption.values import DecryptionError

PLACE = "imports/a.xlsx"
PIECE = 64
HEADER = len(files.MAGIC) + 1 + len("k1") + files.FILE_ID_BYTES
SEALED_PIECE = PIECE + files.TAG_BYTES


@pytest.fixture(autouse=True)
def small_pieces(settings, tmp_path, monkeypatch):
    settings.ENCRYPTION_KEYS_FILE = str(tmp_path / "encryption.json")
    keys.forget_keyring()
    monkeypatch.setattr(files, "PIECE", PIECE)
    yield
    keys.forget_keyring()


def sealed(content: bytes, place: str = PLACE, step: int = 10) -> bytes:
    target = io.BytesIO()
    with SealingWriter(target, place) as writer:
        for start in range(0, len(content), step):
            writer.write(content[start : start + step])
    return target.getvalue()


def opened(data: bytes, place: str = PLACE) -> bytes:
    return open_sealed(io.BytesIO(data), place).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 5 * PIECE + 7])
@pytest.mark.parametrize("step", [1, 10, 1000])
def test_a_file_comes_back_as_it_was(size: int, step: int) -> None:
    content = os.urandom(size)
    assert opened(sealed(content, step=step)) == content


def test_it_is_read_by_lines_and_again_from_its_beginning() -> None:
    file = open_sealed(io.BytesIO(sealed(b"one\n" * 100 + b"last")), PLACE)
    assert file.readline() == b"one\n"
    assert sum(1 for _line in file) == 100
    file.seek(0)
    assert file.read() == b"one\n" * 100 + b"last"
    with pytest.raises(io.UnsupportedOperation):
        file.seek(3 * PIECE)


def test_nothing_of_it_lies_in_clear_and_two_of_the_same_look_different() -> None:
    content = "佛教，血型 A".encode() * 50
    data = sealed(content)
    assert "佛教".encode() not in data
    assert data != sealed(content)
    assert is_sealed(io.BytesIO(data))
    assert not is_sealed(io.BytesIO(content))
    assert key_id_of_file(io.BytesIO(data), PLACE) == "k1"


def pieces(data: bytes) -> tuple[bytes, list[bytes]]:
    body = data[HEADER:]
    return data[:HEADER], [body[start : start + SEALED_PIECE] for start in range(0, len(body), SEALED_PIECE)]


def test_a_file_that_was_cut_does_not_open() -> None:
    head, parts = pieces(sealed(os.urandom(4 * PIECE)))
    for kept in range(len(parts)):
        with pytest.raises(DecryptionError):
            opened(head + b"".join(parts[:kept]))


def test_pieces_in_another_order_twice_or_from_another_file_do_not_open() -> None:
    head, parts = pieces(sealed(os.urandom(4 * PIECE)))
    _head, others = pieces(sealed(os.urandom(4 * PIECE)))
    wrong = (
        [parts[1], parts[0], *parts[2:]],
        [parts[0], *parts],
        [parts[0], others[1], *parts[2:]],
        [*parts, parts[-1]],
    )
    for one in wrong:
        with pytest.raises(DecryptionError):
            opened(head + b"".join(one))


def test_a_changed_byte_is_noticed_wherever_it_is() -> None:
    data = sealed(os.urandom(2 * PIECE + 5))
    for place in range(0, len(data), 3):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(DecryptionError):
            opened(bytes(changed))


def test_a_file_in_the_place_of_another_does_not_open() -> None:
    with pytest.raises(DecryptionError, match="imports/b"):
        opened(sealed(b"one"), place="imports/b.xlsx")


@pytest.mark.parametrize("data", [b"", b"MXF1", b"MXF1\x02k", b"PK\x03\x04 a workbook", b"MXF1\xff" + b"\xff" * 300])
def test_what_is_no_encrypted_file_is_told(data: bytes) -> None:
    with pytest.raises(DecryptionError):
        opened(data)


def test_a_key_that_is_not_there_is_named() -> None:
    data = sealed(b"one").replace(b"k1", b"k7", 1)
    with pytest.raises(DecryptionError, match="k7"):
        opened(data)
