"""Units of the school from a spreadsheet: placed, changed, never moved, taken back."""

from __future__ import annotations

import pytest

from archives.imports import actions
from archives.imports.models import Batch, Finding, StagedRow, Status
from campus.accounts.models import User
from campus.organisation.models import Unit
from tests.archives.imports.factories import applied, checked, colleges, registrar, run_job, uploaded, workbook
from tests.factories import NOW, StudentFactory, college, user_with

pytestmark = pytest.mark.django_db
HEADINGS = ("代码", "名称", "英文名称", "上级代码", "类型")


def units(by: User, *rows: tuple[str, ...]) -> Batch:
    return checked(uploaded(workbook(rows, HEADINGS), by, kind="units", name="units.xlsx"))


def found(batch: Batch) -> dict[int, str]:
    return dict(Finding.objects.filter(batch=batch, severity="error").values_list("row", "code"))


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


def test_new_units_are_placed_below_their_parents_whatever_the_order(officer):
    batch = applied(
        units(
            officer,
            ("0601", "统计系", "", "06", "系"),
            ("06", "数学学院", "School of Mathematics", "school", ""),
            ("060101", "统计241", "", "0601", "班级"),
        )
    )
    assert (batch.status, batch.written) == (Status.APPLIED, 3)
    new = Unit.objects.filter(code__startswith="06").order_by("path")
    assert [(unit.code, unit.kind, unit.get_parent().code) for unit in new] == [
        ("06", "college", "school"),
        ("0601", "department", "06"),
        ("060101", "class", "0601"),
    ]


def test_a_known_unit_is_recognised_by_its_code_and_renamed(officer):
    batch = units(officer, ("01", "计算机与人工智能学院", "", "school", ""), ("02", "文学院", "", "school", ""))
    assert (batch.changed, batch.unchanged) == (1, 1)
    assert batch.changes["name_zh"]["before"] == "计算机学院"
    applied(batch)
    assert Unit.objects.get(code="01").name_zh == "计算机与人工智能学院"
    assert Unit.objects.get(code="01").name_en == "School of Computing"  # an empty cell is not a wish


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "数学学院", "", "school", ""), "unit_code_missing"),
        (("06", "", "", "school", ""), "unit_name_missing"),
        (("06", "数学学院", "", "", ""), "parent_missing"),
        (("06", "数学学院", "", "99", ""), "parent_unknown"),
        (("06", "数学学院", "", "school", "书院"), "choice_unknown"),
        (("02", "文学院", "", "01", ""), "unit_moves"),
        (("06", "数" * 121, "", "school", ""), "text_too_long"),
    ],
)
def test_a_unit_that_does_not_hold_is_refused(officer, row, code):
    batch = units(officer, row)
    assert (batch.refused, found(batch)) == (1, {2: code})
    assert Unit.objects.count() == 6


def test_one_code_twice_in_a_file_is_refused_both_times(officer):
    batch = units(officer, ("06", "数学学院", "", "school", ""), ("06", "理学院", "", "school", ""))
    assert (batch.refused, found(batch)) == (2, {3: "duplicate_in_file"})


def test_a_unit_below_a_refused_one_is_left_behind_with_the_reason(officer):
    batch = applied(
        units(officer, ("06", "", "", "school", ""), ("0601", "统计系", "", "06", "系"))
    )
    assert (batch.status, batch.written, batch.left_behind, batch.refused) == (Status.PART_APPLIED, 0, 1, 1)
    assert StagedRow.objects.get(batch=batch, number=3).reason == "parent_not_there"


def test_a_registrar_of_one_college_places_units_only_below_it(officer):
    of_college = user_with("registrar", college())
    batch = units(
        of_college,
        ("0101", "软件工程系", "", "01", "系"),
        ("0201", "新闻系", "", "02", "系"),
        ("02", "文院", "", "", ""),
    )
    assert (batch.new, found(batch)) == (1, {3: "outside_your_units", 4: "outside_your_units"})


def test_undo_removes_the_new_ones_keeps_those_in_use_and_gives_names_back(officer):
    batch = applied(
        units(
            officer,
            ("06", "数学学院", "", "school", ""),
            ("0601", "统计系", "", "06", "系"),
            ("07", "物理学院", "", "school", ""),
            ("01", "计算机与人工智能学院", "", "school", ""),
        )
    )
    StudentFactory(unit=Unit.objects.get(code="07"))
    run_job(actions.undo_batch(batch=batch, by=officer, at=NOW))
    assert (batch.status, batch.reversed, batch.kept, batch.errored) == (Status.UNDONE, 3, 1, 0)
    assert StagedRow.objects.get(batch=batch, number=4).reason == "in_use"
    assert set(Unit.objects.values_list("code", flat=True)) == {"school", "01", "02", "03", "04", "05", "07"}
    assert Unit.objects.get(code="01").name_zh == "计算机学院"


def test_undo_keeps_a_unit_that_somebody_renamed_since(officer):
    batch = applied(units(officer, ("06", "数学学院", "", "school", "")))
    Unit.objects.filter(code="06").update(name_zh="数学与统计学院")
    run_job(actions.undo_batch(batch=batch, by=officer, at=NOW))
    assert (batch.reversed, batch.kept) == (0, 1)
    assert StagedRow.objects.get(batch=batch).reason == "changed_since"


def test_an_administrator_imports_units_and_nothing_else(officer):
    from archives.imports.permissions import kinds_for

    administrator = user_with("administrator")
    assert kinds_for(administrator) == ["units"]
    assert applied(units(administrator, ("06", "数学学院", "", "school", ""))).written == 1
