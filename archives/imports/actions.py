"""What a person can do with a batch: upload, lay out, check, confirm, release, undo, cancel.

Every status change is a compare-and-swap: of two people who do the same thing at once, one wins and the other
is told. One audit event for each step of a batch, with a digest over its rows; never one for each row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.catalogue.rules import rule
from archives.imports import permissions, remembered
from archives.imports.kinds import KINDS
from archives.imports.models import AT_WORK, Batch, RowStatus, SourceGone, StagedRow, Status, sources_of
from archives.imports.sentences import UnreadableFile
from archives.imports.shredding import shred_batch
from archives.imports.tidying import let_go
from campus.audit.actions import record_event
from campus.jobs.actions import cancel_job, retry_job, start_job
from campus.jobs.models import Job
from campus.jobs.models import Status as JobStatus
from campus.limits.actions import take
from campus.limits.rates import DOWNLOAD
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User

JOB_OF = {Status.CHECKING: "imports.check", Status.APPLYING: "imports.apply", Status.UNDOING: "imports.undo"}
LONGEST_REASON = 300
MOVED_ON = _("Somebody else did something with this batch a moment ago. Look at it again before you go on.")
RECHECKED = _("Rows of this batch are being checked again at the moment. Wait until that has ended.")
ALL_OR_NOTHING = _(
    "“All rows or none” is chosen and rows need mending (%(rows)s). Mend them or leave them out, or choose to import "
    "the good rows now."
)
LOOK_TWICE = _("Names or identity numbers change. Look at these changes and say that they are right.")
WORDS_GONE = _(
    "The records of this import are written or given up, so nothing that stood in its file is shown here any more. "
    "What a record says is read in the student's archive, for a purpose and with a trace."
)
NOT_YOURS = _("Your role does not cover this batch. Its uploader or the office of its unit can do this.")


def agree_to_leave_out(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Agree that columns which may not be kept are left out, so that the rest can go on (rules.md, 10)."""
    require(permissions.may_prepare(by, batch))
    with transaction.atomic():
        won = Batch.objects.filter(pk=batch.pk, left_out_at=None, status__in=_before_check()).update(
            left_out_at=at, left_out_by=by
        )
        if not won:
            raise Conflict(MOVED_ON)
        leave_trace(
            "imports.agree_to_leave_out", batch, by, at, topics=[item["topic"] for item in batch.forbidden]
        )
    return _fresh(batch)


