"""Which version of a kind of record is applied to a conduct: the one in force on its day, or none.

A kind is applied only if it was in use on the day of the conduct and is in use on the day of the entry. The first,
because nobody is recorded for what was no ground of a record when it was done (rules.md, 12); the second, because a
school that has given a kind up makes no new record of it either, however old the conduct.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from archives.catalogue.models import RecordType


class KindNotApplied(LookupError):
    """No version of the kind is applied to conduct of that day.

    `first`: the day from which there is one; None where the kind exists but was or is out of use.
    """

    def __init__(self, code: str, first: date | None) -> None:
        super().__init__(code)
        self.first = first


class KindHistory:
    """Every version of the kinds of records, read once: for work over many rows with many days."""

    def __init__(self, versions: Mapping[str, Sequence[RecordType]]) -> None:
        self._versions = versions  # by code, newest first

    @classmethod
    def load(cls) -> KindHistory:
        return cls.of(RecordType.objects.all())

    @classmethod
    def of(cls, kinds: Iterable[RecordType]) -> KindHistory:
        versions: dict[str, list[RecordType]] = defaultdict(list)
        for kind in sorted(kinds, key=lambda kind: kind.effective_from, reverse=True):
            versions[kind.code].append(kind)
        return cls(versions)

    def in_force(self, code: str, on: date) -> RecordType | None:
        """The version in force on that day, in use or not."""
        return next((kind for kind in self._versions.get(code, ()) if kind.effective_from <= on), None)

    def applied(self, code: str, *, conduct_on: date, on: date) -> RecordType:
        """The version for conduct of that day, entered on the day `on`. Raises KindNotApplied."""
        then, now = self.in_force(code, conduct_on), self.in_force(code, on)
        if then is None:
            versions = self._versions.get(code)
            raise KindNotApplied(code, versions[-1].effective_from if versions else None)
        if now is None or not (then.is_enabled and now.is_enabled):
            raise KindNotApplied(code, None)
        return then
