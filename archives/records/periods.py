"""From when until when a record is shown, and why. Pure: days in, days out."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any, NamedTuple, Protocol


class Rules(Protocol):
    """The rules by key and day, e.g. `archives.catalogue.rules.RuleHistory`."""

    def at(self, key: str, on: date) -> Any: ...


class DisplayPeriod(NamedTuple):
    """`until` is the first day on which the record is no longer shown; `because` names the rule that set it."""

    starts_on: date
    until: date
    because: str
    repair_from: date | None


def months_after(day: date, months: int) -> date:
    """The same day that many calendar months later; the last of the month where that day does not exist.

    The calendar ends with the year 9999: what would lie beyond it ends on its last day.
    """
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def adverse_period(*, severity: str, conduct_on: date, served_on: date, rules: Rules) -> DisplayPeriod:
    """An adverse record is shown from its service for the longest period of its severity (Order 36),

    and never beyond five years from the end of the conduct (Credit Reporting Regulation, art. 16).
    The rules are those of the day of the conduct: a harsher rule never reaches back.
    """
    months = rules.at(f"severity.{severity}", conduct_on)
    by_severity = months_after(served_on, months["longest_months"])
    by_law = months_after(conduct_on, 12 * rules.at("adverse.max_keep", conduct_on)["years"])
    repair_from = months_after(served_on, months["shortest_months"])
    if by_law < by_severity:
        return DisplayPeriod(min(served_on, by_law), by_law, "adverse.max_keep", repair_from)
    return DisplayPeriod(served_on, by_severity, f"severity.{severity}", repair_from)


def good_period(*, starts_on: date, rules: Rules) -> DisplayPeriod:
    """A good record is shown for the school's own period from the day of the deed."""
    months = rules.at("good.display", starts_on)["months"]
    return DisplayPeriod(starts_on, months_after(starts_on, months), "good.display", None)


def severity_of(*, sanction: str, default: str, allowed: list[str], conduct_on: date, rules: Rules) -> str:
    """The severity that goes with the sanction, within what the record type allows."""
    wished = rules.at("sanction.severity", conduct_on).get(sanction, default) if sanction else default
    return wished if not allowed or wished in allowed else default


def sanction_months(sanction: str, given: int | None, *, conduct_on: date, rules: Rules) -> int | None:
    """Months of the sanction: as decided, else the default; none for an expulsion (Order 41, art. 57)."""
    if not sanction or sanction == "expulsion":
        return None
    if given is not None:
        return given
    period = rules.at("sanction.period", conduct_on)
    return int(period["probation_months"] if sanction == "probation" else period["default_months"])
