"""A storage in which every file lies encrypted, whoever writes it: the only one for files that are not public."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.module_loading import import_string

from campus.encryption.files import SealingWriter, is_sealed, key_id_of_file, open_sealed
from campus.encryption.keys import keyring
from campus.working_files import unnamed_file

OWN_FILE, OWN_FOLDER = 0o600, 0o700
ON_DISK = "django.core.files.storage.FileSystemStorage"


class EncryptedStorage(Storage):
    """Files of another storage (`backend`, a folder by default), encrypted for the name under which they lie.

    In a folder they can be read and written by the owner of the process alone, whatever its umask says.
    """

    def __init__(self, backend: str = ON_DISK, **options: Any) -> None:
        self.inner: Storage = import_string(backend)(**{**(PRIVATE if backend == ON_DISK else {}), **options})

    def _save(self, name: str, content: File) -> str:
        with unnamed_file() as sealed:
            with SealingWriter(sealed, name) as writer:
                for part in content.chunks():
                    writer.write(part)
            sealed.seek(0)
            saved = self.inner.save(name, File(sealed, name=name))
        if saved != name:  # somebody else took the name in between: under another one it would not open
            self.inner.delete(saved)
            raise FileExistsError(name)
        return saved

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("An encrypted file is replaced, never changed: open it with “rb”.")
        return File(open_sealed(self.inner.open(name), name), name=name)

    def path(self, name: str) -> str:
        """Where the encrypted file lies. Raises NotImplementedError where that is not on this machine."""
        return self.inner.path(name)

    def exists(self, name: str) -> bool:
        return self.inner.exists(name)

    def delete(self, name: str) -> None:
        self.inner.delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self.inner.listdir(path)

    def size(self, name: str) -> int:
        """Bytes of the file as it lies, encrypted."""
        return self.inner.size(name)

    def get_modified_time(self, name: str) -> datetime:
        return self.inner.get_modified_time(name)

    def get_alternative_name(self, file_root: str, file_ext: str) -> str:
        return self.inner.get_alternative_name(file_root, file_ext)


PRIVATE = {"file_permissions_mode": OWN_FILE, "directory_permissions_mode": OWN_FOLDER}


class PrivateFiles:
    """The files of the private storage, for a change of keys (`rotation.Holder`)."""

    label = "private files"

    def reencrypt(self) -> Counter[str]:
        """Bring every file under the current key, each in one step. Files in remote storage are left as they are:
        the old key cannot be retired before they have gone.
        """
        counts, current = Counter(values=0, changed=0), keyring(fresh=True).current
        for name in self._names():
            counts["values"] += 1
            if self._key_of(name) not in ("", current) and self._renew(name):
                counts["changed"] += 1
        return counts

    def key_usage(self) -> Counter[str]:
        return Counter(key for name in self._names() if (key := self._key_of(name)))

    def _names(self) -> Iterator[str]:
        storage = storages["private"]
        return _walk(storage, "") if isinstance(storage, EncryptedStorage) else iter(())

    def _key_of(self, name: str) -> str:
        """"" for a file that has gone meanwhile, or was never encrypted."""
        try:
            with storages["private"].inner.open(name) as file:  # type: ignore[attr-defined]
                if not is_sealed(file):
                    return ""
                file.seek(0)
                return key_id_of_file(file, name)
        except FileNotFoundError:
            return ""

    def _renew(self, name: str) -> bool:
        storage = storages["private"]
        try:
            path = Path(storage.path(name))
            with storage.open(name) as old, unnamed_file() as sealed:
                with SealingWriter(sealed, name) as writer:
                    for part in old.chunks():
                        writer.write(part)
                sealed.seek(0)
                _replace(path, sealed)
        except (NotImplementedError, FileNotFoundError):
            return False
        return True


def _replace(path: Path, content: Any) -> None:
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as file:
        while part := content.read(2**20):
            file.write(part)
    if path.exists():
        os.replace(temporary, path)
    else:  # it was deleted meanwhile, and stays so
        temporary.unlink()


def _walk(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        if folder or name != "working":
            yield from _walk(storage, f"{folder}/{name}" if folder else name)
