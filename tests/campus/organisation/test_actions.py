from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from campus.audit.models import AuditEvent
from campus.organisation import actions
from campus.organisation.actions import UnitRow
from campus.organisation.models import Unit
from campus.refusals import Conflict, Refusal
from tests.factories import college, other_college, school, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    """Registrar of the College of Computing only."""
    return user_with("registrar", college(), username="registrar-cs")


def new(parent, by, **values):
    given = {"kind": "class", "code": "0101", "name_zh": "计科2401", "name_en": "CS 2401"}
    return actions.create_unit(parent=parent, by=by, at=timezone.now(), **{**given, **values})


def tree() -> dict[str, str]:
    """Each unit's code and that of the unit above, as the database has them."""
    return {unit.code: parent.code if (parent := unit.get_parent()) else "" for unit in Unit.objects.all()}


def test_create_unit_adds_it_below_its_parent_and_leaves_an_event(registrar):
    unit = new(college(), registrar)
    assert tree() == {"school": "", "01": "school", "0101": "01"}
    found = AuditEvent.objects.get()
    assert (found.action, found.actor_name, found.unit, found.target_id, found.details) == (
        "organisation.create_unit",
        "registrar-cs",
        "0101",
        str(unit.pk),
        {"kind": "class", "parent": "01"},
    )


def test_create_unit_in_another_college_is_refused(registrar):
    with pytest.raises(PermissionDenied):
        new(other_college(), registrar)
    with pytest.raises(PermissionDenied):
        new(school(), registrar, kind="college")
    assert not Unit.objects.filter(code="0101").exists()
    assert not AuditEvent.objects.exists()


def test_nobody_adds_a_second_top_of_the_tree():
    for role in ("registrar", "administrator"):
        with pytest.raises(PermissionDenied):
            new(None, user_with(role), kind="school", code="second")
    with pytest.raises(Conflict):
        new(None, None, kind="school", code="second")
    with pytest.raises(Conflict):
        new(school(), None, kind="college", code="02")


def test_the_set_up_makes_the_top_of_the_tree_where_there_is_none():
    assert new(None, None, kind="school", code="first").is_root()
    assert AuditEvent.objects.get().actor_id == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "01"}, "code"),
        ({"code": ""}, "code"),
        ({"name_zh": " "}, "name_zh"),
        ({"kind": "faculty"}, "kind"),
        ({"kind": "college"}, "kind"),
        ({"kind": "school"}, "kind"),
    ],
)
def test_create_unit_refuses_what_cannot_be_and_says_where(registrar, values, field):
    with pytest.raises(Refusal) as refused:
        new(college(), registrar, **values)
    assert refused.value.field == field
    assert Unit.objects.count() == 2


def test_later_units_with_earlier_codes_do_not_move_the_paths_of_others(registrar):
    later = new(college(), registrar, code="0109")
    before = later.path
    new(college(), registrar, code="0101")
    assert Unit.objects.get(code="0109").path == before


def test_change_unit_writes_what_was_and_what_is(registrar):
    unit = actions.change_unit(
        unit=college(), name_en="College of Computing", name_zh="计算机学院", by=registrar, at=timezone.now()
    )
    assert Unit.objects.get(pk=unit.pk).name_en == "College of Computing"
    assert AuditEvent.objects.get().details == {
        "before": {"name_en": "School of Computing"},
        "after": {"name_en": "College of Computing"},
    }


def test_change_unit_without_a_change_leaves_no_event(registrar):
    actions.change_unit(unit=college(), name_zh="计算机学院", by=registrar, at=timezone.now())
    assert not AuditEvent.objects.exists()


def test_change_unit_cannot_move_or_close(registrar):
    with pytest.raises(TypeError):
        actions.change_unit(unit=college(), path="0002", by=registrar, at=timezone.now())


def test_change_unit_of_another_college_is_refused(registrar):
    with pytest.raises(PermissionDenied):
        actions.change_unit(unit=other_college(), name_zh="我的学院", by=registrar, at=timezone.now())


