"""What is written in a cell, read as a value. Pure: no clock, no database, no language.

Results carry codes; the sentences a person reads belong to `checking.py`. Nothing is guessed: what has
two readings is `ambiguous`, what was damaged before the upload is `damaged`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Literal

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)
EXACT_DIGITS = 15  # Excel keeps 15 significant digits of a number and writes zeros for the rest
IDENTITY = re.compile(r"\d{17}[\dX]")
LARGEST_WHOLE = 10**15
# Errors of a formula, as text: they stand where a value should be.
ERROR_VALUES = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
# Full-width letters, digits and marks stand at a fixed distance from their half-width forms.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class TextResult:
    """`changed`: trimmed, inner_space (line breaks and runs of spaces), invisible (characters without a
    shape), full_width."""

    text: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateResult:
    """`status`: ok, empty, ambiguous (day and month may be swapped), invalid.

    `reason` of an invalid one: not_a_date, no_such_day, no_day (only year and month), out_of_range,
    error_value. `candidates` of an ambiguous one: read month first, read day first. `warnings`:
    serial_number (a bare number was read as a day count), time_dropped.
    """

    status: Literal["ok", "empty", "ambiguous", "invalid"]
    value: date | None = None
    reason: str = ""
    candidates: tuple[date, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentifierResult:
    """`status`: ok, empty, damaged (the original digits are lost), invalid.

    `reason` of a damaged one: scientific (1.1E+17), rounded (digits after the 15th became 0). Of an invalid
    one: not_whole, date_cell, error_value, not_an_identifier. `warnings`: restored_number (a numeric cell
    was turned back into text), lost_zeros (shorter than expected: `suggestion` has the zeros), maybe_rounded,
    full_width, inner_space, trimmed, invisible.
    """

    status: Literal["ok", "empty", "damaged", "invalid"]
    text: str = ""
    warnings: tuple[str, ...] = ()
    reason: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class NumberResult:
    """`status`: ok, empty, invalid.

    `reason` of an invalid one: not_a_number, not_whole, out_of_range, error_value; of a year of entry also
    not_a_year, graduation_year.
    """

    status: Literal["ok", "empty", "invalid"]
    value: int | Decimal | None = None
    reason: str = ""


def clean_text(value: object) -> TextResult:
    """Text without outer spaces (ideographic ones too), invisible characters and runs of spaces.

    Full-width letters stay: in a name or a sentence they may be meant.
    """
    text = as_text(value)
    changed = []
    visible = CONTROLS.sub("", INVISIBLE.sub("", text))
    if visible != text:
        changed.append("invisible")
    trimmed = visible.strip()
    if trimmed != visible:
        changed.append("trimmed")
    joined = " ".join(trimmed.split())
    if joined != trimmed:
        changed.append("inner_space")
    return TextResult(joined, tuple(changed))


def as_text(value: object) -> str:
    """A cell as a person would see it: 6 rather than 6.0, a day rather than a moment at midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and isfinite(value) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return str(value)


def half_width(text: str) -> str:
    """Full-width letters, digits and marks as half-width ones; Chinese characters stay as they are."""
    return text.translate(NARROW)


def read_identifier(value: object, *, length: int | None = None) -> IdentifierResult:
    """A student number, contract number or identity number as text.

    `length` is the length that numbers of this kind have, where there is one: a numeric cell that is
    shorter lost its leading zeros. Digits that Excel has rounded away are never made up.
    """
    if value is None:
        return IdentifierResult("empty")
    if isinstance(value, bool):
        return IdentifierResult("invalid", reason="not_an_identifier")
    if isinstance(value, int | float):
        return _identifier_from_number(value, length)
    if isinstance(value, date):
        return IdentifierResult("invalid", as_text(value), reason="date_cell")
    return _identifier_from_text(str(value))


def _identifier_from_number(value: int | float, length: int | None) -> IdentifierResult:
    if isinstance(value, float) and not (isfinite(value) and value.is_integer()):
        return IdentifierResult("invalid", str(value), reason="not_whole")
    text = str(int(value))
    if value < 0:
        return IdentifierResult("invalid", text, reason="not_an_identifier")
    if len(text) > EXACT_DIGITS:
        return IdentifierResult("damaged", text, reason="rounded")
    if length and len(text) < length:
        return IdentifierResult("ok", text, ("restored_number", "lost_zeros"), suggestion=text.zfill(length))
    return IdentifierResult("ok", text, ("restored_number",))


