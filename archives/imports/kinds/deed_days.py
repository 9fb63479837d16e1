"""The days of a deed as offices write them: one day, or from a day to a day in a single cell. Pure."""

from __future__ import annotations

import re
import unicodedata

WORDS_BETWEEN = re.compile(r"\s*(?:至|到|~|—+|–+|−|\bto\b)\s*", re.IGNORECASE)
ISO_RANGE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})\s*-\s*(\d{4}-\d{1,2}-\d{1,2})")
HYPHEN_BETWEEN = re.compile(r"([^-]+)-([^-]+)")  # 2026.3.5-2026.3.12
# The first day, to complete a last day that is written in short: 2026年3月5日至12日, 2026.3.5-3.12.
FIRST_DAY = re.compile(r"(\d{4})(\D)(\d{1,2})(\D)\d{1,2}(日?)")
LAST_IN_SHORT = re.compile(r"(?:(\d{1,2})\D)?(\d{1,2})日?")


def split_days(text: str) -> tuple[str, str] | None:
    """The first and the last day of a range, each as a date would stand by itself; None for a single day."""
    text = unicodedata.normalize("NFKC", text).strip()
    parts = WORDS_BETWEEN.split(text)
    if len(parts) != 2:
        found = ISO_RANGE.fullmatch(text) or HYPHEN_BETWEEN.fullmatch(text)
        parts = list(found.groups()) if found else []
    if len(parts) != 2 or not all(any(map(str.isdigit, part)) for part in parts):
        return None
    first, last = (part.strip() for part in parts)
    return first, _completed(last, first)


def _completed(last: str, first: str) -> str:
    whole, short = FIRST_DAY.fullmatch(first), LAST_IN_SHORT.fullmatch(last)
    if whole is None or short is None:
        return last
    year, after_year, month, after_month, end = whole.groups()
    return f"{year}{after_year}{short[1] or month}{after_month}{short[2]}{end}"
