"""Which column of a spreadsheet holds which field, by its heading. Pure.

A heading that is exactly a field's name, label or synonym fits; one that is nearly so is proposed with
a confidence, for a person to look at. Two columns never fill one field, and what fits nowhere is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils import translation

from archives.imports.forbidden import forbidden_topic

Kind = Literal["text", "identifier", "date", "integer", "decimal", "choice", "identity"]
How = Literal["exact", "remembered", "close", "contested", "ignored", "forbidden", "unknown", "empty"]

CLOSE_ENOUGH = 0.75
AHEAD_OF_NEXT = 0.05
REMEMBERED = 0.995  # between exact and close
# Headings of columns that number or check the rows; nobody needs to be told that they are not read.
IGNORED = frozenset({"序号", "序", "编序", "行号", "no", "id", "index", "#", "号"})


@dataclass(frozen=True)
class FieldSpec:
    """A field that a kind of import can fill; `synonyms` are headings in Chinese and English."""

    name: str
    label: Any  # a lazy translation
    synonyms: tuple[str, ...] = ()
    required: bool = False
    kind: Kind = "text"

    @property
    def labels(self) -> tuple[str, str]:
        """The label in Chinese and in English, whoever reads."""
        with translation.override("zh-hans"):
            zh = str(self.label)
        with translation.override("en"):
            return zh, str(self.label)


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a heading was taken for. `field` is "" where nothing fits or another column fits better.

    `how`: exact; remembered (the office chose it before); close (confidence below 1); contested (`field` is
    "", another column took `rival`); ignored (a running number); forbidden (never matched, see forbidden.py);
    unknown; empty (no heading).
    """

    column: int
    header: str
    field: str
    how: How
    confidence: float
    rival: str = ""


def normalise(heading: str) -> str:
    """A heading for comparison: half-width, lower case, without spaces, marks, and remarks in brackets."""
    text = unicodedata.normalize("NFKC", str(heading)).lower()
    bare = re.sub(r"[(\[【〔《].*?[)\]】〕》]", "", text)
    return _letters(bare) or _letters(text)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def known_headings(fields: Sequence[FieldSpec]) -> list[str]:
    """Every heading that fits exactly, for `reading.inspect_file(known_headers=…)`."""
    return [name for field in fields for name in (field.name, str(field.label), *field.synonyms)]


def match_columns(
    headers: Sequence[str], fields: Sequence[FieldSpec], chosen: Mapping[str, str] | None = None
) -> list[ColumnMatch]:
    """One match per header, in order; no two give the same field.

    `chosen`: what people chose before, by normalised heading. Of two columns that fit one field equally well
    the left one has it and the other is `contested`: a person decides. An exact fit always goes before a
    remembered one, and that before a close one.
    """
    names, known = _names(fields), {spec.name for spec in fields}
    chosen = {heading: field for heading, field in (chosen or {}).items() if field in known}
    proposals = [_propose(column, header, names, chosen) for column, header in enumerate(headers)]
    taken: dict[str, int] = {}
    result: dict[int, ColumnMatch] = {}
    for match in sorted(proposals, key=lambda match: (-match.confidence, match.column)):
        if match.field and match.field in taken:
            match = replace(match, field="", how="contested", rival=match.field)
        elif match.field:
            taken[match.field] = match.column
        result[match.column] = match
    return [result[column] for column in range(len(headers))]


def _names(fields: Sequence[FieldSpec]) -> dict[str, str]:
    """Normalised heading → field; where two fields share one, the first keeps it."""
    names: dict[str, str] = {}
    for field in fields:
        for name in (field.name, *field.labels, *field.synonyms):
            if folded := normalise(name):
                names.setdefault(folded, field.name)
    return names


def _propose(column: int, header: str, names: dict[str, str], chosen: Mapping[str, str]) -> ColumnMatch:
    folded = normalise(header)
    if not folded and not str(header).strip():
        return ColumnMatch(column, header, "", "empty", 0.0)
    if forbidden_topic(header):
        return ColumnMatch(column, header, "", "forbidden", 0.0)
    if folded in chosen and chosen[folded] != names.get(folded):
        return ColumnMatch(column, header, chosen[folded], "remembered", REMEMBERED)
    if folded in names:
        return ColumnMatch(column, header, names[folded], "exact", 1.0)
    if folded in IGNORED or str(header).strip() in IGNORED:
        return ColumnMatch(column, header, "", "ignored", 0.0)
    field, confidence = _in_two_languages(header, names)
    if confidence == 1.0:
        return ColumnMatch(column, header, field, "exact", 1.0)
    if not field:
        field, confidence = _closest(folded, names)
    if field:
        return ColumnMatch(column, header, field, "close", confidence)
    return ColumnMatch(column, header, "", "unknown", 0.0)


def _in_two_languages(header: str, names: dict[str, str]) -> tuple[str, float]:
    """“学号 / Student number”: exact where each part names the same field, close where only some do."""
    parts = [names.get(normalise(part), "") for part in re.split("[/／|｜]", str(header))]
    fields = set(parts) - {""}
    if len(parts) < 2 or len(fields) != 1:
        return "", 0.0
    return fields.pop(), 1.0 if all(parts) else 0.9


def _closest(folded: str, names: dict[str, str]) -> tuple[str, float]:
    """The field whose heading is nearest, if it is near and clearly nearer than that of any other field."""
    best: dict[str, float] = {}
    for name, field in names.items():
        best[field] = max(best.get(field, 0.0), _likeness(folded, name))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < CLOSE_ENOUGH:
        return "", 0.0
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < AHEAD_OF_NEXT:
        return "", 0.0
    return ranked[0][0], round(ranked[0][1], 2)


def _likeness(one: str, other: str) -> float:
    """How alike two headings are, 0 to below 1. 学生学号 holds 学号 whole: that counts for much."""
    likeness = SequenceMatcher(None, one, other, autojunk=False).ratio()
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 2 and longer.endswith(shorter) and len(longer) <= 3 * len(shorter):
        likeness = max(likeness, 0.8)
    return min(likeness, 0.99)


def mapping(matches: Sequence[ColumnMatch]) -> dict[str, int]:
    """Field name → column index, for those that were matched."""
    return {match.field: match.column for match in matches if match.field}


def missing_fields(matches: Sequence[ColumnMatch], fields: Sequence[FieldSpec]) -> list[FieldSpec]:
    """The required fields that no column fills."""
    filled = mapping(matches)
    return [field for field in fields if field.required and field.name not in filled]
