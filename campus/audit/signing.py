"""The Ed25519 key of the checkpoints.

The file holds the private key in PEM, then the public keys of earlier private keys, so that checkpoints they
signed stay trusted. A machine that only verifies needs a file with public keys alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

_PEM_BLOCK = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class SigningKey:
    private: Ed25519PrivateKey
    public_key: str
    fingerprint: str

    def sign(self, content: bytes) -> str:
        """The signature in base64."""
        return base64.b64encode(self.private.sign(content)).decode()


def key_file() -> Path:
    return Path(settings.AUDIT_KEY_FILE)


def public_text(key: Ed25519PublicKey) -> str:
    """The 32 bytes of a public key in base64."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def fingerprint_of(public_key: str) -> str:
    """SHA-256 of the public key's 32 bytes, hexadecimal. Raises ValueError when it is not base64."""
    return hashlib.sha256(base64.b64decode(public_key, validate=True)).hexdigest()


def signing_key() -> SigningKey:
    """The key that signs checkpoints. Made on first use outside production, an error in production."""
    try:
        private, _public = _read_keys()
    except FileNotFoundError:
        if settings.PRODUCTION:
            raise ImproperlyConfigured(missing_key_sentence()) from None
        private = _create_key_file()
    if private is None:
        raise ImproperlyConfigured(
            _("The audit key file %(file)s holds public keys only: this machine can verify, not seal.")
            % {"file": key_file()}
        )
    public_key = public_text(private.public_key())
    return SigningKey(private, public_key, fingerprint_of(public_key))


def trusted_fingerprints() -> frozenset[str]:
    """Keys whose checkpoints count: the present and the earlier ones of the file; none without a file."""
    try:
        private, public = _read_keys()
    except FileNotFoundError:
        return frozenset()
    present = [private.public_key()] if private else []
    return frozenset(fingerprint_of(public_text(key)) for key in [*present, *public])


def signature_is_good(*, public_key: str, signature: str, content: bytes) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def change_key() -> SigningKey:
    """Make a new private key; the present one stays in the file as a trusted public key."""
    try:
        private, public = _read_keys()
    except FileNotFoundError:
        _create_key_file()
        return signing_key()
    earlier = [private.public_key(), *public] if private else public
    temporary = _write_private(
        _private_pem(Ed25519PrivateKey.generate()) + b"".join(map(_public_pem, earlier))
    )
    os.replace(temporary, key_file())
    return signing_key()


def missing_key_sentence() -> str:
    return _(
        "The audit key file %(file)s is missing. Put it back from your backup of keys; for a new "
        "installation run “manage.py seal_audit --new-key” once."
    ) % {"file": key_file()}


def _read_keys() -> tuple[Ed25519PrivateKey | None, list[Ed25519PublicKey]]:
    private: Ed25519PrivateKey | None = None
    public = []
    for block in _PEM_BLOCK.finditer(key_file().read_bytes()):
        try:
            if block[1] == b"PRIVATE KEY":
                loaded = load_pem_private_key(block[0], password=None)
                assert isinstance(loaded, Ed25519PrivateKey)
                assert private is None
                private = loaded
            else:
                other = load_pem_public_key(block[0])
                assert isinstance(other, Ed25519PublicKey)
                public.append(other)
        except (ValueError, AssertionError):
            raise _unreadable() from None
    if private is None and not public:
        raise _unreadable()
    return private, public


def _unreadable() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        _(
            "The audit key file %(file)s cannot be read. Expected one Ed25519 private key in PEM, then "
            "public keys. Put it back from your backup of keys."
        )
        % {"file": key_file()}
    )


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _create_key_file() -> Ed25519PrivateKey:
    key_file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = Ed25519PrivateKey.generate()
    temporary = _write_private(_private_pem(private))
    try:
        os.link(temporary, key_file())  # fails when another process was first, and never shows half a file
    except FileExistsError:
        present, _public = _read_keys()
        return present or private
    finally:
        temporary.unlink()
    return private


def _write_private(content: bytes) -> Path:
    temporary = key_file().with_name(f".{key_file().name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return temporary
