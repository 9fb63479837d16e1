"""Batches: an uploaded spreadsheet on its way from a file to rows of the archive, and back if need be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campus.accounts.permissions import covered_units, may
from campus.organisation.models import Unit

if TYPE_CHECKING:
    from campus.accounts.models import User


class Status(models.TextChoices):
    """Where a batch is on its way. Said to people as it is, also when it stands still."""

    UPLOADED = "uploaded", _("Uploaded")
    UNREADABLE = "unreadable", _("Could not be read")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Waiting for you")
    WAITING_RELEASE = "waiting_release", _("Waiting for a second person")
    RELEASE_REFUSED = "release_refused", _("Not released")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    PART_APPLIED = "part_applied", _("Imported in part")
    FAILED = "failed", _("Stopped")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    CANCELLED = "cancelled", _("Cancelled")


class SourceGone(models.TextChoices):
    """Why an uploaded file is not kept. The sentences for people: `sentences.WHY_GONE`."""

    FORBIDDEN = "forbidden", _("It has columns that may not be stored")
    UNDER_AGE = "under_age", _("It has rows about persons under 18")
    OF_A_SET = "of_a_set", _("Its part of the set was taken out")
    LAID_ASIDE = "laid_aside", _("Nobody worked on it")
    WRITTEN = "written", _("It was imported")


# What may follow what. `FAILED` goes on where it stopped: nothing of a row is ever half written.
TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.UPLOADED: (Status.UNREADABLE, Status.CHECKING, Status.CANCELLED),
    Status.UNREADABLE: (),
    Status.CHECKING: (Status.CHECKED, Status.FAILED, Status.UNREADABLE, Status.CANCELLED),
    Status.CHECKED: (Status.CHECKING, Status.WAITING_RELEASE, Status.APPLYING, Status.CANCELLED),
    Status.WAITING_RELEASE: (Status.APPLYING, Status.RELEASE_REFUSED, Status.CANCELLED),
    Status.RELEASE_REFUSED: (Status.CHECKING, Status.CHECKED, Status.CANCELLED),
    Status.APPLYING: (Status.APPLIED, Status.PART_APPLIED, Status.FAILED),
    Status.APPLIED: (Status.UNDOING,),
    Status.PART_APPLIED: (Status.UNDOING,),
    Status.FAILED: (Status.CHECKING, Status.APPLYING, Status.UNDOING, Status.CANCELLED),
    Status.UNDOING: (Status.UNDONE, Status.FAILED),
    Status.UNDONE: (),
    Status.CANCELLED: (),
}

MENDABLE = (Status.CHECKED, Status.RELEASE_REFUSED)
AT_WORK = (Status.CHECKING, Status.APPLYING, Status.UNDOING)
HAS_RESULT = (Status.CHECKED, Status.WAITING_RELEASE, Status.RELEASE_REFUSED)
IS_WRITTEN = (Status.APPLIED, Status.PART_APPLIED, Status.UNDONE)
OUT_OF_HAND = (*IS_WRITTEN, Status.APPLYING, Status.UNDOING, Status.CANCELLED)


def sources_of(target: Status) -> list[Status]:
    """The statuses from which a batch may come to `target`."""
    return [source for source, targets in TRANSITIONS.items() if target in targets]


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User, permission: str = "imports.view") -> BatchQuerySet:
        """Batches of the units that the user's roles cover for this permission, and the user's own."""
        if not may(user, permission):
            return self.none()
        return self.filter(Q(unit__in=covered_units(user, permission)) | Q(uploaded_by=user.pk))

    def written(self) -> BatchQuerySet:
        return self.filter(status__in=[Status.APPLIED, Status.PART_APPLIED])


def _pair(at: str, by: str) -> Q:
    return Q(**{at: None, by: None}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Batch(models.Model):
    """One uploaded spreadsheet, what was found in it, and what was made of it."""

    number = models.CharField(_("batch number"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=24)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.UPLOADED)
    # The widest unit the importer may write to: who covers it may see the batch.
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("unit")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    file_name = models.CharField(_("file name"), max_length=255)
    stored_as = models.CharField(max_length=255, blank=True)
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    unreadable = models.JSONField(default=dict, blank=True)  # {"code": …, "params": …} of UnreadableFile

    # Its rows as they were read, without what may not be kept (`kept_rows.py`); "" where there are none.
    rows_as = models.CharField(max_length=255, blank=True)
    # Why the file itself may not lie there any more, or not all of its rows; `tidying.py` makes it so.
    source_gone = models.CharField(max_length=12, choices=SourceGone.choices, blank=True)
    withheld_rows = models.JSONField(default=list, blank=True)  # numbers of rows about persons under 18
    to_tidy = models.BooleanField(default=False, db_index=True)

    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    header_row = models.PositiveIntegerField(_("row of the headings"), null=True, blank=True)
    encoding = models.CharField(_("encoding"), max_length=16, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    date_system = models.PositiveSmallIntegerField(default=1900)
    first_column = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(_("columns"), default=dict, blank=True)  # {field: index of the header}
    mapping_from = models.CharField(max_length=24, blank=True)  # the batch whose mapping was taken over
    day_first = models.BooleanField(null=True, blank=True)  # how 03/04/2005 is meant; None: not said
    # What a person answered for a whole group of findings: see `mending.py`.
    answers = models.JSONField(default=dict, blank=True)
    forbidden = models.JSONField(default=list, blank=True)  # [{"header", "topic", "column", "consent"}]
    left_out_at = models.DateTimeField(null=True, blank=True)
    left_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    data_rows = models.PositiveIntegerField(_("data rows"), default=0)
    headers_key = models.CharField(max_length=64, blank=True, db_index=True)  # same headings, same mapping
    notes = models.JSONField(default=list, blank=True)  # [[code, params]]: what was left out of the file

    # What the check found. `summary`: groups of findings; `changes`: what would change, by field.
    rules_of = models.DateField(_("rules as of"), null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    digest = models.CharField(_("digest of the rows"), max_length=64, blank=True)
    check_digest = models.CharField(max_length=64, blank=True)  # of the whole file, before anything was mended
    rows = models.PositiveIntegerField(_("rows"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    dropped = models.PositiveIntegerField(_("left out"), default=0)  # by a person, of the refused ones
    adverse = models.PositiveIntegerField(_("adverse rows"), default=0)
    check_seconds = models.FloatField(null=True, blank=True)
    # Nothing is written while a row is refused; otherwise good rows do not wait for bad ones.
    all_or_nothing = models.BooleanField(_("all rows or none"), default=False)
    # The batch whose refused rows this one brings back mended.
    mends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="mended_by"
    )
    # The batch that comes before this one: the units of a OneRoster set before its students.
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    # What applying and undoing did, row by row counted. Rows numbered up to `reached` were looked at by the
    # apply, rows from `undone_from` on by the undo: so neither has to touch rows that went well.
    reached = models.PositiveIntegerField(default=0)
    undone_from = models.PositiveIntegerField(null=True, blank=True)
    written = models.PositiveIntegerField(_("written"), default=0)
    left_behind = models.PositiveIntegerField(_("not written: changed since the check"), default=0)
    reversed = models.PositiveIntegerField(_("reversed"), default=0)
    kept = models.PositiveIntegerField(_("kept"), default=0)
    errored = models.PositiveIntegerField(_("could not be reversed"), default=0)

    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    release_refused_at = models.DateTimeField(_("release refused"), null=True, blank=True)
    release_refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    release_refused_reason = models.CharField(max_length=300, blank=True)
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True)
    undo_asked_at = models.DateTimeField(_("undo asked"), null=True, blank=True)
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    # The uploaded file and the staged rows are gone; fingerprint, counts and receipt stay (features I16).
    shredded_at = models.DateTimeField(_("file shredded"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="batch_status_known"
            ),
            models.CheckConstraint(
                condition=Q(source_gone__in=["", *(why.value for why in SourceGone)]), name="batch_source_gone_known"
            ),
            models.CheckConstraint(
                condition=_pair("left_out_at", "left_out_by"), name="batch_left_out_at_and_by"
            ),
            models.CheckConstraint(
                condition=_pair("confirmed_at", "confirmed_by"), name="batch_confirmed_at_and_by"
            ),
            models.CheckConstraint(
                condition=_pair("released_at", "released_by"), name="batch_released_at_and_by"
            ),
            models.CheckConstraint(
                condition=Q(release_refused_at=None, release_refused_by=None, release_refused_reason="")
                | (
                    Q(release_refused_at__isnull=False, release_refused_by__isnull=False)
                    & ~Q(release_refused_reason="")
                ),
                name="batch_release_refused_at_and_by",
            ),
            models.CheckConstraint(
                condition=_pair("undo_asked_at", "undo_asked_by"), name="batch_undo_asked_at_and_by"
            ),
            models.CheckConstraint(
                condition=_pair("cancelled_at", "cancelled_by"), name="batch_cancelled_at_and_by"
            ),
            # Features I12: a second person, never the one who prepared or confirmed it.
            models.CheckConstraint(
                condition=Q(released_by=None)
                | (~Q(released_by=F("confirmed_by")) & ~Q(released_by=F("uploaded_by"))),
                name="batch_released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(adverse=0)
                | ~Q(status__in=["applying", "applied", "part_applied", "undoing", "undone"])
                | Q(released_at__isnull=False),
                name="adverse_batch_is_released_before_it_is_applied",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["applying", "applied", "part_applied", "undoing", "undone"])
                | Q(confirmed_at__isnull=False),
                name="batch_is_confirmed_before_it_is_applied",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def importable(self) -> int:
        """Rows that applying would write."""
        return self.new + self.changed

    @property
    def passed(self) -> int:
        """Rows without an error: what is written and what is already as it should be."""
        return self.new + self.changed + self.unchanged

    @property
    def rows_shown(self) -> int:
        """Rows checked, or until they all are those that the file says it has."""
        if self.status in (Status.CHECKING, Status.FAILED):
            return max(self.rows, self.data_rows)
        return self.rows or self.data_rows

    @property
    def encoding_shown(self) -> str:
        """The encoding as people know it: whether a mark stands before UTF-8 matters to nobody."""
        return self.encoding.removesuffix("-sig").upper()

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def may_be_given_up(self) -> bool:
        """Nothing of it is written yet, and its status allows it."""
        return not (self.written or self.left_behind) and self.status in sources_of(Status.CANCELLED)

    @property
    def is_out_of_hand(self) -> bool:
        """Something of it was written, or it was given up: nobody prepares it any more."""
        return self.status in OUT_OF_HAND or bool(self.written or self.left_behind)

    @property
    def needs_release(self) -> bool:
        """Holds adverse data (features I12)."""
        return self.adverse > 0

    @property
    def is_held(self) -> bool:
        """Its rows can be read again: the file or what may be kept of it lies there."""
        return bool(self.stored_as or self.rows_as)

    @property
    def closed_columns(self) -> set[int]:
        """Columns that are never read, by their headings."""
        return {int(item["column"]) for item in self.forbidden}

    @property
    def unused_columns(self) -> list[int]:
        """Columns of the person's that are imported as nothing: kept only while somebody works on the batch."""
        used = {*self.mapping.values(), *self.closed_columns}
        return [place for place, heading in enumerate(self.headers) if heading and place not in used]

    @property
    def forbidden_open(self) -> bool:
        """Has forbidden columns that nobody has agreed to leave out yet."""
        return bool(self.forbidden) and self.left_out_at is None

    def may_be_undone_until(self, days: int) -> datetime | None:
        return self.applied_at + timedelta(days=days) if self.applied_at else None

    def column_of(self, field: str) -> str:
        """The heading, in the user's own words, of the column that holds a field; "" without one."""
        index = self.mapping.get(field)
        return str(self.headers[index]) if index is not None and index < len(self.headers) else ""

    def letter_of(self, field: str) -> str:
        """The spreadsheet's letter of that column."""
        index = self.mapping.get(field)
        return "" if index is None else self.letter_at(index)

    def letter_at(self, index: int) -> str:
        """The spreadsheet's letter of the column with this index among the headings."""
        number, letters = self.first_column + index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters
