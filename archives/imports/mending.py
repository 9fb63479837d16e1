"""What a person does so that refused rows can go on: type a cell anew, answer for a whole group, leave rows out.

The uploaded file stays as it is. Each of these is permission, rows, counts and audit event in one transaction,
and moves the digest of the batch: whoever looked at it before has to look again before confirming.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.imports import actions, permissions, remembered
from archives.imports.answering import (
    BLANK,
    DATES,
    DAY_FIRST,
    DAY_LAST_BUT_ONE,
    KEEP_FIRST,
    KEEP_LATER,
    LEAVE_OUT,
    MAP,
    MONTH_FIRST,
    OFFERS,
    TAKE_BACK,
    TWICE,
    folded,
)
from archives.imports.cells import unpack
from archives.imports.digests import digest
from archives.imports.file_keys import KeysOfFile
from archives.imports.kinds import KINDS, Choice
from archives.imports.kinds.rows import in_words
from archives.imports.models import MENDABLE, Batch, CellFix, Finding, RowStatus, StagedRow, Status
from archives.imports.rechecking import LEFT_OUT, OPEN, Recheck, in_chunks
from archives.imports.replacing import drop
from campus.jobs.actions import retry_job, start_job
from campus.jobs.models import Job
from campus.jobs.models import Status as JobStatus
from campus.jobs.registry import JobRun
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User

JOB = "imports.mend"
AT_ONCE = 2000  # rows that are checked again while the person waits; more is a job
LONGEST_CELL = 2000
NOT_TO_MEND = _("Row %(row)s is not among the rows to mend any more. Look at the batch again.")
UNDER_WAY = _("The rows of this batch are being checked again at the moment. Wait until that has ended.")


class Mended(NamedTuple):
    """What a mending did. `is_good`: the row can be imported now; `in_background`: a job goes on with it."""

    left: int
    is_good: bool = False
    in_background: bool = False


def fix_cells(*, batch: Batch, row: int, values: Mapping[str, str], by: User, at: datetime) -> Mended:
    """Type cells of one refused row anew and check the row at once. What was typed is kept, also if still wrong.

    Raises Refusal for a row that is not to be mended, Conflict when the batch has moved on.
    """
    _require(batch, by)
    with transaction.atomic():
        _hold(batch)
        staged = _row(batch, row)
        if not (staged.cells or staged.sealed):  # of a person under 18 nothing was kept
            raise Refusal(NOT_TO_MEND % {"row": row})
        cells = unpack(staged, KINDS[batch.kind].sealed_fields)
        batch.answers["place"] = _place(batch)
        batch.save(update_fields=["answers"])
        _keep_typed(batch, row, {name: in_words(cells.get(name)) for name in values}, values, by, at)
        check_again(batch, [row], at=at)
        _trace("imports.fix_cells", batch, by, at, row=row, fields=sorted(values))
    is_good = not StagedRow.objects.filter(batch=batch, number=row, status=RowStatus.REFUSED).exists()
    return Mended(batch.refused, is_good=is_good)


def answer_group(
    *,
    batch: Batch,
    code: str,
    choice: str,
    by: User,
    at: datetime,
    field: str = "",
    values: Mapping[str, str] | None = None,
) -> Mended:
    """Answer for all rows with one finding: which of two rows stays, what a word means, how dates are written.

    `choice` is one of `answering.OFFERS`, leave_out, or take_back, whose `code` is that of the answer: map, blank,
    dates, or the finding for which rows were left out. `values` ({word in the file: value}) and `field` belong to
    map. What words mean is remembered for the office's next files.
    """
    _require(batch, by)
    with transaction.atomic():
        _hold(batch)
        numbers = _numbers(batch, code, field)
        if choice == LEAVE_OUT:
            _leave_out(batch, numbers, code)
        else:
            _keep_answer(batch, code, choice, field, values or {}, by, at)
            if choice == TAKE_BACK:
                numbers = _answered(batch, code, field)
            batch.digest = ""  # nobody confirms what is still moving
            batch.save(update_fields=["answers", "digest"])
            if len(numbers) > AT_ONCE:
                start_job(kind=JOB, reference=batch.number, by=by, at=at)
            else:
                check_again(batch, numbers, at=at, back=[code] if choice == TAKE_BACK else [])
        _trace("imports.answer_group", batch, by, at, code=code, choice=choice, rows=len(numbers))
    return Mended(batch.refused, in_background=choice != LEAVE_OUT and len(numbers) > AT_ONCE)


def leave_out_row(*, batch: Batch, row: int, by: User, at: datetime) -> Mended:
    """Leave one refused row out of the import; it stays listed as left out."""
    _require(batch, by)
    with transaction.atomic():
        _hold(batch)
        _row(batch, row)
        _leave_out(batch, [row], LEFT_OUT)
        _trace("imports.leave_out_row", batch, by, at, row=row)
    return Mended(batch.refused)


def mend_rows(batch: Batch, run: JobRun) -> None:
    """The job's work: check every row again that is refused or was mended; a few at a time, each for good.

    Without a digest in between: nobody can confirm what is still moving.
    """
    numbers = list(
        StagedRow.objects.filter(OPEN | Q(status=RowStatus.DROPPED, reason__in=TWICE), batch=batch)
        .order_by("number")
        .values_list("number", flat=True)
    )
    reached = run.checkpoint.get("row", 0)
    for some in in_chunks([number for number in numbers if number > reached], AT_ONCE):
        with transaction.atomic():
            _hold(batch, alone=False)
            Recheck(batch, on=timezone.localdate(run.clock())).run(some, back=TWICE)
            Batch.objects.filter(pk=batch.pk).update(digest="")
            done = min(run.job.done + len(some), len(numbers))
            run.save(checkpoint={"row": some[-1]}, done=done, total=len(numbers))
    with transaction.atomic():
        _hold(batch, alone=False)
        _renew_digest(batch)


def redo(*, batch: Batch, at: datetime) -> None:
    """After a check of the whole file: what was typed and answered before it counts again."""
    fixes = CellFix.objects.filter(batch=batch)
    if batch.answers.get("place") not in (None, _place(batch)):
        fixes.delete()  # row 812 is another row now
        return
    numbers = set(fixes.values_list("row", flat=True))
    for code in batch.answers.get("keep", {}):
        numbers.update(_numbers(batch, code))
    if numbers:
        with transaction.atomic():
            check_again(batch, sorted(numbers), at=at)


def job_of(batch: Batch) -> Job | None:
    """The job that checks rows of this batch again: at work, or stopped before it was through."""
    if batch.digest:
        return None  # what can be confirmed stands
    return Job.objects.filter(kind=JOB, reference=batch.number).order_by("-pk").first()


def continue_mending(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Let a job that stopped while it checked rows again go on from its checkpoint."""
    _require(batch, by)
    job = job_of(batch)
    if job is None or job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
        raise Conflict(actions.MOVED_ON)
    with transaction.atomic():
        retry_job(job=job, by=by if job.requested_by_id == by.pk else job.requested_by or by, at=at)
        _trace("imports.continue_batch", batch, by, at)
    return batch


