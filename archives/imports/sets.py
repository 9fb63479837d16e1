"""Taking in a OneRoster set: one upload becomes a batch of units and a batch of students that follows it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from archives.imports import permissions
from archives.imports.intake import upload_batch
from archives.imports.models import Batch
from archives.imports.oneroster import ORGS, USERS
from archives.imports.reading import inspect_file
from archives.imports.sentences import UnreadableFile
from archives.imports.uploads import received

if TYPE_CHECKING:
    from campus.accounts.models import User

SET = "oneroster"
NAME = _("OneRoster set")
ABOUT = _("A zip archive of CSV files with units and students, as student systems export it (versions 1.1 and 1.2).")
PARTS = (("units", ORGS), ("students", USERS))  # in the order in which they are imported
NOTHING_THERE = ("oneroster_part_absent", "no_rows", "empty")


def may_upload_set(user: User) -> bool:
    """Whether the person may import any part of a set."""
    return any(permissions.may_upload(user, kind) for kind, _part in PARTS)


def upload_set(*, file: File, name: str, by: User, at: datetime, note: str = "") -> list[Batch]:
    """Take in the parts of a set that it holds and the person may import; each is an ordinary batch.

    A set that cannot be read stays listed with the reason, as one batch. Raises PermissionDenied.
    """
    mine = [(kind, part) for kind, part in PARTS if permissions.may_upload(by, kind)]
    if not mine:
        raise PermissionDenied(_("Your role may not import spreadsheets of this kind."))
    batches: list[Batch] = []
    for kind, part in _held(file, name, mine) or mine[-1:]:
        file.seek(0)
        batch = upload_batch(kind=kind, file=file, name=name, by=by, at=at, note=note, sheet=part)
        if batches:
            batch.follows = batches[-1]
            batch.save(update_fields=["follows"])
        batches.append(batch)
    return batches


def _held(file: File, name: str, parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts that have rows; those that cannot be read too, so that the reason is kept."""
    held = []
    with received(file, name=name) as upload:
        for kind, part in parts:
            try:
                inspect_file(upload.path, name=name, sheet=part)
            except UnreadableFile as unreadable:
                if unreadable.code in NOTHING_THERE:
                    continue
                return [(kind, part)]
            held.append((kind, part))
    return held
