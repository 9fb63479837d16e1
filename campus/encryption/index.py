"""Finding an encrypted value without opening it."""

from __future__ import annotations

import hmac

from campus.encryption.keys import keyring


def blind_index(context: str, value: str) -> str:
    """HMAC-SHA-256 of `value` under the index key, 64 hexadecimal digits.

    The same value gives another index in another context. Normalises nothing: callers pass the one
    spelling they mean.
    """
    return hmac.digest(keyring().index_key, f"{context}\0{value}".encode(), "sha256").hex()