def _require(batch: Batch, by: User) -> None:
    actions.require(permissions.may_prepare(by, batch))


def _hold(batch: Batch, *, alone: bool = True) -> None:
    """Lock the batch for this transaction, if it can still be mended; Conflict otherwise.

    A batch that was not released is in the hands of its office again as soon as something is mended in it.
    """
    if not Batch.objects.filter(pk=batch.pk, status__in=MENDABLE).update(status=Status.CHECKED):
        raise Conflict(actions.MOVED_ON)
    batch.refresh_from_db()
    if alone and job_of(batch) is not None:
        raise Conflict(UNDER_WAY)


def check_again(batch: Batch, numbers: Sequence[int], *, at: datetime, back: Sequence[str] = ()) -> None:
    """Check these rows once more, inside the caller's transaction, which holds the batch."""
    run = Recheck(batch, on=timezone.localdate(at))
    for some in in_chunks(numbers, AT_ONCE):
        run.run(some, back=back)
    _renew_digest(batch)


def _renew_digest(batch: Batch) -> None:
    batch.digest = digest(batch)
    batch.save(update_fields=["digest"])


def _place(batch: Batch) -> list[Any]:
    """Where the rows stand: the numbers of rows mean the same only in the same place."""
    return [batch.sheet, batch.header_row]


def _row(batch: Batch, row: int) -> StagedRow:
    staged = StagedRow.objects.filter(OPEN, batch=batch, number=row).first()
    if staged is None:
        raise Refusal(NOT_TO_MEND % {"row": row})
    return staged


