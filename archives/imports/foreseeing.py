"""What undoing a batch would do, told before it is done.

A batch of up to MOST rows is undone and everything rolled back at once: so what is told is what would happen, whatever
the kind. Of a longer one only what was written is counted, for trying it would keep other writers waiting.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archives.catalogue.rules import RuleHistory
from archives.imports import receipts
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import Writing, staged
from archives.imports.models import Batch, RowStatus, StagedRow
from archives.imports.summaries import number

if TYPE_CHECKING:
    from campus.accounts.models import User

MOST = 2000
# What other kinds write is a record: it is withdrawn, never deleted, so that look-ups of it stay explained.
REMOVED = {"students", "units"}


@dataclass(frozen=True)
class Foreseen:
    """Rows by what would become of them; `stay` by reason. `is_exact` where it was tried."""

    new: int
    changed: int
    stay: dict[str, int] = field(default_factory=dict)
    is_exact: bool = True

    @property
    def taken_back(self) -> int:
        return self.new + self.changed


def foresee_undo(batch: Batch, *, by: User, at: datetime) -> Foreseen:
    """What undoing the batch at that time would do. Changes nothing."""
    if batch.written > MOST:
        written = receipts.written_by_kind(batch)
        return Foreseen(written.new, written.changed, is_exact=False)
    rows = staged(StagedRow.objects.of(batch, RowStatus.WRITTEN).order_by("-number"))
    writing = Writing(batch=batch, by=by, released_by=None, at=at, rules=RuleHistory.load())
    with transaction.atomic():
        outcome = KINDS[batch.kind].reverse(rows, writing)
        transaction.set_rollback(True)
    changes = {row.pk for row in rows if row.is_change}
    changed = sum(key in changes for key in outcome.done)
    stay = Counter({reason: len(keys) for (_status, reason), keys in outcome.other.items()})
    return Foreseen(len(outcome.done) - changed, changed, dict(stay))


def sentences(batch: Batch, foreseen: Foreseen, *, until: datetime | None) -> list[str]:
    """What will happen, one thing after the other."""
    told = []
    if foreseen.new:
        told.append(_new(batch, foreseen.new))
    if foreseen.changed:
        told.append(_changed(foreseen.changed))
    if foreseen.is_exact:
        why = receipts.reasons()
        told += [_stay(count, why.get(reason, reason)) for reason, count in sorted(foreseen.stay.items())]
        if not foreseen.stay:
            told.append(_("Nobody has touched any of these rows since: all of them are taken back."))
    else:
        told.append(_("What somebody has changed since, or what is in use, is kept and listed with its reason."))
    if batch.released_at and batch.released_by:
        told.append(_released(batch.adverse, batch.released_by.get_full_name(), batch.released_at))
    if until:
        told.append(_("It can be undone up to %(day)s, and only once.") % {"day": _day(until)})
    return told


def _new(batch: Batch, count: int) -> str:
    if batch.kind in REMOVED:
        sentence = ngettext("%(rows)s new row is removed again.", "%(rows)s new rows are removed again.", count)
    else:
        sentence = ngettext(
            "%(rows)s record is withdrawn; the student reads that it was, and why.",
            "%(rows)s records are withdrawn; the students read that they were, and why.",
            count,
        )
    return sentence % {"rows": number(count)}


def _released(count: int, name: str, at: datetime) -> str:
    return ngettext(
        "%(rows)s adverse row was released by %(name)s as the second person on %(day)s.",
        "%(rows)s adverse rows were released by %(name)s as the second person on %(day)s.",
        count,
    ) % {"rows": number(count), "name": name, "day": _day(at)}


def _changed(count: int) -> str:
    return ngettext(
        "%(rows)s changed row gets its old values back.",
        "%(rows)s changed rows get their old values back.",
        count,
    ) % {"rows": number(count)}


def _stay(count: int, reason: str) -> str:
    return ngettext("%(rows)s row stays as it is: %(reason)s", "%(rows)s rows stay as they are: %(reason)s", count) % {
        "rows": number(count),
        "reason": reason,
    }


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
