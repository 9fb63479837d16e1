"""The newest checkpoint outside the database: a cut tail of the chain can be seen only from there.

It is kept twice, where the setting says and beside the signing key, so that a log is missed that was wiped together
with one of the files.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from campus.audit.chain import Seal
from campus.audit.models import Checkpoint
from campus.audit.signing import key_file

logger = logging.getLogger(__name__)


class UnreadableCheckpointFile(Exception):
    """The file is there but holds no checkpoint. The message names it."""


def checkpoint_path() -> Path:
    return Path(settings.AUDIT_CHECKPOINT_FILE)


def second_checkpoint_path() -> Path:
    """Beside the key, which is backed up and guarded apart from the rest."""
    return key_file().with_name(f"{key_file().name}.checkpoint.json")


def read_checkpoint(path: Path) -> Seal | None:
    """The checkpoint in the file, None when there is no file. Raises UnreadableCheckpointFile."""
    try:
        return Seal(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise UnreadableCheckpointFile(
            _("The file %(file)s does not hold a checkpoint of the audit log.") % {"file": path}
        ) from None


def keep_checkpoint(seal: Seal) -> bool:
    """Replace the checkpoint of both files by a newer one of the same chain; False when the first may not be.

    A folder of keys that cannot be written to (a mounted secret) holds no second one.
    """
    try:
        _keep(second_checkpoint_path(), seal)
    except OSError as error:
        logger.warning("no second audit checkpoint beside the key: %s", type(error).__name__)
    return _keep(checkpoint_path(), seal)


def _keep(path: Path, seal: Seal) -> bool:
    """Replace the file in one step.

    One whose checkpoint is not in the database is evidence of a cut or replaced chain: it stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _only_writer(path):
        try:
            present = read_checkpoint(path)
        except UnreadableCheckpointFile as error:
            logger.error("audit checkpoint not kept: %s", error)
            return False
        if present and not Checkpoint.objects.filter(position=present.position, hash=present.hash).exists():
            logger.error("audit checkpoint file is not part of the chain, position %d", present.position)
            return False
        if present and present.position >= seal.position:
            return True
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with temporary.open("x", encoding="utf-8") as file:
            json.dump(asdict(seal), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        return True


@contextmanager
def _only_writer(path: Path) -> Iterator[None]:
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
