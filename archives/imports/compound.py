"""The container of old Office files (OLE compound files): its streams, found without trusting a length or a
pointer in it. Runs in the child process.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from archives.imports.refusal import Refusal

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
ENTRY = 128
IN_HEADER = 109  # places of the allocation table that the header itself lists
LAST_SECTOR = 0xFFFFFFFA
STREAM = 2


class CompoundFile:
    """A compound file, held in memory: uploads are at most some tens of megabytes."""

    def __init__(self, content: bytes) -> None:
        if len(content) < HEADER or not content.startswith(SIGNATURE):
            raise Refusal("damaged")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Refusal("damaged")
        self._sector, self._mini = 1 << shift, 1 << mini_shift
        first_directory, _, self._cutoff, first_mini_table = struct.unpack_from("<IIII", content, 48)
        self._table = self._allocation_table()
        self._mini_table = _numbers(self._chain(first_mini_table))
        self._entries = dict(self._directory(self._chain(first_directory)))

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises `Refusal` where its chain of sectors does not hold them."""
        start, size = self._entries[name]
        content = self._chain(start) if size >= self._cutoff else self._small_chain(start)
        if len(content) < size:
            raise Refusal("damaged")
        return content[:size]

    def _allocation_table(self) -> list[int]:
        """Which sector follows which."""
        next_part, parts = struct.unpack_from("<II", self._content, 68)
        places = list(struct.unpack_from(f"<{IN_HEADER}I", self._content, 76))
        for _ in range(min(parts, len(self._content) // self._sector)):
            listed = _numbers(self._at(next_part))
            places += listed[:-1]
            next_part = listed[-1]
        used = [place for place in places if place < LAST_SECTOR]
        if len(used) > len(self._content) // self._sector + 1:
            raise Refusal("damaged")
        return _numbers(b"".join(self._at(place) for place in used))

    def _at(self, place: int) -> bytes:
        # The header fills the first sector, whatever its size.
        sector = self._content[(place + 1) * self._sector : (place + 2) * self._sector]
        if not sector:
            raise Refusal("damaged")
        return sector.ljust(self._sector, b"\0")

    def _chain(self, start: int) -> bytes:
        return b"".join(self._at(place) for place in _follow(self._table, start))

    def _small_chain(self, start: int) -> bytes:
        root = self._entries.get("Root Entry")
        held = self._chain(root[0]) if root else b""
        size = self._mini
        return b"".join(held[place * size : (place + 1) * size] for place in _follow(self._mini_table, start))

    def _directory(self, content: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for place in range(0, len(content) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", content, place + 64)
            start, size = struct.unpack_from("<II", content, place + 116)
            if kind in (STREAM, 5) and 2 <= length <= 64:
                yield content[place : place + length - 2].decode("utf-16-le", "replace"), (start, size)


def _follow(table: list[int], start: int) -> Iterator[int]:
    """The sectors of a chain. A chain that comes back to itself is longer than the table."""
    place = start
    for _ in range(len(table) + 1):
        if place >= LAST_SECTOR:
            return
        if place >= len(table):
            raise Refusal("damaged")
        yield place
        place = table[place]
    raise Refusal("damaged")


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content))
