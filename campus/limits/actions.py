"""How often one person may do something: counted for all processes together, written down when it is too often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from campus.audit.actions import Actor, record_event
from campus.encryption.index import blind_index
from campus.limits.models import LimitCount
from campus.limits.rates import NAMES, Rate, rates_of
from campus.refusals import TooMany

STRANGER = "limits.stranger"
HASH_LETTERS = 40  # of 64
NOTED_HOURLY = Rate(0, 3600)


@dataclass(frozen=True)
class Window:
    """What one row says after this try was counted."""

    rate: Rate
    began: int
    count: int

    @property
    def is_struck(self) -> bool:
        return self.count > self.rate.most

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(self.began + self.rate.seconds, UTC)


def take(limit: str, *, by: Actor, at: datetime) -> None:
    """Count that this person does something; raise TooMany when it is too often.

    `limit` is a name of `campus.limits.rates`, `at` is aware. An action calls this before its own transaction: what was
    counted, and the event `limits.struck` (one for each person, limit and window), must stand when the action is
    refused. Within a transaction it raises RuntimeError, as Django does for a durable block.
    A try that is refused counts in the windows that struck, and not in the longer ones.
    """
    with transaction.atomic(durable=True):
        windows = _count(str(by.pk), limit, rates_of(limit), at)
        struck = [window for window in windows if window.is_struck]
        if struck:
            free = [window.rate.seconds for window in windows if not window.is_struck]
            rows = LimitCount.objects.filter(person=str(by.pk), limit=limit)
            rows.filter(seconds__in=free).update(count=F("count") - 1)
            for window in struck:
                # The rows are locked: of many tries at once the first sees that nothing is noted yet.
                if rows.filter(seconds=window.rate.seconds, is_noted=False).update(is_noted=True):
                    details = {"most": window.rate.most, "seconds": window.rate.seconds}
                    record_event(action="limits.struck", by=by, at=at, target=("limit", limit), details=details)
    if struck:
        raise _too_many(limit, max(struck, key=lambda window: window.ends_at), at)


def note_struck_stranger(what: str, *, address: str, at: datetime) -> None:
    """A limit for people who are not signed in struck at this address: one event in an hour, however often.

    Such limits are allauth's, which counts and refuses; here it is only written down. The log keeps a keyed hash of the
    address: equal ones can be counted, none can be read.
    """
    stranger = blind_index(STRANGER, address)[:HASH_LETTERS]
    with transaction.atomic(durable=True):
        _count(stranger, what, [NOTED_HOURLY], at)
        if LimitCount.objects.filter(person=stranger, limit=what, is_noted=False).update(is_noted=True):
            record_event(
                action="limits.struck", by=None, at=at, target=("limit", what), details={"address_hash": stranger}
            )


def forget_ended(at: datetime) -> int:
    """Delete the counts of windows that ended before `at`: they say nothing any more. How many there were."""
    ended = LimitCount.objects.filter(began__lte=int(at.timestamp()) - F("seconds"))
    return ended.delete()[0]


def _count(person: str, limit: str, rates: Sequence[Rate], at: datetime) -> list[Window]:
    """One more in every window, in one statement: it locks the rows, so that two tries at once count as two.

    A window begins with the first try after the last one has ended. A process whose clock is behind counts into the
    window that another one has begun.
    """
    table = connection.ops.quote_name(LimitCount._meta.db_table)
    quoted = [connection.ops.quote_name(name) for name in ("person", "limit", "seconds", "began", "count", "is_noted")]
    key, seconds, began, count, is_noted = ", ".join(quoted[:3]), *quoted[2:]
    row = "(%s, %s, %s, %s, 1, FALSE)"
    is_over = f"{table}.{began} + {table}.{seconds} <= excluded.{began}"
    statement = (
        f"INSERT INTO {table} ({key}, {began}, {count}, {is_noted}) VALUES {', '.join([row] * len(rates))}"  # noqa: S608
        f" ON CONFLICT ({key}) DO UPDATE SET"
        f" {count} = CASE WHEN {is_over} THEN 1 ELSE {table}.{count} + 1 END,"
        f" {is_noted} = CASE WHEN {is_over} THEN FALSE ELSE {table}.{is_noted} END,"
        f" {began} = CASE WHEN {is_over} THEN excluded.{began} ELSE {table}.{began} END"
        f" RETURNING {seconds}, {began}, {count}"
    )
    values = [value for rate in rates for value in (person, limit, rate.seconds, int(at.timestamp()))]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = {row[0]: row for row in cursor.fetchall()}
    return [Window(rate, *found[rate.seconds][1:]) for rate in rates]


def _too_many(limit: str, window: Window, at: datetime) -> TooMany:
    sentence = _(
        "%(what)s: for one person at most %(most)d in %(time)s, and you have reached that. Nothing was done. It goes "
        "on at %(then)s; if your work needs more, ask the administrator."
    ) % {
        "what": NAMES[limit],
        "most": window.rate.most,
        "time": timesince(at, at + timedelta(seconds=window.rate.seconds)).replace("\xa0", " "),
        "then": date_format(timezone.localtime(window.ends_at), "Y-m-d H:i"),
    }
    return TooMany(sentence, goes_on_at=window.ends_at)