def test_move_unit_takes_everything_below_along():
    admin = user_with("administrator")
    department = new(college(), admin, kind="department", code="0100")
    new(department, admin)
    moved = actions.move_unit(unit=department, parent=other_college(), by=admin, at=timezone.now())
    assert tree() == {"school": "", "01": "school", "02": "school", "0100": "02", "0101": "0100"}
    assert moved.path.startswith(other_college().path)
    assert AuditEvent.objects.get(action="organisation.move_unit").details == {"before": "01", "after": "02"}


def test_move_unit_needs_the_permission_for_both_places(registrar):
    inside = new(college(), registrar)
    with pytest.raises(PermissionDenied):
        actions.move_unit(unit=inside, parent=other_college(), by=registrar, at=timezone.now())
    outside = new(other_college(), user_with("administrator"), code="0201")
    with pytest.raises(PermissionDenied):
        actions.move_unit(unit=outside, parent=college(), by=registrar, at=timezone.now())


def test_a_unit_cannot_be_moved_below_itself():
    admin = user_with("administrator")
    department = new(college(), admin, kind="department", code="0100")
    with pytest.raises(Conflict):
        actions.move_unit(unit=college(), parent=department, by=admin, at=timezone.now())


def test_close_unit_asks_for_the_units_below_first(registrar):
    inside = new(college(), registrar)
    with pytest.raises(Conflict):
        actions.close_unit(unit=college(), by=registrar, at=timezone.now())
    actions.close_unit(unit=inside, by=registrar, at=timezone.now())
    actions.close_unit(unit=college(), by=registrar, at=timezone.now())
    assert not Unit.objects.get(code="01").is_active
    with pytest.raises(Conflict):
        actions.close_unit(unit=college(), by=registrar, at=timezone.now())


def test_reopen_unit_once(registrar):
    unit = college()
    actions.close_unit(unit=unit, by=registrar, at=timezone.now())
    actions.reopen_unit(unit=unit, by=registrar, at=timezone.now())
    assert Unit.objects.get(code="01").is_active
    with pytest.raises(Conflict):
        actions.reopen_unit(unit=unit, by=registrar, at=timezone.now())


def test_upsert_units_takes_rows_in_any_order_and_is_idempotent():
    admin = user_with("administrator")
    college()
    rows = [
        UnitRow(code="0101", name_zh="计科2401", parent="0100", kind="class"),
        UnitRow(code="0100", name_zh="计算机系", parent="01", kind="department"),
        UnitRow(code="01", name_zh="计算机科学学院", parent="school", kind="college"),
    ]
    first = actions.upsert_units(rows, by=admin, at=timezone.now())
    assert (first.created, first.changed, first.unchanged) == (2, 1, 0)
    assert tree() == {"school": "", "01": "school", "0100": "01", "0101": "0100"}
    second = actions.upsert_units(rows, by=admin, at=timezone.now())
    assert (second.created, second.changed, second.unchanged) == (0, 0, 3)


def test_upsert_units_moves_a_unit_whose_parent_changed():
    admin = user_with("administrator")
    other_college()
    new(college(), admin)
    done = actions.upsert_units(
        [UnitRow(code="0101", name_zh="计科2401", parent="02", kind="class")], by=admin, at=timezone.now()
    )
    assert done.changed == 1
    assert tree()["0101"] == "02"


def test_upsert_units_does_all_or_nothing(registrar):
    other_college()
    rows = [
        UnitRow(code="0101", name_zh="计科2401", parent="01", kind="class"),
        UnitRow(code="0201", name_zh="中文2401", parent="02", kind="class"),
    ]
    with pytest.raises(PermissionDenied):
        actions.upsert_units(rows, by=registrar, at=timezone.now())
    assert set(tree()) == {"school", "01", "02"}


def test_upsert_units_refuses_circles_and_unknown_parents():
    admin = user_with("administrator")
    with pytest.raises(Refusal, match="a, b"):
        actions.upsert_units(
            [
                UnitRow(code="a", name_zh="甲", parent="b", kind="class"),
                UnitRow(code="b", name_zh="乙", parent="a", kind="class"),
            ],
            by=admin,
            at=timezone.now(),
        )
    with pytest.raises(Refusal, match="nowhere") as refused:
        actions.upsert_units(
            [UnitRow(code="a", name_zh="甲", parent="nowhere", kind="class")], by=admin, at=timezone.now()
        )
    assert refused.value.field == "parent"
