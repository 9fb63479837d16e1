"""One encrypted value: AES-GCM-SIV, bound to its place by the associated data.

Layout: version (1 byte) · length of key id (1 byte) · key id · nonce (12 bytes) · ciphertext with tag.
A value copied into another column does not open, because its context differs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _

from campus.encryption.keys import Keyring, keyring

VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16


class DecryptionError(Exception):
    """The value cannot be opened. The message names place and key, never the content."""


def encrypt(value: str, context: str) -> bytes:
    """Encrypt `value` for the place named by `context`, with the current key."""
    keys = keyring()
    nonce = os.urandom(NONCE_BYTES)
    sealed = keys.ciphers[keys.current].encrypt(nonce, value.encode(), context.encode())
    return key_prefix(keys.current) + nonce + sealed


def encrypt_all(values: Sequence[str], context: str) -> list[bytes]:
    """As `encrypt`, of many values for the same place."""
    keys, place = keyring(), context.encode()
    prefix, seal = key_prefix(keys.current), keys.ciphers[keys.current].encrypt
    nonces = os.urandom(NONCE_BYTES * len(values))
    cuts = range(0, len(nonces), NONCE_BYTES)
    return [
        b"%b%b%b" % (prefix, nonce := nonces[cut : cut + NONCE_BYTES], seal(nonce, value.encode(), place))
        for cut, value in zip(cuts, values, strict=True)
    ]


def decrypt(data: bytes, context: str) -> str:
    """The text of an encrypted value. Raises DecryptionError on any doubt, never returns part of it."""
    key_id = key_id_of(data, context)
    cipher = _keyring_with(key_id).ciphers.get(key_id)
    if cipher is None:
        raise DecryptionError(
            _("A value of %(context)s was encrypted with the key “%(key)s”, which is not among the keys.")
            % {"context": context, "key": key_id}
        )
    start = 2 + data[1]
    try:
        nonce, sealed = data[start : start + NONCE_BYTES], data[start + NONCE_BYTES :]
        return cipher.decrypt(nonce, sealed, context.encode()).decode()
    except (InvalidTag, ValueError):
        raise DecryptionError(
            _("A value of %(context)s was changed outside the site, or belongs to another place.")
            % {"context": context}
        ) from None


def key_prefix(key_id: str) -> bytes:
    """The first bytes of every value that this key encrypted."""
    return bytes([VERSION, len(key_id)]) + key_id.encode("ascii")


def key_id_of(data: bytes, context: str) -> str:
    """Which key encrypted the value. Raises DecryptionError when it is not an encrypted value."""
    if len(data) > 2 and data[0] == VERSION and len(data) >= 2 + data[1] + NONCE_BYTES + TAG_BYTES:
        try:
            return data[2 : 2 + data[1]].decode("ascii")
        except UnicodeDecodeError:
            pass
    raise DecryptionError(_("A value of %(context)s is not an encrypted value.") % {"context": context})


def _keyring_with(key_id: str) -> Keyring:
    """The keyring; read again when the key is unknown, because another process may just have added it."""
    keys = keyring()
    return keys if key_id in keys.keys else keyring(fresh=True)
