"""How events become a chain: canonical JSON (RFC 8785), SHA-256, each link over the one before.

Pure functions over plain records, so that the database, an export and a test are checked by the same lines.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from campus.audit.models import AuditEvent

FIRST_PREVIOUS_HASH = "0" * 64
# The order is that of the export file; the canonical form sorts by itself.
EVENT_FIELDS = (
    "id", "occurred_at", "recorded_at", "actor_id", "actor_name", "action",
    "target_type", "target_id", "student", "unit", "purpose", "details",
)  # fmt: skip


@dataclass(frozen=True)
class Link:
    """One entry of the chain, with the content of its event (None: the event is gone)."""

    position: int
    event_id: int
    previous_hash: str
    digest: str
    hash: str
    event: dict[str, Any] | None


@dataclass(frozen=True)
class Seal:
    """One checkpoint: what the signature covers, and the signature."""

    position: int
    hash: str
    count: int
    signed_at: str
    signature: str
    key_fingerprint: str
    public_key: str

    def signed_bytes(self) -> bytes:
        content = asdict(self)
        del content["signature"]
        return canonical(content)


def canonical(content: Any) -> bytes:
    """Canonical JSON. Raises ValueError for what JSON cannot hold exactly (NaN, integers beyond 2^53)."""
    return rfc8785.dumps(content)


def timestamp(at: datetime) -> str:
    """UTC with microseconds, the one spelling that is hashed."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_content(event: AuditEvent) -> dict[str, Any]:
    """Everything the event says, as plain JSON."""
    content = {name: getattr(event, name) for name in EVENT_FIELDS}
    return {
        **content,
        "occurred_at": timestamp(event.occurred_at),
        "recorded_at": timestamp(event.recorded_at),
    }


def event_digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def link_hash(position: int, event_id: int, previous_hash: str, digest: str) -> str:
    """The hash of an entry: its place, its event and the entry before it."""
    content = {"position": position, "event_id": event_id, "previous_hash": previous_hash, "digest": digest}
    return hashlib.sha256(canonical(content)).hexdigest()


def next_link(position: int, previous_hash: str, content: dict[str, Any]) -> Link:
    """The link of an event that takes `position` after the entry whose hash is `previous_hash`."""
    digest = event_digest(content)
    return Link(
        position=position,
        event_id=content["id"],
        previous_hash=previous_hash,
        digest=digest,
        hash=link_hash(position, content["id"], previous_hash, digest),
        event=content,
    )
