"""The uploaded file itself: kept outside every public folder, known by its fingerprint."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.crypto import get_random_string

from archives.imports.models import Batch
from archives.imports.sentences import UnreadableFile
from campus.errors import is_out_of_room

FOLDER = "imports"
LONGEST_NAME = 255
SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".zip")


class Stored(NamedTuple):
    stored_as: str
    fingerprint: str  # SHA-256, hexadecimal
    size: int  # bytes


def private_storage() -> Storage:
    return storages["private"]


def store(file: File, *, name: str) -> Stored:
    """Keep an uploaded file and say what it is. Raises UnreadableFile where it is larger than allowed or the disk is
    full; then nothing of it is kept.
    """
    hashed, size = hashlib.sha256(), 0
    for part in file.chunks():
        size += len(part)
        if size > settings.IMPORT_MAX_BYTES:
            raise UnreadableFile(
                "too_large",
                name=name,
                size_mb=_megabytes(file.size or size),
                limit_mb=_megabytes(settings.IMPORT_MAX_BYTES),
            )
        hashed.update(part)
    file.seek(0)
    suffix = Path(name).suffix.lower()
    suffix = suffix if suffix in SUFFIXES else ".bin"
    # A name that no other file can have: what was written of it before a disk was full may be removed unseen.
    place = f"{FOLDER}/{hashed.hexdigest()[:32]}-{get_random_string(8)}{suffix}"
    try:
        stored_as = private_storage().save(place, file)
    except OSError as error:
        with suppress(OSError):
            private_storage().delete(place)
        if is_out_of_room(error):
            raise UnreadableFile("no_room", name=name) from error
        raise
    return Stored(stored_as, hashed.hexdigest(), size)


def place_of_rows(stored_as: str) -> str:
    """Where the rows of a stored file are kept (`kept_rows.py`)."""
    return f"{stored_as}.rows"


def discard(stored_as: str) -> None:
    """Remove a stored file and its rows; nothing happens where there is none."""
    if stored_as:
        private_storage().delete(place_of_rows(stored_as))
        private_storage().delete(stored_as)


@contextmanager
def local_path(batch: Batch) -> Iterator[Path]:
    """The file on this machine: as it lies, or a copy of one that lies in remote storage."""
    storage = private_storage()
    if not batch.stored_as or not storage.exists(batch.stored_as):
        raise UnreadableFile("damaged", name=batch.file_name)
    try:
        yield Path(storage.path(batch.stored_as))
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=Path(batch.stored_as).suffix) as copy:
            with storage.open(batch.stored_as) as file:
                for part in file.chunks():
                    copy.write(part)
            copy.flush()
            yield Path(copy.name)


def safe_name(name: str) -> str:
    """The file's own name without folders, short enough to keep."""
    return Path(name.replace("\\", "/")).name[-LONGEST_NAME:] or "file"


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f}".removesuffix(".0")
