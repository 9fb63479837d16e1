"""Files that live as long as the work on them: without a name where that can be, else in a folder of their own.

A process can be killed at any moment. A file in memory or without a name is gone with it; what needs a name lies in
the working folder, which only the owner of the process can enter, until `sweep` takes it away.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

OPEN_FILES = Path("/proc/self/fd")
OWN_FOLDER = 0o700
WORKED_ON = timedelta(hours=1)  # nothing is for longer


def working_folder() -> Path:
    """The folder for files that must have a name, open to the owner of the process alone."""
    folder = Path(settings.WORKING_ROOT)
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
        folder.chmod(OWN_FOLDER)  # whatever the umask says
    return folder


def unnamed_file() -> IO[bytes]:
    """A file on the disk that has no name, and is gone with the process."""
    return tempfile.TemporaryFile(dir=working_folder())


@contextmanager
def readable_by_path(suffix: str = "") -> Iterator[tuple[IO[bytes], Path]]:
    """A file to be filled, and a path under which this process and its children can read it.

    In memory where the system can do that (Linux); a child must inherit the descriptor (`descriptor_of`).
    """
    if hasattr(os, "memfd_create") and OPEN_FILES.is_dir():
        with os.fdopen(os.memfd_create("mingxin"), "w+b") as file:
            yield file, OPEN_FILES / str(file.fileno())
        return
    with tempfile.NamedTemporaryFile(dir=working_folder(), suffix=suffix) as file:  # made with mode 0600
        yield file, Path(file.name)  # type: ignore[misc]


def descriptor_of(path: Path | str) -> int | None:
    """The open file that the path stands for; None for the path of an ordinary file."""
    path = Path(path)
    return int(path.name) if path.parent == OPEN_FILES else None


def sweep(*, at: datetime) -> int:
    """Remove what processes that were killed have left in the working folder. Returns how many."""
    swept = 0
    for one in working_folder().iterdir():
        with suppress(FileNotFoundError):
            if one.stat().st_mtime > (at - WORKED_ON).timestamp():
                continue
            if one.is_dir():
                shutil.rmtree(one)
            else:
                one.unlink()
            swept += 1
    return swept


class UnnamedUploadedFile(UploadedFile):
    """A large upload on its way in."""

    def __init__(self, name: str, content_type: str | None, size: int, charset: str | None, extra: Any) -> None:
        super().__init__(unnamed_file(), name, content_type, size, charset, extra)


class UnnamedUploadHandler(TemporaryFileUploadHandler):
    """As Django's, but the file has no name: it is nowhere once the process has gone, however that ended."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        assert self.file_name is not None
        self.file = UnnamedUploadedFile(  # type: ignore[assignment]
            self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        if getattr(self, "file", None) is not None:
            self.file.close()
