"""The log as a stream of records: from the database, and from and to an export file.

An export is JSON lines: a header, then entries with their events and checkpoints in the order of the chain,
then a line that counts them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from campus.audit.chain import Link, Seal, event_content, timestamp
from campus.audit.models import AuditEntry, AuditEvent, Checkpoint
from campus.audit.verification import merged
from campus.refusals import Refusal

CHUNK = 1000
FORMAT = "mingxin-audit-export"
VERSION = 1


class NotAnExport(Refusal):
    """The file is no export of the audit log. The message names it and the line."""


class CutExport(Exception):
    """The export's last line is missing or does not count what came before; `entries` came."""

    def __init__(self, entries: int) -> None:
        super().__init__(entries)
        self.entries = entries


def database_records() -> Iterator[Link | Seal]:
    """The whole chain as it is now. Entries that a sealer adds meanwhile are left to the next run."""
    end = AuditEntry.objects.aggregate(newest=Max("position"))["newest"] or 0
    # A checkpoint beyond the last entry is a cut tail and must be seen, one added meanwhile must not.
    newest_seal = Checkpoint.objects.aggregate(newest=Max("position"))["newest"] or 0
    entries_now = AuditEntry.objects.filter(position__lte=newest_seal).aggregate(newest=Max("position"))[
        "newest"
    ]
    end = max(end, entries_now or 0)
    yield from merged(_links(end), _seals(max(end, newest_seal)))


def _links(end: int) -> Iterator[Link]:
    last = 0
    while True:
        entries = list(
            AuditEntry.objects.filter(position__gt=last, position__lte=end).order_by("position")[:CHUNK]
        )
        if not entries:
            return
        events = AuditEvent.objects.in_bulk([entry.event_id for entry in entries])
        for entry in entries:
            event = events.get(entry.event_id)
            yield Link(
                position=entry.position,
                event_id=entry.event_id,
                previous_hash=entry.previous_hash,
                digest=entry.digest,
                hash=entry.hash,
                event=event_content(event) if event else None,
            )
        last = entries[-1].position


def _seals(end: int) -> Iterator[Seal]:
    last = 0
    while True:
        found = list(
            Checkpoint.objects.filter(position__gt=last, position__lte=end).order_by("position")[:CHUNK]
        )
        if not found:
            return
        yield from map(seal_of, found)
        last = found[-1].position


def seal_of(checkpoint: Checkpoint) -> Seal:
    """The record of a checkpoint row."""
    return Seal(
        position=checkpoint.position,
        hash=checkpoint.hash,
        count=checkpoint.count,
        signed_at=timestamp(checkpoint.signed_at),
        signature=checkpoint.signature,
        key_fingerprint=checkpoint.key_fingerprint,
        public_key=checkpoint.public_key,
    )


def write_export(path: Path, at: datetime) -> int:
    """Write the sealed log to `path`, readable by its owner only, and return how many entries it holds."""
    entries = checkpoints = 0
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        _write_line(file, {"format": FORMAT, "version": VERSION, "written_at": timestamp(at)})
        for record in database_records():
            if isinstance(record, Link):
                entries += 1
                _write_line(file, {"entry": asdict(record)})
            else:
                checkpoints += 1
                _write_line(file, {"checkpoint": asdict(record)})
        _write_line(file, {"end": {"entries": entries, "checkpoints": checkpoints}})
    os.replace(temporary, path)
    return entries


def _write_line(file: Any, content: dict[str, Any]) -> None:
    file.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


def export_records(path: Path) -> Iterator[Link | Seal]:
    """The records of an export file. Raises NotAnExport, or CutExport after the last record."""
    entries = checkpoints = 0
    end: dict[str, Any] | None = None
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            content = _read_line(path, number, line)
            if number == 1:
                if content.get("format") != FORMAT or content.get("version") != VERSION:
                    raise _not_an_export(path, number)
            elif "end" in content:
                end = content["end"]
            elif end is not None:
                raise _not_an_export(path, number)
            else:
                record = _record(path, number, content)
                entries += isinstance(record, Link)
                checkpoints += isinstance(record, Seal)
                yield record
    if end != {"entries": entries, "checkpoints": checkpoints}:
        raise CutExport(entries)


def _read_line(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise _not_an_export(path, number)
    return content


def _record(path: Path, number: int, content: dict[str, Any]) -> Link | Seal:
    try:
        record = Link(**content["entry"]) if "entry" in content else Seal(**content["checkpoint"])
    except (KeyError, TypeError):
        raise _not_an_export(path, number) from None
    numbers = (record.position, record.event_id if isinstance(record, Link) else record.count)
    if not all(type(value) is int for value in numbers):
        raise _not_an_export(path, number)
    return record


def _not_an_export(path: Path, number: int) -> NotAnExport:
    return NotAnExport(
        _(
            "%(file)s, line %(line)d: this is not an export of the audit log. Write one with "
            "“manage.py verify_audit --write-export FILE”."
        )
        % {"file": path, "line": number}
    )
