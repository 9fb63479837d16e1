"""Opening a file that the reader alone cannot place: no row of headings, or another kind than was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.utils.translation import gettext as _

from archives.imports import actions, intake, permissions
from archives.imports.kinds import KINDS, Kind
from archives.imports.marking import mark_of
from archives.imports.matching import match_columns
from archives.imports.models import Batch, Status
from archives.imports.reading import FileInspection
from archives.imports.sentences import UnreadableFile, why_gone
from archives.imports.uploads import local_path
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User


@dataclass(frozen=True)
class Meant:
    """Another kind that a file was made for, or looks like."""

    kind: str
    sentence: str
    may_open: bool  # the person may import that kind

    @property
    def name(self) -> str:
        return str(KINDS[self.kind].name)


def open_file(*, kind: str, file: File, name: str, by: User, at: datetime, note: str = "") -> Batch:
    """Take a file in. One in which no row of headings was found is opened with its first row in their place, so
    that a person can say where they are, or that the file is to be read with another encoding or delimiter.
    """
    return intake.upload_batch(kind=kind, file=file, name=name, by=by, at=at, note=note, or_first_row=True)


def read_anew(batch: Batch, *, by: User, at: datetime, **asked: Any) -> Batch:
    """Read the file in another way, as `intake.choose_layout`; one without headings again from its first row."""
    try:
        return intake.choose_layout(batch=batch, by=by, at=at, **asked)
    except Refusal as refusal:
        reason = refusal.__cause__
        if not isinstance(reason, UnreadableFile) or reason.code != "no_header":
            raise
    return intake.choose_layout(batch=batch, by=by, at=at, **{**asked, "header_row": intake.FIRST_ROW})


def open_as(*, batch: Batch, kind: str, by: User, at: datetime) -> Batch:
    """The same file as a batch of another kind; the first one is given up. Raises PermissionDenied or Refusal."""
    if not permissions.may_prepare(by, batch):
        raise PermissionDenied(actions.NOT_YOURS)
    if batch.status not in intake.MAY_BE_LAID_OUT:
        raise Conflict(actions.MOVED_ON)
    if not batch.stored_as:
        raise Refusal(why_gone(batch.source_gone))
    with local_path(batch) as path, path.open("rb") as file:
        other = open_file(kind=kind, file=File(file), name=batch.file_name, by=by, at=at, note=batch.note)
    if other.status != Status.UNREADABLE:
        actions.cancel_batch(batch=batch, by=by, at=at)
    return other


def meant(batch: Batch, inspection: FileInspection, *, by: User) -> Meant | None:
    """What else the file is: a workbook of this site says so, other files by their headings. None: what was chosen."""
    mark = mark_of(batch, inspection)
    if mark is not None and mark.kind in KINDS:
        if mark.kind == batch.kind:
            return None
        words = {"made": KINDS[mark.kind].name, "chosen": KINDS[batch.kind].name, "number": mark.batch}
        sentence = (
            _("This is the template for “%(made)s”; you chose “%(chosen)s”.")
            if mark.what == "template"
            else _("These are rows to mend of import %(number)s, “%(made)s”; you chose “%(chosen)s”.")
        )
        return Meant(mark.kind, sentence % words, permissions.may_upload(by, mark.kind))
    return _by_headings(batch, by)


def _by_headings(batch: Batch, by: User) -> Meant | None:
    """A kind that has all it needs and knows more of the headings than the one that was chosen."""
    fits = {code: _known(batch.headers, KINDS[code]) for code in permissions.kinds_for(by)}
    best = max(fits, key=lambda code: fits[code], default=batch.kind)
    if best == batch.kind or fits[best] <= _known(batch.headers, KINDS[batch.kind], whole=False):
        return None
    words = {"made": KINDS[best].name, "chosen": KINDS[batch.kind].name}
    return Meant(best, _("By its headings this is a list of “%(made)s”; you chose “%(chosen)s”.") % words, True)


def _known(headers: Sequence[str], kind: Kind, *, whole: bool = True) -> int:
    """How many headings are exactly fields of the kind; with `whole` none where a needed field is missing."""
    found = {match.field for match in match_columns(headers, kind.fields) if match.how == "exact"}
    needed = {spec.name for spec in kind.fields if spec.required}
    return 0 if whole and not needed <= found else len(found)
