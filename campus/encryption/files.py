"""Whole files, encrypted: AES-256-GCM, a piece at a time, bound to the place where the file lies.

Layout: MAGIC · length of key id (1 byte) · key id · file id (16 random bytes) · pieces of PIECE bytes, each with its
tag; only the last may be shorter. Each file has a key of its own (HKDF-SHA256 of the named key, the file id and the
place), so the number of the piece can be its nonce; the nonce also says which piece is the last (the STREAM
construction). So a file that was cut, put in another order, exchanged with another one or changed does not open.
"""

from __future__ import annotations

import io
import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from campus.encryption.keys import KEY_BYTES, keyring
from campus.encryption.values import DecryptionError

MAGIC = b"MXF1"
FILE_ID_BYTES = 16
TAG_BYTES = 16
PIECE = 2**20  # bytes in clear


class SealingWriter(io.RawIOBase):
    """Encrypts what is written to it into `target`, with the current key. The file is whole only after `close`."""

    def __init__(self, target: IO[bytes], place: str) -> None:
        keys = keyring()
        name, file_id = keys.current.encode("ascii"), os.urandom(FILE_ID_BYTES)
        self._target, self._pieces, self._waiting = target, 0, bytearray()
        self._header = MAGIC + bytes([len(name)]) + name + file_id
        self._cipher = _cipher(keys.keys[keys.current], file_id, place)
        target.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes in. What fills no piece yet waits: of the last piece it must be known that it is the last."""
        self._waiting += data
        whole = (len(self._waiting) - 1) // PIECE
        for start in range(0, max(whole, 0) * PIECE, PIECE):
            self._seal(bytes(self._waiting[start : start + PIECE]), is_last=False)
        del self._waiting[: max(whole, 0) * PIECE]
        return len(data)

    def close(self) -> None:
        """Write the last piece. The target stays open."""
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
        super().close()

    def _seal(self, data: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._pieces, is_last), data, self._header))
        self._pieces += 1


class OpenedFile(io.RawIOBase):
    """What an encrypted file holds, to be read from its beginning. Raises DecryptionError, never a piece in doubt."""

    def __init__(self, source: IO[bytes], place: str) -> None:
        self._source, self._place = source, place
        self._header, key_id, file_id = _read_header(source, place)
        keys = keyring() if key_id in keyring().keys else keyring(fresh=True)
        if key_id not in keys.keys:
            raise DecryptionError(
                _("The file %(place)s was encrypted with the key “%(key)s”, which is not among the keys.")
                % {"place": place, "key": key_id}
            )
        self._cipher = _cipher(keys.keys[key_id], file_id, place)
        self._start = len(self._header)
        self._clear = memoryview(b"")
        self._begin()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Only back to the beginning: a piece is opened in its turn."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("An encrypted file is read from its beginning.")
        self._source.seek(self._start)
        self._begin()
        return 0

    def tell(self) -> int:
        return self._told

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._clear and not self._at_end:
            self._open_piece()
        count = min(len(buffer), len(self._clear))
        buffer[:count] = self._clear[:count]
        self._clear = self._clear[count:]
        self._told += count
        return count

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def _begin(self) -> None:
        self._pieces, self._at_end, self._told = 0, False, 0
        self._clear = memoryview(b"")
        self._next = self._source.read(PIECE + TAG_BYTES)

    def _open_piece(self) -> None:
        sealed, self._next = self._next, self._source.read(PIECE + TAG_BYTES)
        self._at_end = not self._next
        try:
            clear = self._cipher.decrypt(_nonce(self._pieces, self._at_end), sealed, self._header)
        except (InvalidTag, ValueError):
            raise DecryptionError(
                _("The file %(place)s was changed outside the site, or belongs to another place.")
                % {"place": self._place}
            ) from None
        self._pieces += 1
        self._clear = memoryview(clear)


def open_sealed(source: IO[bytes], place: str) -> io.BufferedReader:
    """What the encrypted file at `place` holds, for reading; closing it closes `source`. Raises DecryptionError."""
    return io.BufferedReader(OpenedFile(source, place), PIECE)


def key_id_of_file(source: IO[bytes], place: str) -> str:
    """Which key encrypted the file. Raises DecryptionError for one that is not encrypted."""
    return _read_header(source, place)[1]


def is_sealed(source: IO[bytes]) -> bool:
    """Whether the file says that it is encrypted; read from where it stands."""
    return source.read(len(MAGIC)) == MAGIC


def _read_header(source: IO[bytes], place: str) -> tuple[bytes, str, bytes]:
    start = source.read(len(MAGIC) + 1)
    rest = source.read(start[-1] + FILE_ID_BYTES) if len(start) > len(MAGIC) else b""
    if not start.startswith(MAGIC) or len(rest) != start[-1] + FILE_ID_BYTES or not rest[: start[-1]].isascii():
        raise DecryptionError(_("The file %(place)s is not an encrypted file.") % {"place": place})
    return start + rest, rest[: start[-1]].decode("ascii"), rest[start[-1] :]


def _cipher(key: bytes, file_id: bytes, place: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=file_id, info=b"mingxin file\0" + place.encode())
    return AESGCM(derived.derive(key))


def _nonce(piece: int, is_last: bool) -> bytes:
    return piece.to_bytes(11, "big") + bytes([is_last])
