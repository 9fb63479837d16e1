"""Adding, changing, moving and closing units: permission, change and audit event in one transaction.

`by` is the acting user, `at` an aware time. Raises PermissionDenied, Refusal (what was asked cannot be;
`field` says where) or Conflict (the unit is no longer as the page showed it).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campus.audit.actions import record_event
from campus.organisation.models import Unit
from campus.organisation.permissions import Actor, require_change
from campus.refusals import Conflict, Refusal

CHANGEABLE = ("kind", "code", "name_zh", "name_en")
# From wide to narrow: a unit stands below a wider one.
WIDTH = [Unit.Kind.SCHOOL, Unit.Kind.COLLEGE, Unit.Kind.DEPARTMENT, Unit.Kind.CLASS]


@transaction.atomic
def create_unit(
    *, parent: Unit | None, kind: str, code: str, name_zh: str, name_en: str = "", by: Actor | None, at: datetime
) -> Unit:
    """Add a unit below `parent`. The top of the tree is made by the set-up alone: `by` is None, no unit exists yet."""
    if by is None:
        _require_setting_up(parent)
    else:
        require_change(by, parent)
    unit = Unit(kind=kind, code=code.strip(), name_zh=name_zh.strip(), name_en=name_en.strip())
    _check(unit, parent)
    try:
        with transaction.atomic():
            if parent is None:
                Unit.add_root(instance=unit)
            else:
                _locked(parent).add_child(instance=unit)
    except IntegrityError:
        raise Conflict(
            _("Somebody else changed the units at the same moment. Nothing was saved; try again.")
        ) from None
    record_event(
        action="organisation.create_unit",
        by=by,
        at=at,
        target=unit,
        unit=unit.code,
        details={"kind": kind, "parent": parent.code if parent else ""},
    )
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, by: Actor, at: datetime, **changes: str) -> Unit:
    """Change kind, code or names of a unit. Returns the unit as it is now; unchanged values make no event."""
    require_change(by, unit)
    unknown = changes.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"change_unit cannot change {sorted(unknown)}")
    unit = _locked(unit)
    before = {
        field: getattr(unit, field)
        for field, value in changes.items()
        if getattr(unit, field) != value.strip()
    }
    if not before:
        return unit
    for field in before:
        setattr(unit, field, changes[field].strip())
    _check(unit, unit.get_parent())
    unit.save(update_fields=list(before))
    record_event(
        action="organisation.change_unit",
        by=by,
        at=at,
        target=unit,
        unit=unit.code,
        details={"before": before, "after": {field: getattr(unit, field) for field in before}},
    )
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: Actor, at: datetime) -> Unit:
    """Put a unit, with everything below it, under another parent. Needs the permission for both places."""
    require_change(by, unit)
    require_change(by, parent)
    unit, parent = _locked(unit), _locked(parent)
    above = unit.get_parent()
    if above is not None and above.pk == parent.pk:
        return unit
    if parent.path.startswith(unit.path):
        raise Conflict(_("%(unit)s cannot be moved below itself. Choose another unit.") % {"unit": unit.name})
    _check(unit, parent)
    unit.move(parent, pos="last-child")
    record_event(
        action="organisation.move_unit",
        by=by,
        at=at,
        target=unit,
        unit=unit.code,
        details={"before": above.code if above else "", "after": parent.code},
    )
    unit.refresh_from_db()
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, by: Actor, at: datetime) -> Unit:
    """Close a unit that no longer exists. It keeps its people and history; open units below it come first."""
    require_change(by, unit)
    if unit.get_descendants().filter(is_active=True).exists():
        raise Conflict(
            _("%(unit)s has open units below it. Close or move these first.") % {"unit": unit.name}
        )
    _switch(unit, is_active=False, conflict=_("%(unit)s is already closed.") % {"unit": unit.name})
    record_event(action="organisation.close_unit", by=by, at=at, target=unit, unit=unit.code)
    return unit


@transaction.atomic
def reopen_unit(*, unit: Unit, by: Actor, at: datetime) -> Unit:
    """Open a closed unit again."""
    require_change(by, unit)
    _switch(unit, is_active=True, conflict=_("%(unit)s is already open.") % {"unit": unit.name})
    record_event(action="organisation.reopen_unit", by=by, at=at, target=unit, unit=unit.code)
    return unit


@dataclass(frozen=True)
class UnitRow:
    """One unit as a spreadsheet names it; `parent` is the code of the unit above, empty for the top."""

    code: str
    name_zh: str
    name_en: str = ""
    parent: str = ""
    kind: str = ""


@dataclass
class Upserted:
    """How many units were added, changed or moved, or were already so."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def upsert_units(rows: Iterable[UnitRow], *, by: Actor, at: datetime) -> Upserted:
    """Add or change units by code, in any order of rows; all of them or, at the first error, none."""
    done = Upserted()
    for row in _parents_first(list(rows)):
        parent = _by_code(row.parent) if row.parent else None
        unit = Unit.objects.filter(code=row.code).first()
        if unit is None:
            create_unit(
                parent=parent,
                kind=row.kind,
                code=row.code,
                name_zh=row.name_zh,
                name_en=row.name_en,
                by=by,
                at=at,
            )
            done.created += 1
        elif _upsert_one(unit, row, parent, by, at):
            done.changed += 1
        else:
            done.unchanged += 1
    return done


