"""Which row of a file holds which key: of every row, also of those that are not staged.

A mended key may not be one of another row. Kept are hashes under a key of the school, because an identity number
can be guessed from a plain hash. What people type later lies beside the keys of the file and goes before them.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from archives.imports.models import Batch, BatchKeys
from campus.encryption.index import blind_index

TYPED = "+typed"
GONE = 0  # in place of a hash: the row has no such key any more
HASH_BYTES = 8
CONTEXT = "imports.BatchKeys"


class Holders(NamedTuple):
    """The rows with one key: as the file has it, and where somebody typed it."""

    in_file: list[int]
    typed: list[int]


class Hasher:
    """64-bit hashes of keys. The same file gives the same ones, so a batch that mends another can take them over."""

    def __init__(self, batch: Batch) -> None:
        self._key = bytes.fromhex(blind_index(CONTEXT, batch.fingerprint))

    def __call__(self, name: str, key: str) -> int:
        return self.all(name, [key])[0]

    def all(self, name: str, keys: Iterable[str]) -> array[int]:
        """The hashes of many keys, in their order."""
        begun = blake2b(f"{name}\n".encode(), digest_size=HASH_BYTES, key=self._key)
        together = b"".join([_finished(begun.copy(), key) for key in keys])
        hashes = struct.unpack(f"<{len(together) // HASH_BYTES}Q", together)
        return array("Q", [found or 1 for found in hashes])


def keep(batch: Batch, found: Mapping[str, Sequence[tuple[str, int]]]) -> None:
    """Keep the keys of a whole file: {name: (key, row)}, in place of those of an earlier check and of what
    was typed since: whoever checks anew types it anew as well.
    """
    hashed = Hasher(batch)
    BatchKeys.objects.filter(batch=batch).delete()
    BatchKeys.objects.bulk_create(
        [
            _packed(batch, name, hashed.all(name, [key for key, _row in pairs]), [row for _key, row in pairs])
            for name, pairs in found.items()
        ]
    )


class KeysOfFile:
    """The keys of one batch; each kind of key is read once, when it is first asked for."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.hash = Hasher(batch)
        self._names: list[str] | None = None
        self._in_file: dict[str, tuple[array[int], array[int]]] = {}
        self._typed: dict[str, dict[int, int]] = {}  # by name: row → hash

    def holders(self, name: str, key: str) -> Holders:
        """The rows that hold this key now."""
        wanted, typed = self.hash(name, key), self._typed_of(name)
        hashes, rows = self._file_of(name)
        place, in_file = bisect_left(hashes, wanted), []
        while place < len(hashes) and hashes[place] == wanted:
            if rows[place] not in typed:
                in_file.append(rows[place])
            place += 1
        return Holders(sorted(in_file), sorted(row for row, found in typed.items() if found == wanted))

    def type(self, row: int, name: str, key: str) -> None:
        """A row holds this key instead of what the file says; "" for none. `save` keeps it."""
        self._typed_of(name)[row] = self.hash(name, key) if key else GONE

    def forget(self, row: int, name: str) -> None:
        """What the file says counts again for this row."""
        self._typed_of(name).pop(row, None)

    @property
    def names(self) -> list[str]:
        """The names of the keys that the file has."""
        if self._names is None:
            found = BatchKeys.objects.filter(batch=self.batch).values_list("name", flat=True)
            self._names = sorted({name.removesuffix(TYPED) for name in found})
        return self._names

    def save(self) -> None:
        """Keep what was typed."""
        for name, typed in self._typed.items():
            packed = _packed(self.batch, f"{name}{TYPED}", list(typed.values()), list(typed))
            BatchKeys.objects.update_or_create(
                batch=self.batch,
                name=packed.name,
                defaults={"hashes": packed.hashes, "rows": packed.rows},
            )

    def _file_of(self, name: str) -> tuple[array[int], array[int]]:
        if name not in self._in_file:
            self._in_file[name] = _read(self.batch, name)
        return self._in_file[name]

    def _typed_of(self, name: str) -> dict[int, int]:
        if name not in self._typed:
            hashes, rows = _read(self.batch, f"{name}{TYPED}")
            self._typed[name] = dict(zip(rows, hashes, strict=True))
        return self._typed[name]


class KeyNames:
    """The keys of one name, for `in`: what a kind asks of its own file."""

    def __init__(self, keys: KeysOfFile, name: str) -> None:
        self._keys, self._name = keys, name

    def __contains__(self, key: object) -> bool:
        return any(self._keys.holders(self._name, str(key)))

    def __iter__(self) -> Iterator[str]:
        raise TypeError("Keys are kept as hashes: ask for one, they cannot be listed.")


def _read(batch: Batch, name: str) -> tuple[array[int], array[int]]:
    hashes, rows = array("Q"), array("I")
    found = BatchKeys.objects.filter(batch=batch, name=name).values_list("hashes", "rows").first()
    if found is not None:
        hashes.frombytes(bytes(found[0]))
        rows.frombytes(bytes(found[1]))
    return hashes, rows


def _packed(batch: Batch, name: str, hashes: Sequence[int], rows: Sequence[int]) -> BatchKeys:
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    in_order = array("Q", map(hashes.__getitem__, order)), array("I", map(rows.__getitem__, order))
    return BatchKeys(batch=batch, name=name, hashes=in_order[0].tobytes(), rows=in_order[1].tobytes())


def _finished(begun: blake2b, key: str) -> bytes:
    begun.update(key.encode())
    return begun.digest()
