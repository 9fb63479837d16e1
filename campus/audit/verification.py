"""Proving the audit log: every digest, every link, every signature, computed again.

Reads one record at a time, from the database or from an export, so that the size of the log does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campus.audit.chain import FIRST_PREVIOUS_HASH, Link, Seal, event_digest, link_hash
from campus.audit.signing import fingerprint_of, signature_is_good

# What can be wrong, as the code that --json prints and the sentence that a person reads.
FAULTS: dict[str, str | Promise] = {
    "entry_missing": _("Entry %(position)d is missing from the chain."),
    "previous_hash": _("Entry %(position)d does not name the hash of the entry before it."),
    "event_missing": _("Entry %(position)d: its event %(event_id)d was deleted."),
    "event_changed": _("Entry %(position)d: its event %(event_id)d was changed after it was sealed."),
    "entry_changed": _("Entry %(position)d (event %(event_id)d) was changed after it was sealed."),
    "entry_unsigned": _("Entry %(position)d stands after the last signed checkpoint."),
    "checkpoint_gap": _("Before the checkpoint at position %(position)d another checkpoint is missing."),
    "checkpoint_hash": _("The checkpoint at position %(position)d names another hash than the entry there."),
    "signature": _("The signature of the checkpoint at position %(position)d is not good."),
    "unknown_key": _("The checkpoint at position %(position)d is signed with a key that is not trusted."),
    "cut_tail": _("The log ends before position %(position)d: its newest entries are missing."),
    "outside_checkpoint": _(
        "The checkpoint kept outside the database has another hash at position %(position)d."
    ),
    "outside_signature": _("The signature of the checkpoint kept outside the database is not good."),
    "outside_missing": _(
        "The checkpoint file %(found)s is missing, though the log was sealed. Put it back from a backup, or find out "
        "who removed it."
    ),
    "key_missing": _(
        "The audit key file %(found)s is missing: nobody can tell whose signatures these are. Put it back from your "
        "backup of keys; for a new installation run “manage.py seal_audit --new-key” once."
    ),
    "triggers_missing": _(
        "Database triggers that protect the log and the archive are missing or were changed: %(found)s."
    ),
    "events_deleted": _("%(found)s events were deleted before they were sealed."),
    "events_not_counted": _("%(found)s events were written past the count: somebody had switched the triggers off."),
    "role_without_event": _(
        "%(found)s roles were granted of which the log says nothing: the log was emptied, or somebody wrote them into "
        "the database."
    ),
    "cut_export": _(
        "The export file ends early: its last line is missing or does not count %(position)d entries."
    ),
}


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong."""

    what: str
    position: int
    event_id: int | None = None
    found: str = ""

    def sentence(self) -> str:
        return str(FAULTS[self.what]) % {
            "position": self.position,
            "event_id": self.event_id,
            "found": self.found,
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "position": self.position,
            "event_id": self.event_id,
            "what": self.what,
            "sentence": self.sentence(),
        }


@dataclass
class Verification:
    """The walk along the chain. Feed it with `check`, close it with `finish`.

    `trusted`: fingerprints whose signatures count; empty means any, and the caller says so. `outside`: the
    checkpoint that was kept elsewhere; `second_outside`: the one beside the key.
    """

    trusted: frozenset[str] = frozenset()
    outside: Seal | None = None
    second_outside: Seal | None = None
    events: int = 0
    checkpoints: int = 0
    first_bad: Fault | None = None
    keys: set[str] = field(default_factory=set)
    _position: int = 0
    _hash: str = FIRST_PREVIOUS_HASH
    _event_id: int | None = None
    _signed_position: int = 0

    @property
    def ok(self) -> bool:
        return self.first_bad is None

    @property
    def position(self) -> int:
        """The last entry up to which everything is good."""
        return self._position

    def check(self, record: Link | Seal) -> None:
        """Take the next record. After the first fault records are only counted."""
        if isinstance(record, Link):
            self.events += 1
        else:
            self.checkpoints += 1
            self.keys.add(record.key_fingerprint)
        if self.ok:
            self.first_bad = (
                self._fault_of_link(record) if isinstance(record, Link) else self._fault_of_seal(record)
            )

    def finish(self) -> Verification:
        """What can be seen only at the end: unsigned entries, and a tail that was cut."""
        if self.ok and self._position > self._signed_position:
            self.first_bad = Fault("entry_unsigned", self._signed_position + 1)
        for outside in self._all_outside():
            if self.ok and not _signature_is_good(outside):
                self.first_bad = Fault("outside_signature", outside.position)
            elif self.ok and outside.position > self._position:
                self.first_bad = Fault("cut_tail", self._position + 1)
        return self

    def _all_outside(self) -> list[Seal]:
        return [seal for seal in (self.outside, self.second_outside) if seal]

    def _fault_of_link(self, link: Link) -> Fault | None:
        def fault(what: str) -> Fault:
            return Fault(what, link.position, link.event_id)

        if link.position != self._position + 1:
            return Fault("entry_missing", self._position + 1)
        if link.previous_hash != self._hash:
            return fault("previous_hash")
        if link.hash != link_hash(link.position, link.event_id, link.previous_hash, link.digest):
            return fault("entry_changed")
        if link.event is None:
            return fault("event_missing")
        if link.event.get("id") != link.event_id or _digest(link.event) != link.digest:
            return fault("event_changed")
        if any(link.position == seal.position and link.hash != seal.hash for seal in self._all_outside()):
            return fault("outside_checkpoint")
        self._position, self._hash, self._event_id = link.position, link.hash, link.event_id
        return None

    def _fault_of_seal(self, seal: Seal) -> Fault | None:
        if seal.position > self._position:
            return Fault("entry_missing", self._position + 1)
        if seal.hash != self._hash or seal.position != self._position:
            return Fault("checkpoint_hash", seal.position, self._event_id)
        if not _signature_is_good(seal):
            return Fault("signature", seal.position, self._event_id)
        if self.trusted and seal.key_fingerprint not in self.trusted:
            return Fault("unknown_key", seal.position, self._event_id)
        if seal.position - self._signed_position != seal.count:
            return Fault("checkpoint_gap", seal.position, self._event_id)
        self._signed_position = seal.position
        return None


def merged(links: Iterable[Link], seals: Iterable[Seal]) -> Iterator[Link | Seal]:
    """Both kinds in one line: a checkpoint comes right after the entry at its position."""
    rest = iter(seals)
    seal = next(rest, None)
    for link in links:
        while seal and seal.position < link.position:
            yield seal
            seal = next(rest, None)
        yield link
    while seal:
        yield seal
        seal = next(rest, None)


def _digest(content: dict[str, Any]) -> str | None:
    try:
        return event_digest(content)
    except (ValueError, RecursionError):
        return None


def _signature_is_good(seal: Seal) -> bool:
    try:
        if fingerprint_of(seal.public_key) != seal.key_fingerprint:
            return False
    except ValueError:
        return False
    return signature_is_good(
        public_key=seal.public_key, signature=seal.signature, content=seal.signed_bytes()
    )
