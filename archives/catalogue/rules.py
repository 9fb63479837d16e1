"""The numbers and lists of the law and the school, by the day they were in force.

A record is judged by the version in force on the day of the conduct: a harsher rule never reaches back.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Any

from archives.catalogue.models import RuleVersion

# The most that a number of a rule may be, by what its name ends in: a century. Beyond it the calendar ends.
MOST_OF_UNIT = {"days": 36_500, "months": 1_200, "years": 100}
MOST_OF_ALL = 100_000_000  # yuan, persons, per cent


def most_of(part: str) -> int:
    """The most that this part of a rule may be, e.g. of `longest_months`."""
    return next((most for unit, most in MOST_OF_UNIT.items() if part.endswith(unit)), MOST_OF_ALL)


class UnknownRule(LookupError):
    """No version of this rule was in force on that day; `first`: the day from which there is one, or None."""

    def __init__(self, key: str, on: date, first: date | None = None) -> None:
        super().__init__(f"no rule {key} in force on {on.isoformat()}")
        self.key, self.on, self.first = key, on, first


def rule(key: str, *, on: date) -> Any:
    """The value of one rule on one day. Raises UnknownRule."""
    version = RuleVersion.objects.filter(key=key, effective_from__lte=on).order_by("-effective_from").first()
    if version is None:
        first = RuleVersion.objects.filter(key=key).order_by("effective_from").values_list("effective_from", flat=True)
        raise UnknownRule(key, on, first.first())
    return version.value


class RuleHistory:
    """Every version of the rules, read once: for work over many rows with many days."""

    def __init__(self, versions: dict[str, list[tuple[date, Any]]]) -> None:
        self._versions = versions

    @classmethod
    def load(cls) -> RuleHistory:
        versions: dict[str, list[tuple[date, Any]]] = {}
        rows = RuleVersion.objects.order_by("key", "effective_from").values_list("key", "effective_from", "value")
        for key, effective_from, value in rows:
            versions.setdefault(key, []).append((effective_from, value))
        return cls(versions)

    def at(self, key: str, on: date) -> Any:
        """The value of the rule on that day. Raises UnknownRule."""
        versions = self._versions.get(key, [])
        place = bisect_right(versions, on, key=lambda version: version[0])
        if not place:
            raise UnknownRule(key, on, versions[0][0] if versions else None)
        return versions[place - 1][1]
