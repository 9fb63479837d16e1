"""The rules behind the student's own records: their numbers and where they come from, read once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archives.catalogue.models import RuleVersion
from archives.catalogue.rules import UnknownRule

RIGHTS = ("appeal.file", "appeal.decide", "appeal.province", "objection.answer", "adverse.statement")


class RuleBook:
    """Versions of some rules by key and day; one query."""

    def __init__(self, versions: Iterable[RuleVersion]) -> None:
        self._versions: dict[str, list[RuleVersion]] = {}
        for version in sorted(versions, key=lambda version: version.effective_from):
            self._versions.setdefault(version.key, []).append(version)

    @classmethod
    def load(cls, keys: Iterable[str] = ()) -> RuleBook:
        """These rules, and always those of a student's rights."""
        return cls(RuleVersion.objects.filter(key__in={*keys, *RIGHTS}))

    def version(self, key: str, on: date) -> RuleVersion:
        """The version in force on that day. Raises UnknownRule."""
        versions = [version for version in self._versions.get(key, []) if version.effective_from <= on]
        if not versions:
            raise UnknownRule(key, on)
        return versions[-1]
