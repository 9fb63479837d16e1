"""The keys of encrypted fields: one JSON file, or the same JSON in the environment.

    {"current": "k1", "keys": {"k1": "<32 bytes in base64>"}, "index_key": "<32 bytes in base64>"}

The keys never derive from SECRET_KEY: changing that one must not lose data. Outside production a missing
file is made; in production it is an error, because new keys beside old data would look like a working site.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

ENVIRONMENT_VARIABLE = "ENCRYPTION_KEYS"
KEY_BYTES = 32
# A process notices a changed key file after this many seconds.
RELOAD_SECONDS = 5.0


@dataclass(frozen=True)
class Keyring:
    """All keys in use. `ciphers` are made once per key, because making one costs more than a value."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)  # a traceback must not show them
    index_key: bytes = field(repr=False)
    ciphers: Mapping[str, AESGCMSIV] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ciphers", {name: AESGCMSIV(key) for name, key in self.keys.items()})

    def as_json(self) -> str:
        def text(key: bytes) -> str:
            return base64.b64encode(key).decode()

        keys = {name: text(key) for name, key in self.keys.items()}
        return json.dumps(
            {"current": self.current, "keys": keys, "index_key": text(self.index_key)}, indent=2
        )


def new_keyring() -> Keyring:
    """A first keyring with the key "k1" and an index key, both from the system's random source."""
    return Keyring(current="k1", keys={"k1": os.urandom(KEY_BYTES)}, index_key=os.urandom(KEY_BYTES))


def parse_keyring(text: str, where: str) -> Keyring:
    """Read the JSON of the module's first lines. Raises ImproperlyConfigured, naming `where`, never a key."""
    try:
        data: dict[str, Any] = json.loads(text)
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in data["keys"].items()}
        index_key = base64.b64decode(data["index_key"], validate=True)
        current = str(data["current"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise ImproperlyConfigured(
            _(
                'The encryption keys in %(where)s cannot be read. Expected JSON with "current", "keys" and '
                '"index_key", keys in base64. Restore the file from your backup of keys.'
            )
            % {"where": where}
        ) from None
    good_names = all(name and name.isascii() and len(name) <= 32 for name in keys)
    if (
        current not in keys
        or not good_names
        or any(len(key) != KEY_BYTES for key in [*keys.values(), index_key])
    ):
        raise ImproperlyConfigured(
            _(
                'The encryption keys in %(where)s are not complete: "current" must name one of "keys", and '
                "every key must be 32 bytes long."
            )
            % {"where": where}
        )
    return Keyring(current=current, keys=keys, index_key=index_key)


def keys_file() -> Path:
    """Where the keys are kept when the environment does not hold them."""
    return Path(settings.ENCRYPTION_KEYS_FILE)


def keys_are_in_environment() -> bool:
    return bool(os.environ.get(ENVIRONMENT_VARIABLE))


def missing_keys_sentence() -> str:
    return _(
        "The encryption keys are missing: neither the file %(file)s nor the variable %(variable)s is there. "
        "Put the file back from your backup of keys; for a new installation run "
        "“manage.py rotate_encryption_keys --new-key” once."
    ) % {"file": keys_file(), "variable": ENVIRONMENT_VARIABLE}


def create_keys_file() -> Keyring:
    """Make the first key file, readable by its owner only; one that is already there is read instead."""
    path, keyring = keys_file(), new_keyring()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = _write_private(path, keyring.as_json())
    try:
        os.link(temporary, path)  # fails when another process was first, and never shows half a file
    except FileExistsError:
        return _read_keys_file()
    finally:
        temporary.unlink()
    return keyring


def replace_keys_file(keyring: Keyring) -> None:
    """Write a changed keyring in place of the old file, in one step."""
    path = keys_file()
    os.replace(_write_private(path, keyring.as_json()), path)
    forget_keyring()


def _write_private(path: Path, text: str) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _read_keys_file() -> Keyring:
    return parse_keyring(keys_file().read_text(encoding="utf-8"), str(keys_file()))


def _load_keyring() -> Keyring:
    if keys_are_in_environment():
        return parse_keyring(os.environ[ENVIRONMENT_VARIABLE], ENVIRONMENT_VARIABLE)
    try:
        return _read_keys_file()
    except FileNotFoundError:
        if settings.PRODUCTION:
            raise ImproperlyConfigured(missing_keys_sentence()) from None
        return create_keys_file()


@dataclass
class _Loaded:
    keyring: Keyring
    source: tuple[str, int]
    looked_at: float


_loaded: _Loaded | None = None


def _source() -> tuple[str, int]:
    if keys_are_in_environment():
        return os.environ[ENVIRONMENT_VARIABLE], 0
    try:
        return str(keys_file()), keys_file().stat().st_mtime_ns
    except FileNotFoundError:
        return str(keys_file()), -1


def keyring(*, fresh: bool = False) -> Keyring:
    """The keys in use. Looks at the file again after RELOAD_SECONDS, or at once when `fresh`."""
    global _loaded
    now = time.monotonic()
    if _loaded and not fresh and now - _loaded.looked_at < RELOAD_SECONDS:
        return _loaded.keyring
    source = _source()
    if _loaded and _loaded.source == source and source[1] != -1:
        _loaded.looked_at = now
        return _loaded.keyring
    loaded = _load_keyring()
    _loaded = _Loaded(keyring=loaded, source=_source(), looked_at=now)
    return loaded


def forget_keyring() -> None:
    """Read the keys again at the next use (after a change of the file, and between tests)."""
    global _loaded
    _loaded = None