def _identifier_from_text(original: str) -> IdentifierResult:
    cleaned = clean_text(original)
    narrow = half_width(cleaned.text)
    warnings = [change for change in cleaned.changed if change != "inner_space"]
    if narrow != cleaned.text:
        warnings.append("full_width")
    text = "".join(narrow.split())
    if text != narrow or "inner_space" in cleaned.changed:
        warnings.append("inner_space")
    if text.startswith("'"):  # the mark with which Excel is told to keep text
        text = text[1:]
    if not text:
        return IdentifierResult("empty")
    if text.upper() in ERROR_VALUES:
        return IdentifierResult("invalid", text, reason="error_value")
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+\d{1,3}", text):
        return IdentifierResult("damaged", text, reason="scientific")
    if len(text) == 18 and text.endswith("000") and text.isdecimal():
        # An identity number cut to 15 digits. One in eleven has a fitting check digit by chance, and some
        # numbers of other kinds end like this: those are only mentioned.
        if check_identity_number(text) == ["check_digit"]:
            return IdentifierResult("damaged", text, tuple(warnings), reason="rounded")
        warnings.append("maybe_rounded")
    return IdentifierResult("ok", text, tuple(warnings))


def check_identity_number(text: str, birth_date: date | None = None) -> list[str]:
    """What is wrong with an identity number (GB 11643, 18 digits; residence permits 81, 82, 83 too).

    Problems: length (not 17 digits and a digit or X), old_length (15 digits, void since 2013), date,
    check_digit, birth_date (differs from the one given). The region is information
    only: counties come and go.
    """
    number = text.upper()
    if not (number.isascii() and IDENTITY.fullmatch(number)):
        return ["old_length"] if re.fullmatch(r"[0-9]{15}", number) else ["length"]
    problems = []
    born = identity_birth_date(number)
    if born is None or not EARLIEST <= born <= LATEST:
        problems.append("date")
    try:
        mod_11_2.validate(number)
    except ValidationError:
        problems.append("check_digit")
    if birth_date is not None and born is not None and born != birth_date:
        problems.append("birth_date")
    return problems


