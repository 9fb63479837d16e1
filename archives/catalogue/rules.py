"""The numbers and lists of the law and the school, by the day they were in force.

A record is judged by the version in force on the day of the conduct: a harsher rule never reaches back.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Any

from archives.catalogue.models import RuleVersion


class UnknownRule(LookupError):
    """No version of this rule was in force on that day."""


def rule(key: str, *, on: date) -> Any:
    """The value of one rule on one day. Raises UnknownRule."""
    version = RuleVersion.objects.filter(key=key, effective_from__lte=on).order_by("-effective_from").first()
    if version is None:
        raise UnknownRule(f"no rule {key} in force on {on:%Y-%m-%d}")
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
            raise UnknownRule(f"no rule {key} in force on {on:%Y-%m-%d}")
        return versions[place - 1][1]
