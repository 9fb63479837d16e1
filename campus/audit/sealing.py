"""The sealer: gives committed events their position, links their hashes, signs a checkpoint.

Writers of events never wait for it. Two sealers wait for each other on one row (PostgreSQL) or on the write
lock (SQLite, BEGIN IMMEDIATE); if a lock ever fails, the unique previous_hash still lets only one go on.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from campus.audit.chain import FIRST_PREVIOUS_HASH, Link, Seal, event_content, next_link, timestamp
from campus.audit.checkpoint_file import keep_checkpoint
from campus.audit.models import AuditEntry, AuditEvent, AuditLock, Checkpoint
from campus.audit.signing import SigningKey, signing_key

BATCH = 2000
# Transactions commit out of the order of their ids, so unsealed events are looked for among this many ids
# below the newest sealed one too. The nightly run looks through everything.
LATE_IDS = 50_000
TRIES = 3


@dataclass(frozen=True)
class Sealed:
    """What one run did: how many events, and up to which position the chain reaches now."""

    events: int
    position: int


def seal(at: datetime, *, everything: bool = False) -> Sealed:
    """Seal all committed events, in batches of one transaction each. `at` becomes the time of signing.

    `everything` also finds events that were committed long after much newer ones. Raises
    ImproperlyConfigured in production when the key is missing.
    """
    key = signing_key()
    total, newest = 0, None
    while batch := _seal_batch_trying_again(key, at, everything):
        total, newest = total + batch.count, batch
        if batch.count < BATCH:
            break
    if newest:
        keep_checkpoint(newest)
    position = AuditEntry.objects.aggregate(newest=Max("position"))["newest"] or 0
    return Sealed(events=total, position=position)


def _seal_batch_trying_again(key: SigningKey, at: datetime, everything: bool) -> Seal | None:
    for _overtaken in range(TRIES - 1):
        with suppress(IntegrityError):
            return _seal_batch(key, at, everything)
    return _seal_batch(key, at, everything)


def _seal_batch(key: SigningKey, at: datetime, everything: bool) -> Seal | None:
    with transaction.atomic():
        _lock()
        last = AuditEntry.objects.order_by("-position").first()
        links: list[Link] = []
        position, previous = (last.position, last.hash) if last else (0, FIRST_PREVIOUS_HASH)
        for event in _next_events(everything):
            link = next_link(position + 1, previous, event_content(event))
            position, previous = link.position, link.hash
            links.append(link)
        if not links:
            return None
        AuditEntry.objects.bulk_create([_entry(link) for link in links])
        newest = sign_checkpoint(key, links[-1], len(links), at)
        Checkpoint.objects.create(**{**asdict(newest), "signed_at": at})
        return newest


def _lock() -> None:
    AuditLock.objects.get_or_create(pk=1)
    AuditLock.objects.select_for_update().get(pk=1)


def _next_events(everything: bool) -> list[AuditEvent]:
    events = AuditEvent.objects.unsealed()
    newest = None if everything else AuditEntry.objects.aggregate(newest=Max("event_id"))["newest"]
    if newest is not None:
        events = events.filter(id__gt=newest - LATE_IDS)
    return list(events.order_by("id")[:BATCH])


def _entry(link: Link) -> AuditEntry:
    return AuditEntry(
        position=link.position,
        event_id=link.event_id,
        previous_hash=link.previous_hash,
        digest=link.digest,
        hash=link.hash,
    )


def sign_checkpoint(key: SigningKey, newest: Link, count: int, at: datetime) -> Seal:
    """A signed checkpoint over the chain up to `newest`, which is `count` entries after the one before."""
    unsigned = Seal(
        position=newest.position,
        hash=newest.hash,
        count=count,
        signed_at=timestamp(at),
        signature="",
        key_fingerprint=key.fingerprint,
        public_key=key.public_key,
    )
    return replace(unsigned, signature=key.sign(unsigned.signed_bytes()))
