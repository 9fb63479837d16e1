"""What the parts of a staff page are given: one small class for each template in components/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Crumb:
    """A step of the breadcrumbs; the last one, this page, needs no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a process; `state` is "done", "now" or "" (still to come)."""

    label: Text
    state: str = ""
    url: str = ""


@dataclass(frozen=True)
class Tile:
    """A count; `tone` 1 to 6 is its colour in the bar, `icon` (of campus/icons.py) stands in its place."""

    label: Text
    count: int
    url: str = ""
    tone: int = 0
    icon: str = ""
    current: bool = False

    @property
    def icon_class(self) -> str:
        return f"k{self.tone}" if self.tone else ""


@dataclass(frozen=True)
class Group:
    """Rows with the same problem, and the fix offered for all of them."""

    count: int
    title: Text
    example: Text = ""
    label: Text = ""
    url: str = ""
    post: bool = False
    name: str = ""
    value: str = ""
    id: str = ""


@dataclass(frozen=True)
class Fact:
    """A labelled value."""

    label: Text
    value: Any
    mono: bool = False


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar, in thousandths of its width (text, so that no locale changes the point)."""

    tone: int
    x: str
    width: str


BAR_WIDTH = 1000
BAR_GAP = 2
BAR_LEAST = 10  # a part that exists must be seen, however few


def steps(labels: Sequence[Text], *, now: int) -> list[Step]:
    """The steps of a process when step number `now` (0 is the first) is being done."""
    states = ("done", "now", "")
    return [Step(label, states[(place > now) - (place < now) + 1]) for place, label in enumerate(labels)]


def stacked_bar(shares: Iterable[tuple[int, int]]) -> list[Part]:
    """Parts of a bar from (count, tone 1 to 6); nothing for a count of 0, and no part too thin to see."""
    present = [(count, tone) for count, tone in shares if count > 0]
    total = sum(count for count, _ in present)
    if not total:
        return []
    room = BAR_WIDTH - BAR_GAP * (len(present) - 1) - BAR_LEAST * len(present)
    parts, x = [], 0.0
    for count, tone in present:
        width = BAR_LEAST + room * count / total
        parts.append(Part(tone, f"{x:.1f}", f"{width:.1f}"))
        x += width + BAR_GAP
    return parts
