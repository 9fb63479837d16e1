"""Writing and taking back units."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import ProtectedError

from archives.imports.kinds.base import Outcome, Staged, Writing
from archives.imports.models import RowStatus
from campus.organisation.models import Unit


def write_units(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """New units below their parents, whatever order the file has them in; names and kinds of existing
    ones.
    """
    outcome = Outcome()
    units = {unit.code.lower(): unit for unit in Unit.objects.all()}
    waiting = []
    for row in rows:
        unit = units.get(row.values["code"].lower())
        if not row.is_change and unit is None:
            waiting.append(row)
        elif not row.is_change or unit is None:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, "exists_now" if unit else "gone")
        elif any(getattr(unit, name) != before for name, before in row.before.items()):
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, "changed_since")
        else:
            _set(unit, {name: row.values[name] for name in row.before})
            outcome.done.append(row.pk)
    while waiting:
        ready = [
            row for row in waiting if not row.values.get("parent") or row.values["parent"].lower() in units
        ]
        if not ready:
            break
        for row in ready:
            units[row.values["code"].lower()] = _place(row, units)
            outcome.done.append(row.pk)
            waiting.remove(row)
    for row in waiting:  # the unit above was refused or left behind
        outcome.set_aside(row, RowStatus.LEFT_BEHIND, "parent_not_there")
    return outcome


def reverse_units(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """Remove units nobody uses yet, lowest first; give changed ones their old names."""
    outcome = Outcome()
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[row.values["code"] for row in rows])}
    for row in sorted(
        rows, key=lambda row: -units[row.values["code"]].depth if row.values["code"] in units else 0
    ):
        unit = units.get(row.values["code"])
        if unit is None:
            outcome.set_aside(row, RowStatus.ERRORED, "gone")
            continue
        written = (
            row.before
            if row.is_change
            else [name for name in ("name_zh", "name_en", "kind") if name in row.values]
        )
        if any(getattr(unit, name) != row.values[name] for name in written):
            outcome.set_aside(row, RowStatus.KEPT, "changed_since")
        elif row.is_change:
            _set(unit, row.before)
            outcome.done.append(row.pk)
        elif _remove(unit):
            outcome.done.append(row.pk)
        else:
            outcome.set_aside(row, RowStatus.KEPT, "in_use")
    return outcome


def _place(row: Staged, units: dict[str, Unit]) -> Unit:
    unit = Unit(
        code=row.values["code"],
        name_zh=row.values["name_zh"],
        name_en=row.values.get("name_en", ""),
        kind=row.values["kind"],
    )
    parent_code = row.values.get("parent", "")
    if not parent_code:
        return Unit.add_root(instance=unit)
    parent = Unit.objects.get(pk=units[parent_code.lower()].pk)  # its path and child count as they are now
    return parent.add_child(instance=unit)


def _set(unit: Unit, values: dict[str, str]) -> None:
    Unit.objects.filter(pk=unit.pk).update(**values)


def _remove(unit: Unit) -> bool:
    fresh = Unit.objects.get(pk=unit.pk)
    if fresh.numchild:
        return False
    try:
        fresh.delete()
    except ProtectedError:
        return False
    return True
