"""Whose course it is, and so who may write in it.

A course belongs to the whole school, or to one unit: then the teachers, reviewers and administrators of that unit (and
of the units above it) have Wagtail's rights for this course and what is below, and for no other page. Pictures and
documents they add lie in a collection of their unit; those of the whole school they may use.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from campus.accounts.groups import OF_A_UNIT, ensure_group
from campus.accounts.permissions import covered_units, may, may_everywhere
from campus.accounts.roles import ROLES
from campus.organisation.models import Unit

if TYPE_CHECKING:
    from education.courses.models import CoursePage

# What each role may do in the courses of its unit. `publish` takes down and reorders: what goes live was reviewed.
IN_A_COURSE = {
    "teacher": ["add", "change"],
    "reviewer": ["add", "change", "publish"],
    "administrator": ["add", "change", "publish", "lock", "unlock"],
}
OWN_FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
FILES_OF_ALL = ["choose_image", "choose_document"]
_APPS = {"page": "wagtailcore", "image": "wagtailimages", "document": "wagtaildocs"}


def unit_of(page: Page) -> Unit | None:
    """The unit to whose course this page belongs; None for the whole school's pages."""
    from education.courses.models import CoursePage

    course = CoursePage.objects.ancestor_of(page, inclusive=True).select_related("unit").first()
    return course.unit if course else None


def may_in(user: Any, permission: str, unit: Unit | None) -> bool:
    """Does this person hold the permission where the course belongs: its unit, or the whole school?"""
    return may_everywhere(user, permission) if unit is None else may(user, permission, unit)


def elsewhere(user: Any, permission: str, pages: Iterable[Page]) -> set[int]:
    """Ids of the pages for whose courses this person does not hold the permission; few queries for any number."""
    from education.courses.models import CoursePage

    units = dict(CoursePage.objects.values_list("path", "unit"))
    covered: set[int | None] = set(covered_units(user, permission).values_list("pk", flat=True))
    if may_everywhere(user, permission):
        covered.add(None)
    depth = len(next(iter(units), ""))
    return {page.pk for page in pages if units.get(page.path[:depth]) not in covered}


def share_course(course: CoursePage) -> None:
    """Give Wagtail's rights in this course to the groups of its unit and of the units above it, and take all others
    away. Repeated, it changes nothing. Called whenever a course is saved, so that no copy or translation is forgotten.
    """
    wanted = set()
    for unit in _units(course.unit):
        for role, verbs in IN_A_COURSE.items():
            group = ensure_group(ROLES[role], unit)
            wanted |= {(group.pk, _permission(f"{verb}_page").pk) for verb in verbs}
        _share_files(unit)
    held = GroupPagePermission.objects.filter(page_id=course.pk, group__name__contains=OF_A_UNIT)
    for row in held:
        if (row.group_id, row.permission_id) in wanted:
            wanted.remove((row.group_id, row.permission_id))
        else:
            row.delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(page_id=course.pk, group_id=group, permission_id=permission)
        for group, permission in sorted(wanted)
    )


def share_all_courses() -> int:
    """The same for every course, after the tree of units was changed; the number of courses."""
    from education.courses.models import CoursePage

    courses = list(CoursePage.objects.select_related("unit"))
    for course in courses:
        share_course(course)
    return len(courses)


def _units(unit: Unit | None) -> list[Unit]:
    if unit is None or unit.is_root():
        return []
    return [*unit.get_ancestors().filter(depth__gt=1), unit]


def _share_files(unit: Unit) -> None:
    groups = [ensure_group(ROLES[role], unit) for role in IN_A_COURSE]
    root = Collection.get_first_root_node()
    held = GroupCollectionPermission.objects.filter(group__in=groups, permission=_permission("add_image"))
    first = held.exclude(collection=root).select_related("collection").first()
    own = first.collection if first else root.add_child(name=f"{unit.name_zh} {unit.code}")
    for group in groups:
        group.permissions.add(_permission("submit_translation", "wagtail_localize"))
        _allow(group, root, FILES_OF_ALL)
        _allow(group, own, OWN_FILES)


def _allow(group: Group, collection: Collection, codenames: list[str]) -> None:
    for codename in codenames:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=_permission(codename)
        )


def _permission(codename: str, app: str = "") -> Permission:
    label = app or _APPS[codename.rsplit("_", 1)[1]]
    return Permission.objects.get(content_type__app_label=label, codename=codename)
