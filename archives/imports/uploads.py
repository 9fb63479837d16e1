"""The uploaded file itself: kept encrypted outside every public folder, known by its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.crypto import get_random_string

from archives.imports.models import Batch
from archives.imports.sentences import UnreadableFile
from campus.encryption.files import is_sealed
from campus.encryption.storage import EncryptedStorage
from campus.encryption.values import DecryptionError
from campus.errors import is_out_of_room
from campus.working_files import readable_by_path

FOLDER = "imports"
LONGEST_NAME = 255
SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".zip")


class Upload(NamedTuple):
    """A file that was sent, in clear, for as long as it is looked at: in memory, or without a name."""

    path: Path
    name: str  # what the person called it
    fingerprint: str  # SHA-256, hexadecimal
    size: int  # bytes


def private_storage() -> Storage:
    """Where files of imports lie; everything in it is encrypted (`campus/encryption/storage.py`)."""
    return storages["private"]


@contextmanager
def received(file: File, *, name: str) -> Iterator[Upload]:
    """An uploaded file and what it is, to be read under a path. Nothing of it is kept.

    Raises UnreadableFile where it is larger than allowed.
    """
    hashed, size = hashlib.sha256(), 0
    with readable_by_path(_suffix(name)) as (copy, path):
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
            copy.write(part)
        copy.flush()
        yield Upload(path, name, hashed.hexdigest(), size)


def store(upload: Upload) -> str:
    """Keep an uploaded file; returns its place. Raises UnreadableFile where the disk is full: nothing is kept then."""
    # A name that no other file can have: what was written of it before a disk was full may be removed unseen.
    place = f"{FOLDER}/{upload.fingerprint[:32]}-{get_random_string(8)}{_suffix(upload.name)}"
    try:
        with upload.path.open("rb") as file:
            return private_storage().save(place, File(file))
    except OSError as error:
        with suppress(OSError):
            private_storage().delete(place)
        if is_out_of_room(error):
            raise UnreadableFile("no_room", name=upload.name) from error
        raise


def discard(*places: str) -> None:
    """Remove stored files; nothing happens where there is none."""
    for place in filter(None, places):
        private_storage().delete(place)


@contextmanager
def local_path(batch: Batch) -> Iterator[Path]:
    """The file in clear, under a path that is there only meanwhile. Raises UnreadableFile where it is not kept, or is
    not the one that was uploaded.
    """
    if not batch.stored_as:
        raise UnreadableFile("not_kept", name=batch.file_name)
    with ExitStack() as stack:
        try:
            copy = stack.enter_context(received(stack.enter_context(_lying(batch)), name=batch.file_name))
        except (FileNotFoundError, DecryptionError) as error:
            raise UnreadableFile("damaged", name=batch.file_name) from error
        if copy.fingerprint != batch.fingerprint:
            raise UnreadableFile("damaged", name=batch.file_name)
        yield copy.path


def _lying(batch: Batch) -> File:
    """The stored file. One from before files were encrypted lies in clear until `tidying.py` has been there."""
    storage = private_storage()
    if isinstance(storage, EncryptedStorage):
        with storage.inner.open(batch.stored_as) as file:
            if not is_sealed(file):
                return storage.inner.open(batch.stored_as)
    return storage.open(batch.stored_as)


def safe_name(name: str) -> str:
    """The file's own name without folders, short enough to keep."""
    return Path(name.replace("\\", "/")).name[-LONGEST_NAME:] or "file"


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix in SUFFIXES else ".bin"


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f}".removesuffix(".0")
