"""How a file is read, and how else it could be: for the page on which that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy, pgettext_lazy

from archives.imports import intake, receipts
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import veiled
from archives.imports.models import Batch
from archives.imports.reading import FileInspection

ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 (GBK)",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
DELIMITERS = {
    ",": pgettext_lazy("delimiter", "Comma ,"),
    ";": pgettext_lazy("delimiter", "Semicolon ;"),
    "\t": pgettext_lazy("delimiter", "Tab"),
    "|": pgettext_lazy("delimiter", "Bar |"),
}
LINES_SHOWN = 5
LAST_ROW = 1_048_576
READ_WITH = {
    "sheet": gettext_lazy("Sheet"),
    "encoding": gettext_lazy("Encoding"),
    "delimiter": pgettext_lazy("between cells", "Delimiter"),
}


@dataclass(frozen=True)
class Way:
    """One way to read the file; `value` is what the button sends."""

    value: str
    label: str
    is_now: bool


def ways(batch: Batch, inspection: FileInspection) -> list[tuple[str, list[Way]]]:
    """(what can be chosen, the ways), only where there is more than one; none for a file that is not kept."""
    if not batch.stored_as:
        return []
    if inspection.format == "csv":
        encoding = inspection.encoding.removesuffix("-sig")
        groups = [
            ("encoding", [(code, label, code == encoding) for code, label in ENCODINGS.items()]),
            ("delimiter", [(mark, str(name), mark == inspection.delimiter) for mark, name in DELIMITERS.items()]),
        ]
    else:
        visible = [sheet.name for sheet in inspection.sheets if sheet.visible and sheet.rows]
        groups = [("sheet", [(name, name, name == inspection.sheet) for name in visible])]
    return [
        (str(READ_WITH[what]), [Way(f"{what}:{value}", label, is_now) for value, label, is_now in found])
        for what, found in groups
        if len(found) > 1
    ]


def asked_for(value: str, batch: Batch) -> dict[str, Any] | None:
    """What a button of `ways` or the number of a line asks for, for `choose_layout`; None for nonsense.

    What depends on the choice is found anew: of another sheet the headings, of another encoding the delimiter.
    """
    what, _colon, chosen = value.partition(":")
    now: dict[str, Any] = {"sheet": batch.sheet, "encoding": batch.encoding, "delimiter": batch.delimiter}
    if what == "header_row":
        return {**now, "header_row": int(chosen)} if _is_row(chosen) else None
    if what == "sheet":
        return {"sheet": chosen}
    if what == "encoding" and chosen in ENCODINGS:
        return {"encoding": chosen}
    if what == "delimiter" and chosen in DELIMITERS:
        return {**now, "delimiter": chosen}
    return None


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LAST_ROW and len(text) < 9


def first_lines(inspection: FileInspection) -> list[tuple[int, list[str]]]:
    """The first lines as they would be read, or those around the headings where these stand further down."""
    lines = inspection.lines
    before = sum(line.number < inspection.header_row for line in lines)
    start = max(before - 2, 0) if before >= LINES_SHOWN - 1 else 0
    return [
        (line.number, [veiled(cell) for cell in line.cells]) for line in lines[start : start + LINES_SHOWN]
    ]


def columns_of(batch: Batch, form: Form, samples: dict[int, list[Any]]) -> list[dict[str, Any]]:
    """A line for each heading: what it was taken for, first values, whether it may be chosen at all."""
    closed = {item["column"]: receipts.topic(item["topic"]) for item in batch.forbidden}
    sealed = {batch.mapping.get(name) for name in KINDS[batch.kind].sealed_fields}
    lines = []
    for match in intake.matches_of(batch):
        if not match.header:
            continue
        name = f"column_{match.column}"
        values = [
            veiled(value, match.column in sealed)
            for value in samples.get(match.column, [])
            if value is not None
        ]
        lines.append(
            {
                "header": veiled(match.header),  # the first row may be a person's
                "topic": closed.get(match.column, ""),
                "how": match.how,
                "field": form[name] if name in form.fields else None,
                "samples": [] if match.column in closed else values,
            }
        )
    return lines


def columns_said(batch: Batch) -> dict[str, Any] | None:
    """How the columns were matched, as one line and as a list of pairs; None before any was."""
    if not batch.mapping:
        return None
    labels: Mapping[str, Any] = {spec.name: spec.label for spec in KINDS[batch.kind].fields}
    held = {column: labels.get(name, name) for name, column in batch.mapping.items()}
    pairs = [(veiled(heading), held.get(place)) for place, heading in enumerate(batch.headers) if heading]
    earlier = Batch.objects.filter(number=batch.mapping_from).only("uploaded_at").first()
    return {
        "earlier": batch.mapping_from,
        "earlier_at": earlier.uploaded_at if earlier else None,
        "pairs": pairs,
        "unused": sum(field is None for _heading, field in pairs),
    }