def start_check(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Have the file checked in the background. What an earlier check found is forgotten.

    Raises Refusal while a forbidden column is not agreed to be left out, or a needed column is not mapped.
    """
    require(permissions.may_prepare(by, batch))
    if batch.forbidden_open:
        raise Refusal(_("The file has columns that may not be kept. Agree to leave them out first."))
    if not batch.mapping:
        raise Refusal(_("Say first which column holds which field."))
    if not batch.is_held:
        raise Refusal(_("The file of this batch is not kept. Mend its rows on the page, or upload the file again."))
    with transaction.atomic():
        remembered.take_over(batch)
        batch.answers.pop("mended", None)
        _move(
            batch,
            Status.CHECKING,
            sources=_before_check(),
            answers=batch.answers,
            release_refused_at=None,
            release_refused_by=None,
            release_refused_reason="",
            confirmed_at=None,
            confirmed_by=None,
        )
        start_job(kind=JOB_OF[Status.CHECKING], reference=batch.number, by=by, at=at)
        leave_trace("imports.start_check", batch, by, at)
    return _fresh(batch)


def confirm_batch(
    *,
    batch: Batch,
    by: User,
    at: datetime,
    digest: str | None = None,
    all_or_nothing: bool = False,
    looked: bool = False,
) -> Batch:
    """Say yes to exactly what the check counted. A batch with adverse data then waits for a second person.

    `digest` is of the rows that the person saw; Conflict when another check has changed them since.
    `all_or_nothing`: refused while a row needs mending. `looked`: the changes of names and identity numbers
    were looked at a second time; without that they are not confirmed.
    """
    require(permissions.may_prepare(by, batch))
    _refuse_unready(batch, all_or_nothing=all_or_nothing, looked=looked)
    target = Status.WAITING_RELEASE if batch.needs_release else Status.APPLYING
    with transaction.atomic():
        _move(
            batch,
            target,
            sources=[Status.CHECKED],
            digest_is=digest or batch.digest,
            confirmed_at=at,
            confirmed_by=by,
            all_or_nothing=all_or_nothing,
            release_refused_at=None,
            release_refused_by=None,
            release_refused_reason="",
        )
        if target == Status.APPLYING:
            start_job(kind=JOB_OF[Status.APPLYING], reference=batch.number, by=by, at=at)
        leave_trace("imports.confirm_batch", batch, by, at, digest=batch.digest, looked=looked, **_counts(batch))
    return _fresh(batch)


def _refuse_unready(batch: Batch, *, all_or_nothing: bool, looked: bool) -> None:
    if not batch.importable:
        raise Refusal(_("There is nothing to import: no row is new or changed."))
    if not batch.digest:
        raise Conflict(RECHECKED)
    if all_or_nothing and batch.refused:
        raise Refusal(ALL_OR_NOTHING % {"rows": batch.refused}, field="all_or_nothing")
    if second_looks(batch) and not looked:
        raise Refusal(LOOK_TWICE, field="looked")


def second_looks(batch: Batch) -> int:
    """How many changes of a name or identity number a person must look at a second time (rule 12)."""
    kind = KINDS[batch.kind]
    return sum(
        change["rows"]
        for name, change in batch.changes.items()
        if kind.stands_for.get(name, name) in kind.second_look
    )


def release_batch(*, batch: Batch, by: User, at: datetime, digest: str | None = None) -> Batch:
    """As a second person, release a batch that holds adverse data (features I12); it is then written.

    `digest` is of the rows that the person saw; Conflict when they were sent back and checked anew since.
    Raises PermissionDenied for the uploader, the confirmer and whoever does not hold imports.release there.
    """
    _refuse_own(batch, by)
    with transaction.atomic():
        _move(
            batch,
            Status.APPLYING,
            sources=[Status.WAITING_RELEASE],
            digest_is=digest or batch.digest,
            released_at=at,
            released_by=by,
        )
        start_job(kind=JOB_OF[Status.APPLYING], reference=batch.number, by=by, at=at)
        leave_trace("imports.release_batch", batch, by, at, digest=batch.digest, **_counts(batch))
    return _fresh(batch)


def refuse_release(*, batch: Batch, reason: str, by: User, at: datetime) -> Batch:
    """As a second person, send the batch back with a reason; nothing of it is written."""
    _refuse_own(batch, by)
    if not reason.strip():
        raise Refusal(_("Give the reason: the person who prepared the batch reads it."), field="reason")
    with transaction.atomic():
        _move(
            batch,
            Status.RELEASE_REFUSED,
            release_refused_at=at,
            release_refused_by=by,
            release_refused_reason=reason.strip()[:LONGEST_REASON],
        )
        leave_trace("imports.refuse_release", batch, by, at)
    return _fresh(batch)


def undo_batch(*, batch: Batch, by: User, at: datetime, reason: str = "") -> Batch:
    """Take a whole batch back, within the days of the rule import.undo_window.

    Rows that somebody touched since are kept, and counted and listed as kept. A batch with adverse data, which a
    second person released, is taken back only for a reason; the event keeps it. Raises Refusal without one.
    """
    require(permissions.may_undo(by, batch))
    reason = reason.strip()[:LONGEST_REASON]
    if batch.needs_release and not reason:
        raise Refusal(_("Give the reason: a second person had released these records."), field="reason")
    if batch.shredded_at is not None:
        raise Refusal(_("The rows of this batch were removed, so it cannot be undone; change single rows by hand."))
    days = rule("import.undo_window", on=timezone.localdate(at))["days"]
    if batch.applied_at is not None and at > batch.applied_at + timedelta(days=days):
        raise Refusal(
            _("A batch can be undone for %(days)d days. That time is over; change single rows by hand.")
            % {"days": days}
        )
    with transaction.atomic():
        _move(
            batch,
            Status.UNDOING,
            sources=[Status.APPLIED, Status.PART_APPLIED],
            undo_asked_at=at,
            undo_asked_by=by,
        )
        start_job(kind=JOB_OF[Status.UNDOING], reference=batch.number, by=by, at=at)
        leave_trace("imports.undo_batch", batch, by, at, digest=batch.digest, **({"reason": reason} if reason else {}))
    return _fresh(batch)


def cancel_batch(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Give a batch up before anything of it was written."""
    require(permissions.may_prepare(by, batch))
    if batch.written or batch.left_behind:
        raise Refusal(_("Part of this batch is already written. Let it go on, then undo it."))
    with transaction.atomic():
        for job in Job.objects.unfinished().filter(kind=JOB_OF[Status.CHECKING], reference=batch.number):
            cancel_job(job=job, by=job.requested_by or by, at=at)
        _move(batch, Status.CANCELLED, cancelled_at=at, cancelled_by=by)
        leave_trace("imports.cancel_batch", batch, by, at)
    shred_batch(batch=batch, at=at)
    return _fresh(batch)


def continue_batch(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Let a batch that stopped half-way go on from its checkpoint: nothing is written twice."""
    require(permissions.may_continue(by, batch))
    job = last_job(batch)
    if job is None or job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
        raise Conflict(MOVED_ON)
    status = next(status for status, kind in JOB_OF.items() if kind == job.kind)
    with transaction.atomic():
        if batch.status != status:
            _move(batch, status, sources=[Status.FAILED])
        retry_job(job=job, by=by if job.requested_by_id == by.pk else job.requested_by or by, at=at)
        leave_trace("imports.continue_batch", batch, by, at)
    return _fresh(batch)


def finish_check(*, batch: Batch, digest: str, rules_of: Any, seconds: float, at: datetime) -> None:
    """The check is through; called by its job."""
    with transaction.atomic():
        _move(
            batch,
            Status.CHECKED,
            digest=digest,
            rules_of=rules_of,
            check_seconds=round(seconds, 3),
            checked_at=at,
        )
        fresh = _fresh(batch)
        leave_trace("imports.finish_check", fresh, None, at, digest=digest, **_counts(fresh))


def finish_applying(*, batch: Batch, at: datetime) -> None:
    """All rows are written or left behind; called by the job. The event holds the digest over the rows."""
    with transaction.atomic():
        fresh = _fresh(batch)
        target = Status.PART_APPLIED if fresh.left_behind else Status.APPLIED
        _move(batch, target, applied_at=at)
        let_go(batch, SourceGone.WRITTEN)
        leave_trace(
            "imports.apply_batch",
            fresh,
            fresh.confirmed_by,
            at,
            digest=fresh.digest,
            written=fresh.written,
            left_behind=fresh.left_behind,
            **({"why": StagedRow.objects.reasons(batch, RowStatus.LEFT_BEHIND)} if fresh.left_behind else {}),
        )


def finish_undoing(*, batch: Batch, at: datetime) -> None:
    """All rows are reversed, kept or could not be; called by the job."""
    with transaction.atomic():
        _move(batch, Status.UNDONE, undone_at=at)
        fresh = _fresh(batch)
        leave_trace(
            "imports.finish_undo",
            fresh,
            fresh.undo_asked_by,
            at,
            reversed=fresh.reversed,
            kept=fresh.kept,
            errored=fresh.errored,
        )


def mark_unreadable(*, batch: Batch, unreadable: UnreadableFile, at: datetime) -> None:
    """The file turned out unreadable half-way; the batch stays listed with the sentence."""
    with transaction.atomic():
        if batch.status == Status.CHECKING:
            _move(batch, Status.UNREADABLE, unreadable={"code": unreadable.code, "params": unreadable.params})
        else:
            _move(batch, Status.FAILED)
        leave_trace("imports.mark_unreadable", batch, None, at, code=unreadable.code)
    if _fresh(batch).status == Status.UNREADABLE:
        shred_batch(batch=batch, at=at)


def mark_failed(*, batch: Batch, at: datetime) -> None:
    """The job stopped with an error. What was finished stays; the batch can go on."""
    with transaction.atomic():
        if Batch.objects.filter(pk=batch.pk, status__in=AT_WORK).update(status=Status.FAILED):
            leave_trace("imports.mark_failed", batch, None, at)


def record_download(*, batch: Batch, what: str, by: User, at: datetime) -> None:
    """Somebody takes rows of a batch away as a file: that leaves a trace like any look at personal data."""
    require(permissions.may_download(by, batch, what, at=at))
    take(DOWNLOAD, by=by, at=at)
    with transaction.atomic():
        leave_trace(f"imports.download_{what}", batch, by, at)


def last_job(batch: Batch) -> Job | None:
    """The newest background job of a batch."""
    return Job.objects.filter(kind__in=JOB_OF.values(), reference=batch.number).order_by("-pk").first()


def _before_check() -> Sequence[Status]:
    return sources_of(Status.CHECKING)


def require(allowed: bool) -> None:
    """Raise PermissionDenied with a sentence unless it is allowed."""
    if not allowed:
        raise PermissionDenied(NOT_YOURS)


def _refuse_own(batch: Batch, by: User) -> None:
    if by.pk in (batch.uploaded_by_id, batch.confirmed_by_id):
        raise PermissionDenied(_("You prepared this batch yourself. A second person must release it."))
    require(permissions.may_release(by, batch))


def _move(
    batch: Batch,
    target: Status,
    *,
    sources: Sequence[Status] | None = None,
    digest_is: str | None = None,
    **values: Any,
) -> None:
    """Compare and swap: only from an allowed status, and (where asked) only with the digest the person
    saw.
    """
    rows = Batch.objects.filter(pk=batch.pk, status__in=sources or sources_of(target))
    if digest_is is not None:
        rows = rows.filter(digest=digest_is)
    if not rows.update(status=target, **values):
        raise Conflict(MOVED_ON)


def _fresh(batch: Batch) -> Batch:
    batch.refresh_from_db()
    return batch


def _counts(batch: Batch) -> dict[str, int]:
    return {
        "rows": batch.rows,
        "new": batch.new,
        "changed": batch.changed,
        "unchanged": batch.unchanged,
        "refused": batch.refused,
        "adverse": batch.adverse,
    }


def leave_trace(action: str, batch: Batch, by: User | None, at: datetime, **details: Any) -> None:
    record_event(
        action=action,
        by=by,
        at=at,
        target=("archives.Batch", batch.number),
        unit=batch.unit.code if batch.unit else "",
        details={"kind": batch.kind, **details},
    )
