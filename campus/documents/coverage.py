"""Which characters the bundled font draws, and what is printed for those it does not."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"
# Control and format characters, halves of surrogate pairs: they have no meaning on paper.
INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
# Line ends and tabs are layout, not glyphs.
LAYOUT = frozenset("\n\t")


@cache
def _ranges() -> tuple[list[int], list[int]]:
    firsts, lasts = [], []
    for line in (FONTS / "coverage.txt").read_text(encoding="ascii").splitlines():
        first, last = line.split("-")
        firsts.append(int(first, 16))
        lasts.append(int(last, 16))
    return firsts, lasts


def is_drawn(character: str) -> bool:
    """Does the bundled font have a glyph for this one character?"""
    firsts, lasts = _ranges()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def printable(text: str) -> str:
    """The text with each character that cannot be drawn as its code point: 〔U+2B8B8〕.

    Characters without a form (INVISIBLE) are dropped: a PDF may not hold them.
    """
    return "".join(_printed(character) for character in text)


def _printed(character: str) -> str:
    if character in LAYOUT or is_drawn(character):
        return character
    return "" if unicodedata.category(character) in INVISIBLE else f"〔U+{ord(character):04X}〕"


def printable_data(value: Any) -> Any:
    """The same for every text inside lists and dictionaries; keys are ours and stay."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_data(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable_data(inner) for inner in value]
    return value
