"""Writing and taking back units."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import ProtectedError

from archives.imports.kinds.base import Outcome, Staged, Writing
from archives.imports.models import RowStatus
from campus.bulk import Among
from campus.organisation.bulk import NewUnit, Tree
from campus.organisation.models import Unit


def write_units(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """New units below their parents, whatever order the file has them in; names and kinds of existing
    ones.
    """
    outcome = Outcome()
    tree = Tree()
    standing = _standing([row for row in rows if row.is_change])
    waiting: dict[str, list[Staged]] = {}  # by the code of the unit above
    for row in rows:
        unit = standing.get(row.values["code"])
        if not row.is_change and row.values["code"] not in tree:
            waiting.setdefault(row.values.get("parent", "").lower(), []).append(row)
        elif not row.is_change or unit is None:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, "gone" if row.is_change else "exists_now")
        elif any(getattr(unit, name) != before for name, before in row.before.items()):
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, "changed_since")
        else:
            _set(unit, {name: row.values[name] for name in row.before})
            outcome.done.append(row.pk)
    ready = [row for code in list(waiting) if not code or code in tree for row in waiting.pop(code)]
    for row in ready:  # grows: below each new unit may come others
        ready += waiting.pop(row.values["code"].lower(), [])
    tree.add([_new(row) for row in ready])
    outcome.done += [row.pk for row in ready]
    for left in waiting.values():  # the unit above was refused or left behind
        for row in left:
            outcome.set_aside(row, RowStatus.LEFT_BEHIND, "parent_not_there")
    return outcome


def reverse_units(rows: Sequence[Staged], writing: Writing) -> Outcome:
    """Remove units nobody uses yet, lowest first; give changed ones their old names."""
    outcome = Outcome()
    units = _standing(rows)
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


def _standing(rows: Sequence[Staged]) -> dict[str, Unit]:
    found = Unit.objects.filter(Among("code", [row.values["code"] for row in rows])).select_for_update()
    return {unit.code: unit for unit in found}


def _new(row: Staged) -> NewUnit:
    values = row.values
    return NewUnit(
        values["code"], values["name_zh"], values.get("name_en", ""), values["kind"], values.get("parent", "")
    )


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
