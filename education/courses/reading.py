"""How long a lesson takes to read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

# Careful reading, with thinking: slower than the 300 to 500 characters a minute of a novel.
CHINESE_CHARACTERS_PER_MINUTE = 220
WORDS_PER_MINUTE = 150
# A case or an exercise asks the reader to stop and answer.
MINUTES_PER_QUESTION = 2

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
_TAG = re.compile(r"<[^>]+>")
_QUESTIONS = {"case", "practice"}


def minutes_of(blocks: Iterable[Mapping[str, Any]]) -> int:
    """Whole minutes, at least 1, for the raw blocks of a lesson's body in either language.

    A video counts with its own length and its transcript is not counted again.
    """
    minutes = 0.0
    for block in blocks:
        value = block["value"]
        if block["type"] == "video":
            minutes += value.get("minutes") or 0
            continue
        if block["type"] in _QUESTIONS:
            minutes += MINUTES_PER_QUESTION
        minutes += _reading_minutes(" ".join(_texts(value)))
    return max(1, math.ceil(minutes))


def _reading_minutes(text: str) -> float:
    plain = _TAG.sub(" ", text)
    return (
        len(_CHINESE.findall(plain)) / CHINESE_CHARACTERS_PER_MINUTE
        + len(_WORD.findall(plain)) / WORDS_PER_MINUTE
    )


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