def _keep_typed(
    batch: Batch, row: int, filed: Mapping[str, str], values: Mapping[str, str], by: User, at: datetime
) -> None:
    """What stands in the file already needs no note; what a person typed earlier is typed over."""
    known = {spec.name for spec in KINDS[batch.kind].fields}
    for name, text in values.items():
        if name not in known:
            raise Refusal(_("This kind of import has no such column."))
        text = text.strip()[:LONGEST_CELL]
        if text == filed.get(name, ""):
            CellFix.objects.filter(batch=batch, row=row, field=name).delete()
        else:
            CellFix.objects.update_or_create(
                batch=batch, row=row, field=name, defaults={"value": text, "fixed_at": at, "fixed_by": by}
            )


def _numbers(batch: Batch, code: str, field: str = "") -> list[int]:
    """The rows with this finding, both of a pair."""
    found = Finding.objects.filter(batch=batch, code=code, **({"field": field} if field else {}))
    pairs = found.values_list("row", "other_row")
    return sorted({number for pair in pairs for number in pair if number})


def _answered(batch: Batch, code: str, field: str) -> list[int]:
    """The rows for which an answer counted: those left out by it, and those that say so."""
    dropped = StagedRow.objects.filter(batch=batch, status=RowStatus.DROPPED, reason=code)
    numbers = set(dropped.values_list("number", flat=True))
    if code in (MAP, DATES, BLANK):
        said = "cell_left_out" if code == BLANK else "answer_used"
        of_field = Finding.objects.filter(batch=batch, code=said, **({"field": field} if field else {}))
        numbers.update(of_field.values_list("row", flat=True))
    return sorted(numbers)


def _leave_out(batch: Batch, numbers: Sequence[int], code: str) -> None:
    """Rows under 18 too: of them nothing is there but the number."""
    keys = KeysOfFile(batch)
    for number in numbers:
        for name in keys.names:
            keys.type(number, name, "")
    keys.save()
    drop(batch, KINDS[batch.kind], numbers, code)
    _renew_digest(batch)


def _keep_answer(
    batch: Batch, code: str, choice: str, field: str, values: Mapping[str, str], by: User, at: datetime
) -> None:
    """Note the answer on the batch. Raises Refusal for one that does not fit the finding."""
    answers: dict[str, Any] = batch.answers
    if choice == TAKE_BACK:
        _forget_answer(batch, code, field, values)
    elif choice not in OFFERS.get(code, ()):
        raise Refusal(_("There is no such answer to this problem."))
    elif choice in (KEEP_FIRST, KEEP_LATER):
        answers.setdefault("keep", {})[code] = choice
    elif choice in (DAY_FIRST, MONTH_FIRST, DAY_LAST_BUT_ONE):
        answers.setdefault("dates", {})[field] = choice
    elif choice == BLANK:
        answers["blank"] = sorted({*answers.get("blank", []), code})
    else:
        _keep_meanings(batch, field, values, by, at)


def _keep_meanings(batch: Batch, field: str, values: Mapping[str, str], by: User, at: datetime) -> None:
    choices = KINDS[batch.kind].choices(field, by=by, on=timezone.localdate(at))
    meant = {word: _chosen(said, choices) for word, said in values.items() if said.strip()}
    if not meant:
        raise Refusal(_("Choose for at least one word what it means."), field="values")
    known = batch.answers.setdefault("values", {}).setdefault(field, {})
    known.update({folded(word): {"value": choice.value, "label": choice.label} for word, choice in meant.items()})
    remembered.remember(batch, field, {word: choice.value for word, choice in meant.items()}, by=by, at=at)


def _chosen(said: str, choices: Sequence[Choice]) -> Choice:
    """The choice that a person means: by its value, or by its name where only one has it."""
    wanted = folded(said)
    by_value = [choice for choice in choices if folded(choice.value) == wanted]
    found = by_value or [choice for choice in choices if wanted in (folded(choice.zh), folded(choice.en))]
    if len(found) != 1:
        raise Refusal(_("“%(value)s” is not one of the choices.") % {"value": said}, field="values")
    return found[0]


def _forget_answer(batch: Batch, code: str, field: str, values: Mapping[str, str]) -> None:
    answers = batch.answers
    if code == MAP:
        for word in values:
            answers.get("values", {}).get(field, {}).pop(folded(word), None)
            remembered.forget(batch, field, word)
    elif code == BLANK:
        answers.pop("blank", None)
    elif code == DATES:
        answers.get("dates", {}).pop(field, None)
    else:
        answers.get("keep", {}).pop(code, None)


def _trace(action: str, batch: Batch, by: User, at: datetime, **details: Any) -> None:
    actions.leave_trace(action, batch, by, at, digest=batch.digest, refused=batch.refused, **details)
