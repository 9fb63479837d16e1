"""The digest of a batch: what would be written, as one SHA-256. A person confirms it; the audit events name it.

It covers the rows that the check of the whole file found good, in their order, and after them every row that is not
good or was checked anew since, so that it moves with each of them. The same file, answers and cells give the same
digest, wherever a check stopped and went on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db.models import Q

from archives.imports.canonical import canonical
from archives.imports.kinds.skimming import GoodRow
from archives.imports.models import GOOD, Batch, StagedRow

NOTHING = canonical({})


class CheckDigest:
    """SHA-256 over the good rows of a check, in the order of their numbers."""

    def __init__(self, batch: Batch) -> None:
        """With the rows that were found good before this run began: their chunks stand whole."""
        self._running = hashlib.sha256()
        rows = StagedRow.objects.filter(batch=batch, status__in=GOOD).order_by("number")
        for row in rows.defer("sealed", "identity_number").iterator(chunk_size=1_000):
            self._running.update(_line_of(row))

    def add(self, careful: Sequence[StagedRow], good: Sequence[GoodRow]) -> None:
        """The rows of the next chunk: those read with care, refused ones among them, and the plain ones."""
        lines = [
            _line(row.number, row.is_change, row.values, canonical(row.before) if row.is_change else NOTHING)
            for row in good
        ]
        odd = {row.number: _line_of(row) for row in careful if row.status in GOOD}
        if odd:
            lines = [line for _, line in sorted([*zip((row.number for row in good), lines, strict=True), *odd.items()])]
        self._running.update(b"".join(lines))

    def told(self) -> str:
        """64 hexadecimal digits."""
        return self._running.hexdigest()


def digest(batch: Batch) -> str:
    """What a person confirms, as the rows stand now: 64 hexadecimal digits."""
    running = hashlib.sha256(batch.check_digest.encode())
    rows = StagedRow.objects.filter(~Q(status__in=GOOD) | Q(digest__isnull=False), batch=batch).order_by("number")
    for number, status, of_row in rows.values_list("number", "status", "digest").iterator(chunk_size=10_000):
        running.update(b"%d %b %b\n" % (number, status.encode(), bytes(of_row or b"")))
    return running.hexdigest()


def row_digest(row: StagedRow) -> bytes:
    """SHA-256 of one good row: its number, whether it is a change, its values before and after as canonical JSON."""
    return hashlib.sha256(_line_of(row)).digest()


def _line_of(row: StagedRow) -> bytes:
    return _line(row.number, row.is_change, canonical(row.values), canonical(row.before))


def _line(number: int, is_change: bool, values: bytes, before: bytes) -> bytes:
    return b"%d %d %b %b\n" % (number, is_change, values, before)
