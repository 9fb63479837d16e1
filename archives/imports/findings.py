"""What can be found in a row, in words: the cause, what was expected, and what to do. One entry per code.

Sentences name the person's own sheet, row, column and value; values of identity numbers arrive masked.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archives.imports.finding_texts import TEXTS, Text
from archives.imports.models import Batch, Finding, Severity

__all__ = ["Draft", "Text", "cause", "fix", "has_error", "sentence", "severity_of"]

SHOWN_CHARACTERS = 60  # of a cell's value in a sentence


@dataclass(slots=True)
class Draft:
    """A finding before it is stored. `value` is what stands in the cell, masked where it identifies a
    person.
    """

    code: str
    field: str = ""
    value: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    other_row: int | None = None

    @property
    def severity(self) -> str:
        return severity_of(self.code)


def severity_of(code: str) -> str:
    """error, warning or info."""
    return TEXTS[code].severity


def has_error(drafts: list[Draft]) -> bool:
    return any(draft.severity == Severity.ERROR for draft in drafts)


def cause(code: str) -> Promise:
    """The cause in a few words: the heading of a group of findings."""
    return TEXTS[code].cause


def fix(code: str) -> Promise:
    """What to do about it."""
    return TEXTS[code].fix


def sentence(batch: Batch, finding: Finding) -> str:
    """Where, what was found, what was expected, what to do (features I4), in the reader's language."""
    return joined(place(batch, finding.field, finding.row), explained(finding))


def explained(finding: Finding | Draft) -> str:
    """What was found, what was expected, what to do."""
    return joined(expected(finding), str(TEXTS[finding.code].fix))


def expected(finding: Finding | Draft) -> str:
    """What was found and what was expected, without the place."""
    between = pgettext("between items of a list", ", ")
    params = {
        key: between.join(map(str, value)) if isinstance(value, list) else value
        for key, value in finding.params.items()
    }
    return str(TEXTS[finding.code].rule) % {"value": shorten(finding.value), **params}


def without_colon(text: str) -> str:
    """A place by itself, where nothing is said about it."""
    return text.rstrip(":：")


def joined(*parts: str) -> str:
    """Sentences one after the other; after full-width punctuation comes no space."""
    text = ""
    for part in filter(None, parts):
        text += part if not text or text[-1] in "：。！？；" else f" {part}"
    return text


def place(batch: Batch, field: str, row: int, *, heading: str | None = None) -> str:
    """Sheet “本科”, row 21, column “姓名” (C): With a `heading` for readers who may not see that of the file."""
    heading = batch.column_of(field) if heading is None else heading
    params = {"sheet": batch.sheet, "row": row, "column": heading, "letter": batch.letter_of(field)}
    if heading and batch.sheet:
        return _("Sheet “%(sheet)s”, row %(row)s, column “%(column)s” (%(letter)s):") % params
    if heading:
        return _("Row %(row)s, column “%(column)s” (%(letter)s):") % params
    return (_("Sheet “%(sheet)s”, row %(row)s:") if batch.sheet else _("Row %(row)s:")) % params


def shorten(value: str) -> str:
    return value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 1] + "…"
