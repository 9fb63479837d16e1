"""Units by the thousand: placed in the tree with one insert, where treebeard would ask five times for each.

The caller (an import batch) holds the transaction and leaves one audit event for the whole batch. Paths are those
that `add_child` would give: each new unit comes after the last one below the same unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campus.bulk import insert_columns, update_columns
from campus.organisation.models import Unit


@dataclass(slots=True)
class Place:
    """Where a unit stands, or will stand."""

    code: str
    path: str
    depth: int
    pk: int = 0  # 0: not there yet
    children: int = 0
    last_step: int = 0
    gained: bool = False


@dataclass(frozen=True, slots=True)
class NewUnit:
    """`parent`: the code of the unit above; "" for the top of the tree."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    parent: str


class Tree:
    """Where every unit stands, by its code in lower case; read once, and kept while units are added."""

    def __init__(self) -> None:
        self._top = Place("", "", 0)
        by_path = {"": self._top}
        self._places: dict[str, Place] = {}
        rows = Unit.objects.order_by("path").values_list("code", "path", "depth", "pk", "numchild")
        for code, path, depth, pk, children in rows:
            by_path[path] = self._places[code.lower()] = Place(code, path, depth, pk, children)
            above = by_path[path[: -Unit.steplen]]
            above.last_step = Unit._str2int(path[-Unit.steplen :])

    def __contains__(self, code: str) -> bool:
        return code.lower() in self._places

    def add(self, units: Sequence[NewUnit]) -> None:
        """Add units; those above others come first. Raises IntegrityError where somebody else took a place."""
        places = [self._place(unit) for unit in units]
        insert_columns(
            Unit,
            {
                "code": [unit.code for unit in units],
                "name_zh": [unit.name_zh for unit in units],
                "name_en": [unit.name_en for unit in units],
                "kind": [str(unit.kind) for unit in units],
                "is_active": [True] * len(units),
                "path": [place.path for place in places],
                "depth": [place.depth for place in places],
                "numchild": [place.children for place in places],
            },
        )
        grown = [place for place in self._places.values() if place.gained and place.pk]
        update_columns(Unit, [place.pk for place in grown], {"numchild": [place.children for place in grown]})

    def _place(self, unit: NewUnit) -> Place:
        above = self._places[unit.parent.lower()] if unit.parent else self._top
        above.last_step += 1
        above.children += 1
        above.gained = True
        path = Unit._get_path(above.path, above.depth + 1, above.last_step)
        place = self._places[unit.code.lower()] = Place(unit.code, path, above.depth + 1)
        return place
