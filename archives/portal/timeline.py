"""The timeline of an archive: bars on lanes, placed by days. Pure: records' days in, a picture's numbers out.

The template draws what is laid out here, once wide and once narrow. Lengths are in units of the SVG, which are CSS
pixels at full size, so that no text is smaller than 12 px.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

LETTER, IDEOGRAPH = 6.9, 12.0  # widths of 12 px text
GAP = 8.0
TOP, BOTTOM = 34.0, 26.0
LANE_PADDING = 6.0
YEAR_WIDTH = 46.0


@dataclass(frozen=True)
class Form:
    """How a picture is arranged: wide with labels in or beside the bars, narrow with labels above them."""

    name: str
    width: float
    left: float
    row: float
    bar: float
    lane_head: float
    labels_above: bool


WIDE = Form("wide", width=646, left=122, row=21, bar=15, lane_head=0, labels_above=False)
NARROW = Form("narrow", width=320, left=6, row=32, bar=11, lane_head=24, labels_above=True)


@dataclass(frozen=True)
class Item:
    """A record as the timeline sees it: shown from `starts_on` until the day before `until`.

    `look` is solid (in force), ended, hatch (disputed) or outline (not yet shown).
    """

    lane: str
    label: str
    starts_on: date
    until: date
    look: str = "solid"


@dataclass
class Bar:
    x: str
    y: str
    width: str
    height: str
    look: str
    label: str
    label_x: str
    label_y: str
    inside: bool


@dataclass
class LanePicture:
    key: str
    y: str
    height: str
    label_y: str
    icon_y: str
    shaded: bool
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    form: Form
    width: str
    height: str
    lanes: list[LanePicture]
    ticks: list[tuple[str, str, str]]  # x of the line, x of the text, year
    grid_bottom: str
    years_y: str
    today_x: str
    pill_x: str
    pill_text_x: str
    first_year: int
    last_year: int


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + share * (self.right - self.left)


def text_width(text: str) -> float:
    """About how wide 12 px text is drawn."""
    return sum(IDEOGRAPH if unicodedata.east_asian_width(letter) in "WF" else LETTER for letter in text)


def shortened(text: str, room: float) -> str:
    """The text, or as much of it as there is room for, with an ellipsis; "" where not even that fits."""
    if text_width(text) <= room:
        return text
    while text and text_width(text) + IDEOGRAPH > room:
        text = text[:-1]
    return f"{text.rstrip()}…" if text else ""


def lay_out(items: Sequence[Item], *, order: Sequence[str], today: date, form: Form, pill: float) -> Picture:
    """Where everything goes. `order` are the lanes from top to bottom; those without items are left out.

    `pill` is the width of the label “today”. Bars that would overlap stand below each other in their lane.
    """
    first = min([today, *(item.starts_on for item in items)])
    last = max([today, *(item.until for item in items)])
    scale = _Scale(date(first.year, 1, 1), date(last.year + 1, 1, 1), form.left, form.width)
    lanes: list[LanePicture] = []
    y = TOP
    for key in [key for key in order if any(item.lane == key for item in items)]:
        rows = _rows([item for item in items if item.lane == key], scale, form)
        height = form.lane_head + len(rows) * form.row + 2 * LANE_PADDING
        lanes.append(_lane(key, rows, y, height, scale, form, shaded=len(lanes) % 2 == 0))
        y += height
    today_x = scale.x(today)
    pill_x = min(max(today_x - pill / 2, 0), form.width - pill)
    return Picture(
        form=form, width=_n(form.width), height=_n(y + BOTTOM), lanes=lanes, ticks=_ticks(scale, form),
        grid_bottom=_n(y + 4), years_y=_n(y + 18), today_x=_n(today_x), pill_x=_n(pill_x),
        pill_text_x=_n(pill_x + pill / 2), first_year=scale.first.year, last_year=last.year)


def _rows(items: list[Item], scale: _Scale, form: Form) -> list[list[Item]]:
    """Items by row: each in the first row where neither bar nor label meets another."""
    rows: list[list[Item]] = []
    ends: list[float] = []
    for item in sorted(items, key=lambda item: (item.starts_on, item.until)):
        start, end = _extent(item, scale, form)
        place = next((number for number, taken in enumerate(ends) if taken + GAP <= start), None)
        if place is None:
            rows.append([item])
            ends.append(end)
        else:
            rows[place].append(item)
            ends[place] = end
    return rows


def _bar_x(item: Item, scale: _Scale) -> tuple[float, float]:
    """Left end and width; a short record stays wide enough to be seen."""
    x = scale.x(item.starts_on)
    return x, max(scale.x(item.until) - x, 4.0)


def _label_place(item: Item, scale: _Scale, form: Form) -> tuple[float, str, bool]:
    """x, text and whether the label stands inside the bar: inside, else right of it, else left, else cut."""
    x, width = _bar_x(item, scale)
    needed = text_width(item.label)
    if form.labels_above:
        label = shortened(item.label, form.width - form.left - GAP)
        return max(form.left, min(x, form.width - text_width(label) - 2)), label, False
    if item.look in ("solid", "ended") and needed + 2 * GAP <= width:
        return x + GAP, item.label, True
    if x + width + GAP + needed <= form.width:
        return x + width + GAP, item.label, False
    if x - GAP - needed >= form.left:
        return x - GAP - needed, item.label, False
    return x + GAP, shortened(item.label, width - 2 * GAP), True


def _extent(item: Item, scale: _Scale, form: Form) -> tuple[float, float]:
    x, width = _bar_x(item, scale)
    label_x, label, _inside = _label_place(item, scale, form)
    return min(x, label_x), max(x + width, label_x + text_width(label))


def _lane(key: str, rows: list[list[Item]], y: float, height: float, scale: _Scale, form: Form, *,
          shaded: bool) -> LanePicture:
    label_y = y + 17 if form.lane_head else y + height / 2 + 4
    lane = LanePicture(key, _n(y), _n(height), _n(label_y), _n(y + height / 2 - 9), shaded)
    for number, row in enumerate(rows):
        top = y + LANE_PADDING + form.lane_head + number * form.row
        lane.bars += [_bar(item, top, scale, form) for item in row]
    return lane


def _bar(item: Item, top: float, scale: _Scale, form: Form) -> Bar:
    x, width = _bar_x(item, scale)
    label_x, label, inside = _label_place(item, scale, form)
    bar_y = top + (form.row - form.bar) - 2 if form.labels_above else top + (form.row - form.bar) / 2
    label_y = bar_y - 5 if form.labels_above else bar_y + 11.5
    return Bar(_n(x), _n(bar_y), _n(width), _n(form.bar), item.look, label, _n(label_x), _n(label_y), inside)


def _ticks(scale: _Scale, form: Form) -> list[tuple[str, str, str]]:
    years = range(scale.first.year, scale.last.year)
    room = (scale.right - scale.left) / len(years)
    step = 1 if room >= YEAR_WIDTH else -(-int(YEAR_WIDTH) // max(int(room), 1))
    return [(_n(scale.x(date(year, 1, 1))), _n(scale.x(date(year, 1, 1)) + 3), str(year)) for year in years[::step]]


def _n(value: float) -> str:
    """A number as SVG wants it, whatever the reader's language."""
    return f"{value:.1f}"
