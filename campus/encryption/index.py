"""Finding an encrypted value without opening it."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from campus.encryption.keys import keyring


def blind_index(context: str, value: str) -> str:
    """HMAC-SHA-256 of `value` under the index key, 64 hexadecimal digits.

    The same value gives another index in another context. Normalises nothing: callers pass the one
    spelling they mean.
    """
    return hmac.digest(keyring().index_key, f"{context}\0{value}".encode(), "sha256").hex()


def blind_indexes(context: str, values: Iterable[str]) -> list[str]:
    """As `blind_index`, of many values."""
    key, start = keyring().index_key, f"{context}\0".encode()
    return [hmac.digest(key, start + value.encode(), "sha256").hex() for value in values]
