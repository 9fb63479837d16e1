"""A workbook of this site that comes back filled in: what it is, and what that says about its columns."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from archives.imports import permissions
from archives.imports.kinds import KINDS
from archives.imports.marking import Mark
from archives.imports.models import Batch
from archives.imports.template_workbook import in_both_languages, version_of
from campus.accounts.models import User

# Our own lists and guide need no mention.
NOT_NEWS = {"hidden_sheets", "other_sheets"}


def recognise(batch: Batch, mark: Mark, *, at: datetime) -> None:
    """Take over what the mark knows: columns of a template, or batch and columns of rows to mend. Saves nothing."""
    if mark.kind != batch.kind or mark.kind not in KINDS:
        return
    batch.notes = [note for note in batch.notes if note[0] not in NOT_NEWS]
    if mark.what == "template":
        _take_template(batch, mark, at)
    else:
        _take_rows(batch, mark)


def _take_template(batch: Batch, mark: Mark, at: datetime) -> None:
    closed = {item["column"] for item in batch.forbidden}
    fields = {}
    for spec in KINDS[batch.kind].fields:
        fields[in_both_languages(spec)] = spec.name
    for column, heading in enumerate(batch.headers):
        name = fields.get(heading.removesuffix("*").strip())
        if name and column not in closed:
            batch.mapping = {field: place for field, place in batch.mapping.items() if place != column}
            batch.mapping[name] = column
    if _has_newer(mark, timezone.localdate(at)):
        batch.notes = [*batch.notes, ["older_template", {"made": mark.made}]]


def _has_newer(mark: Mark, today: date) -> bool:
    """Another template would be made today for the person for whom this one was made."""
    by = User.objects.filter(pk=mark.by).first()
    return by is not None and version_of(KINDS[mark.kind], by=by, on=today) != mark.version


def _take_rows(batch: Batch, mark: Mark) -> None:
    """The columns are those of the batch, wherever they stand now; nothing is taken from what was added."""
    original = Batch.objects.filter(number=mark.batch, kind=batch.kind).first()
    if original is None or not permissions.may_prepare(batch.uploaded_by, original):
        return
    batch.mends, batch.mapping_from = original, original.number
    batch.day_first, batch.answers = original.day_first, original.answers
    headings = dict(enumerate(original.headers))
    places = {heading: column for column, heading in reversed(list(enumerate(batch.headers))) if heading}
    batch.mapping = {
        field: places[headings[column]]
        for field, column in original.mapping.items()
        if headings.get(column) in places
    }
    batch.date_system = 1900
