"""What lies in the private storage is what the batches say may lie there, also after a process was killed.

A step that makes a file, a row or a column something that may not be kept says so on the batch, in its own
transaction (`let_go`); then `tidy` makes it so. Killed in between, the next `tidy_all` does it, every few minutes.
New files are written under new names before the batch names them, old ones removed after it names them no longer: so
at every moment the batch has its rows, and what nobody names is removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from archives.imports.kept_rows import keep_rows, line_of, rows_of
from archives.imports.models import Batch, SourceGone
from archives.imports.sentences import UnreadableFile
from archives.imports.spooling import Spool
from archives.imports.uploads import FOLDER, discard, private_storage
from campus.encryption.files import is_sealed
from campus.encryption.storage import EncryptedStorage
from campus.working_files import sweep

# The farther a batch has come, the less of its file is kept.
RANK = {
    "": 0,
    SourceGone.FORBIDDEN: 1,
    SourceGone.UNDER_AGE: 1,
    SourceGone.OF_A_SET: 1,
    SourceGone.LAID_ASIDE: 2,
    SourceGone.WRITTEN: 3,
}
UNNAMED_FOR = timedelta(hours=1)  # an upload takes less from its file to its batch


def let_go(batch: Batch, why: SourceGone, *, rows: Collection[int] = ()) -> None:
    """Say that the file may not be kept any more, nor what stands in these rows. Inside the caller's transaction;
    once that stands the storage is put in order.
    """
    fresh = Batch.objects.select_for_update().get(pk=batch.pk)
    reason = max(fresh.source_gone, why, key=RANK.__getitem__)
    withheld = sorted({*fresh.withheld_rows, *rows})
    if (reason, withheld) == (fresh.source_gone, fresh.withheld_rows):
        return
    fresh.source_gone, fresh.withheld_rows, fresh.to_tidy = reason, withheld, True
    fresh.save(update_fields=["source_gone", "withheld_rows", "to_tidy"])
    batch.refresh_from_db(fields=["source_gone", "withheld_rows", "to_tidy"])
    transaction.on_commit(lambda: tidy(batch.pk), robust=True)  # else it is done within ten minutes


def tidy(pk: int) -> None:
    """Bring the files of one batch to what it says. May be done again at any time, by several at once."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=pk)
        if not batch.to_tidy:
            return
        before = {batch.stored_as, batch.rows_as}
        if not batch.source_gone:
            batch.stored_as = _sealed(batch)
        else:
            batch.rows_as = "" if batch.source_gone == SourceGone.WRITTEN else _what_may_stay(batch)
            batch.stored_as = ""
        batch.to_tidy = False
        batch.save(update_fields=["stored_as", "rows_as", "to_tidy"])
        gone = before - {batch.stored_as, batch.rows_as}
        transaction.on_commit(lambda: discard(*gone), robust=True)


def tidy_all(at: datetime, *, each: Any = lambda: None) -> int:
    """What killed processes left undone: batches to be put in order, files that no batch names. Returns how many."""
    done = 0
    for pk in list(Batch.objects.filter(to_tidy=True).values_list("pk", flat=True)):
        tidy(pk)
        done += 1
        each()
    for place in list(_unnamed(at)):
        discard(place)
        done += 1
        each()
    return done + sweep(at=at)


def _what_may_stay(batch: Batch) -> str:
    """The rows without what may not be kept, under a new name; "" where there is nothing, or no room for it."""
    without = batch.unused_columns if batch.source_gone == SourceGone.LAID_ASIDE else []
    blank = set(batch.withheld_rows)
    with Spool() as spool, suppress(UnreadableFile):
        spool.begin()
        with rows_of(batch) as rows:
            for chunk in rows.chunks():
                spool.write(line_of(chunk, without=without, blank=blank))
        return keep_rows(batch.fingerprint, spool)
    return ""


def _sealed(batch: Batch) -> str:
    """The place of the file, encrypted: one from before files were lies in clear."""
    storage, place = private_storage(), batch.stored_as
    if not place or not isinstance(storage, EncryptedStorage) or not storage.exists(place):
        return place
    with storage.inner.open(place) as file:
        if is_sealed(file):
            return place
        file.seek(0)
        return storage.save(storage.get_available_name(place), File(file))


def _unnamed(at: datetime) -> Iterator[str]:
    storage = private_storage()
    with suppress(FileNotFoundError):
        files = storage.listdir(FOLDER)[1]
        named = {place for pair in Batch.objects.values_list("stored_as", "rows_as") for place in pair}
        for place in (f"{FOLDER}/{name}" for name in files):
            if place not in named and _is_old(place, at):
                yield place


def _is_old(place: str, at: datetime) -> bool:
    with suppress(FileNotFoundError):
        written = private_storage().get_modified_time(place)
        return (timezone.make_aware(written) if timezone.is_naive(written) else written) < at - UNNAMED_FOR
    return False