def _upsert_one(unit: Unit, row: UnitRow, parent: Unit | None, by: Actor, at: datetime) -> bool:
    above = unit.get_parent()
    moves = parent is not None and (above is None or above.pk != parent.pk)
    wanted = {"name_zh": row.name_zh, "name_en": row.name_en, "kind": row.kind}
    changes = {
        field: value for field, value in wanted.items() if value and value.strip() != getattr(unit, field)
    }
    if moves and parent is not None:
        unit = move_unit(unit=unit, parent=parent, by=by, at=at)
    if changes:
        change_unit(unit=unit, by=by, at=at, **changes)
    return moves or bool(changes)


def _parents_first(rows: list[UnitRow]) -> list[UnitRow]:
    waiting = {row.code: row for row in rows}
    ordered: list[UnitRow] = []
    while waiting:
        ready = [row for row in waiting.values() if row.parent not in waiting]
        if not ready:
            raise Refusal(
                _(
                    "The units %(codes)s stand below one another in a circle. Give one of them another "
                    "unit above."
                )
                % {"codes": ", ".join(sorted(waiting))}
            )
        ordered += ready
        for row in ready:
            del waiting[row.code]
    return ordered


def _require_setting_up(parent: Unit | None) -> None:
    if parent is not None or Unit.objects.exists():
        raise Conflict(_("There is a school already. Whoever adds a unit to it signs in and needs the permission."))


def _check(unit: Unit, parent: Unit | None) -> None:
    """What was typed must be complete, and a unit stands below a wider one."""
    try:
        unit.full_clean(exclude=["path", "depth", "numchild"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refusal(messages[0], field=field) from None
    if parent is not None and WIDTH.index(Unit.Kind(unit.kind)) <= WIDTH.index(Unit.Kind(parent.kind)):
        raise Refusal(
            _(
                "%(unit)s (%(kind)s) cannot stand below %(parent)s (%(parent_kind)s). "
                "The order is school, college, department, class."
            )
            % {
                "unit": unit.name,
                "kind": unit.get_kind_display(),
                "parent": parent.name,
                "parent_kind": parent.get_kind_display(),
            },
            field="kind",
        )


def _by_code(code: str) -> Unit:
    unit: Unit | None = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Refusal(
            _("There is no unit with the code “%(code)s”. Add it first, or correct the code.")
            % {"code": code},
            field="parent",
        )
    return unit


def _locked(unit: Unit) -> Unit:
    """The unit as it is now, held until the transaction ends: paths below it are given out one after
    another."""
    locked: Unit = Unit.objects.select_for_update().get(pk=unit.pk)
    return locked


def _switch(unit: Unit, *, is_active: bool, conflict: str) -> None:
    if not Unit.objects.filter(pk=unit.pk, is_active=not is_active).update(is_active=is_active):
        raise Conflict(conflict)
    unit.is_active = is_active
