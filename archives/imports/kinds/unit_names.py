"""Finding a unit by what people write: its code, its Chinese or its English name. Read once for a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from archives.imports.kinds.base import Choice
from campus.accounts.permissions import covered_units
from campus.organisation.models import Unit

if TYPE_CHECKING:
    from campus.accounts.models import User


OUTSIDE = "outside_your_units"  # the finding about a unit that the importer does not cover


class Found(NamedTuple):
    """`unit` or the code of the finding that says why there is none."""

    unit: Unit | None
    code: str = ""


def covered_keys(user: User, permission: str) -> set[int]:
    """Primary keys of the units for which the person holds this permission."""
    return set(covered_units(user, permission).values_list("pk", flat=True))


class UnitNames:
    def __init__(self, user: User, permission: str) -> None:
        self._covered = covered_keys(user, permission)
        self._by_code: dict[str, Unit] = {}
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.filter(is_active=True).order_by("path"):
            self._by_code[unit.code.lower()] = unit
            for name in {unit.name_zh.lower(), unit.name_en.lower()} - {""}:
                self._by_name[name].append(unit)
                self._by_name[with_code(name, unit).lower()].append(unit)

    def find(self, text: str) -> Found:
        """The active unit that `text` names, if the importer covers it."""
        wanted = text.lower()
        candidates = [self._by_code[wanted]] if wanted in self._by_code else self._by_name.get(wanted, [])
        if not candidates:
            return Found(None, "unit_unknown")
        inside = [unit for unit in candidates if unit.pk in self._covered]
        if not inside:
            return Found(None, OUTSIDE)
        if len(inside) > 1:
            return Found(None, "unit_ambiguous")
        return Found(inside[0])

    def covers(self, pk: int) -> bool:
        return pk in self._covered


def names_by_code() -> dict[str, str]:
    """The name of every unit in the reader's language, also of those that are no longer active."""
    return {unit.code: unit.name for unit in Unit.objects.only("code", "name_zh", "name_en")}


def with_code(name: str, unit: Unit) -> str:
    """How units of the same name are told apart on a list."""
    return f"{name} ({unit.code})"


def unit_choices(user: User, permission: str, *, with_codes: bool = False) -> list[Choice]:
    """The active units that the person covers, as people write them, in the school's order."""
    units = list(covered_units(user, permission).filter(is_active=True).order_by("path"))
    names = Counter(name for unit in units for name in {unit.name_zh, unit.name_en})

    def written(name: str, unit: Unit) -> str:
        return name if names[name] == 1 and not with_codes else with_code(name, unit)

    return [
        Choice(unit.code, written(unit.name_zh, unit), written(unit.name_en or unit.name_zh, unit)) for unit in units
    ]