def identity_birth_date(text: str) -> date | None:
    """The date of birth inside an 18-digit identity number, or None."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", text):
        return None
    return _day(int(text[6:10]), int(text[10:12]), int(text[12:14]))


YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?:日|号)?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
YEAR_MONTH = re.compile(r"\d{4}(?:[-/.]\d{1,2}|年\d{1,2}月?|年)|\d{6}|\d{4}")
TIME_PART = re.compile(
    r"(?:[T ]|(?<=[日号]))\s*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$"
)


def parse_date(value: object, *, date_system: int = 1900, day_first: bool | None = None) -> DateResult:
    """A day, from a date cell, a serial number, or text as people write it.

    `date_system` is the workbook's (1900 or 1904). `day_first` is what a person answered for the column
    where 03/04/2026 occurs; without it such a date is ambiguous, never guessed.
    """
    if value is None or value == "":
        return DateResult("empty")
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return _in_range(value.date(), () if midnight else ("time_dropped",))
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, bool):
        return DateResult("invalid", reason="not_a_date")
    if isinstance(value, int | float):
        return _date_from_number(value, date_system)
    return _date_from_text(str(value), date_system, day_first)


def _date_from_number(value: int | float, date_system: int) -> DateResult:
    if isinstance(value, float) and not isfinite(value):
        return DateResult("invalid", reason="not_a_date")
    whole = str(int(value)) if value == int(value) else ""
    compact = COMPACT.fullmatch(whole)
    if compact:  # 20260901 typed as a number; as a serial it would be in the year 57,000
        return _from_parts(*map(int, compact.groups()))
    if re.fullmatch(r"(?:19|20)\d\d", whole):  # a year alone; as a serial it would be in 1905
        return DateResult("invalid", reason="no_day")
    days = int(value // 1)
    if not 1 <= days <= 110_000:
        return DateResult("invalid", reason="not_a_date")
    if date_system == 1904:
        day = date(1904, 1, 1) + timedelta(days=days)
    else:  # Excel believes in 29 February 1900
        day = date(1899, 12, 30 if days > 60 else 31) + timedelta(days=days)
    return _in_range(day, ("serial_number",) if value == days else ("serial_number", "time_dropped"))


def _date_from_text(original: str, date_system: int, day_first: bool | None) -> DateResult:
    text = half_width(clean_text(original).text)
    if not text:
        return DateResult("empty")
    if text.upper() in ERROR_VALUES:
        return DateResult("invalid", reason="error_value")
    warnings: tuple[str, ...] = ()
    if time_part := TIME_PART.search(text):
        text = text[: time_part.start()].strip()
        warnings = ("time_dropped",) if any(int(part or 0) for part in time_part.groups()) else ()
    text = "".join(text.split())
    if not text.isascii() and not re.fullmatch(r"[0-9年月日号/.-]+", text):
        return DateResult("invalid", reason="not_a_date")
    if found := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return _from_parts(*map(int, found.groups()), warnings=warnings)
    if found := YEAR_LAST.fullmatch(text):
        return _from_year_last(*map(int, found.groups()), day_first=day_first, warnings=warnings)
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):  # 45000: a date cell pasted as text
        return _date_from_number(float(text), date_system)
    if YEAR_MONTH.fullmatch(text):
        return DateResult("invalid", reason="no_day")
    return DateResult("invalid", reason="not_a_date")


def _from_year_last(
    first: int, second: int, year: int, *, day_first: bool | None, warnings: tuple[str, ...]
) -> DateResult:
    month_first_reading, day_first_reading = _day(year, first, second), _day(year, second, first)
    readings = [day for day in (month_first_reading, day_first_reading) if day]
    if not readings:
        return DateResult("invalid", reason="no_such_day")
    if day_first is not None:
        chosen = day_first_reading if day_first else month_first_reading
        return _in_range(chosen, warnings) if chosen else DateResult("invalid", reason="no_such_day")
    if len(set(readings)) > 1:
        return DateResult("ambiguous", candidates=tuple(readings))
    return _in_range(readings[0], warnings)


def _from_parts(year: int, month: int, day: int, *, warnings: tuple[str, ...] = ()) -> DateResult:
    found = _day(year, month, day)
    return _in_range(found, warnings) if found else DateResult("invalid", reason="no_such_day")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_range(day: date, warnings: tuple[str, ...] = ()) -> DateResult:
    if not EARLIEST <= day <= LATEST:
        return DateResult("invalid", reason="out_of_range")
    return DateResult("ok", day, warnings=warnings)


def parse_integer(value: object, *, units: tuple[str, ...] = ()) -> NumberResult:
    """A whole number. `units` may follow it ("6个月" with units=("个月",)): no other text may."""
    result = parse_decimal(value, units=units)
    if result.status != "ok" or result.value is None:
        return result
    if result.value != int(result.value):
        return NumberResult("invalid", reason="not_whole")
    return NumberResult("ok", int(result.value))


def parse_decimal(value: object, *, units: tuple[str, ...] = ()) -> NumberResult:
    """A number. Commas between thousands, a leading ¥ and full-width digits are understood."""
    if value is None:
        return NumberResult("empty")
    if isinstance(value, bool | date):
        return NumberResult("invalid", reason="not_a_number")
    if isinstance(value, int):
        text = str(value)
    elif isinstance(value, float):
        text = f"{value:.15g}"  # 0.1 + 0.2 as Excel shows it, not as binary keeps it
    else:
        text = _number_text(str(value), units)
        if text.upper() in ERROR_VALUES:
            return NumberResult("invalid", reason="error_value")
    if not text:
        return NumberResult("empty")
    if not PLAIN_NUMBER.fullmatch(text):
        return NumberResult("invalid", reason="not_a_number")
    number = Decimal(text.replace(",", ""))
    if abs(number) >= LARGEST_WHOLE:
        return NumberResult("invalid", reason="out_of_range")
    return NumberResult("ok", number)


PLAIN_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,40})(?:\.[0-9]{1,40})?(?:e[-+]?[0-9]{1,3})?"
)


def _number_text(original: str, units: tuple[str, ...]) -> str:
    text = "".join(half_width(clean_text(original).text).split()).lstrip("¥￥")
    for unit in sorted(units, key=len, reverse=True):
        if unit and text.endswith(unit) and text != unit:
            return text.removesuffix(unit)
    return text


def parse_year_grade(value: object) -> NumberResult:
    """The year of entry: 2024, "2024级", "24级", "2024年级". "2024届" names a year of graduation: invalid.

    Reasons: graduation_year, not_a_year, out_of_range, error_value.
    """
    if isinstance(value, bool | date):
        return NumberResult("invalid", reason="not_a_year")
    text = "".join(half_width(clean_text(value).text).split())
    if not text:
        return NumberResult("empty")
    if text.upper() in ERROR_VALUES:
        return NumberResult("invalid", reason="error_value")
    if re.fullmatch(r"(?:[0-9]{2}|[0-9]{4})届", text):
        return NumberResult("invalid", reason="graduation_year")
    if found := re.fullmatch(r"([0-9]{2})级", text):
        return NumberResult("ok", 2000 + int(found.group(1)))
    if found := re.fullmatch(r"([0-9]{4})(?:级|年级|年)?", text):
        year = int(found.group(1))
        if 1950 <= year <= 2100:
            return NumberResult("ok", year)
        return NumberResult("invalid", reason="out_of_range")
    return NumberResult("invalid", reason="not_a_year")
