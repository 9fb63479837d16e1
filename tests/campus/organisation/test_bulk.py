"""Many units are placed where treebeard would place them one by one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campus.organisation.bulk import NewUnit, Tree
from campus.organisation.models import Unit
from tests.factories import college, school

pytestmark = pytest.mark.django_db
NEW = (
    NewUnit("06", "数学学院", "School of Mathematics", "college", "school"),
    NewUnit("0601", "统计系", "", "department", "06"),
    NewUnit("060101", "统计241", "", "class", "0601"),
    NewUnit("0101", "软件工程系", "", "department", "01"),
    NewUnit("0102", "网络空间安全系", "", "department", "01"),
    NewUnit("07", "物理学院", "", "college", "SCHOOL"),
)


def standing() -> list[tuple[object, ...]]:
    names = ("code", "path", "depth", "numchild", "kind", "name_zh", "name_en", "is_active")
    return list(Unit.objects.values_list(*names))


@pytest.fixture
def tree() -> None:
    school()
    college("01").add_child(kind="department", code="0199", name_zh="旧系")
    college("02", "文学院")
    Unit.objects.get(code="0199").delete()  # leaves no gap that anybody counts on
    college("03", "机械学院")
    Unit.objects.get(code="02").delete()


def test_they_stand_where_treebeard_would_put_them(tree):
    for new in NEW:
        parent = Unit.objects.get(code=new.parent.lower())
        parent.add_child(code=new.code, name_zh=new.name_zh, name_en=new.name_en, kind=new.kind)
    one_by_one = standing()
    Unit.objects.filter(code__in=[new.code for new in NEW]).delete()
    Tree().add(NEW)
    assert standing() == one_by_one
    assert Unit.find_problems() == ([], [], [], [], [])


def test_many_cost_as_many_queries_as_one(tree, django_assert_num_queries):
    with CaptureQueriesContext(connection) as for_one:
        Tree().add(NEW[:1])
    with django_assert_num_queries(len(for_one)):
        Tree().add(NEW[1:])


def test_a_tree_that_is_kept_goes_on_where_it_was(tree):
    Tree().add(NEW[:1])
    found = Tree()
    found.add(NEW[1:3])
    found.add(NEW[3:])
    assert "060101" in found
    assert Unit.objects.get(code="060101").get_parent().code == "0601"
    assert Unit.find_problems() == ([], [], [], [], [])


def test_the_first_unit_is_the_top_of_the_tree(db):
    Tree().add([NewUnit("school", "示例大学", "", "school", ""), NewUnit("01", "计算机学院", "", "college", "school")])
    assert [(unit.code, unit.depth, unit.numchild) for unit in Unit.objects.all()] == [("school", 1, 1), ("01", 2, 0)]
    assert Unit.find_problems() == ([], [], [], [], [])


def test_nothing_to_add_adds_nothing(tree):
    before = standing()
    Tree().add([])
    assert standing() == before
