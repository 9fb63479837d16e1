"""A role held for one college gives rights in the courses of that college, and for no other page of the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, Page, Revision

from campus.audit.models import AuditEvent
from campus.organisation.models import Unit
from education.courses.actions import approve_page, assign_course, submit_for_review
from education.courses.models import CoursePage
from education.courses.permissions import may_review
from education.courses.rights import share_all_courses
from education.courses.workbench import courses_for_new_lesson
from tests.conventions.addresses import addresses
from tests.education.courses.factories import course_in, draft_lesson, fresh, lesson_in
from tests.factories import NOW, college, other_college, user_with

CHANGES = {"title": "改过的标题", "slug": "changed", "comment": "x"}
ROLES = ("teacher", "reviewer", "administrator")


@pytest.fixture
def course(home: Any) -> CoursePage:
    """The course of one college."""
    made = course_in(home)
    assign_course(course=made, unit=college(), by=user_with("administrator"), at=NOW)
    return fresh(made)


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def rows(pages: list[Page]) -> list[tuple[Any, ...]]:
    columns = ("pk", "title", "draft_title", "slug", "path", "numchild", "live", "locked", "latest_revision", "expired")
    return list(Page.objects.filter(pk__in=[page.pk for page in pages]).order_by("pk").values_list(*columns))


def page_addresses(page: Page) -> list[str]:
    """Every address of Wagtail's that is about one page."""
    numbers = {"page_id": page.pk, "parent_page_id": page.pk, "page_to_move_id": page.pk, "destination_id": page.pk,
               "revision_id": page.latest_revision_id or 1, "task_id": 1, "task_state_id": 1, "workflow_state_id": 1,
               "action_name": "approve", "content_type_app_name": "education", "content_type_model_name": "lessonpage"}
    found = []
    for address in addresses():
        about_pages = address.name.startswith(("wagtailadmin_pages:", "wagtail_localize:submit_page"))
        if about_pages and address.parameters and set(address.parameters) <= numbers.keys():
            found.append(address.path(numbers))
    return found


@pytest.mark.parametrize(
    ("role", "unit"),
    [("teacher", college), ("reviewer", college), ("administrator", college), ("reviewer", other_college)],
)
def test_no_page_of_others_is_opened_or_changed_by_any_address(home: Any, course: CoursePage, role: str, unit: Any):
    common, theirs = course_in(home, "common"), course_in(home, "theirs")
    assign_course(course=theirs, unit=college("03", "法学院", "Law"), by=user_with("administrator"), at=NOW)
    lesson = draft_lesson(common, owner=user_with("teacher"))
    foreign = [home, lesson, fresh(theirs)] if unit is college else [course]
    before = rows(foreign)
    client = signed_in(user_with(role, unit()))
    opened = []
    for page in foreign:
        for path in page_addresses(page):
            for ask in (client.get, client.post):
                with transaction.atomic():
                    response = ask(path, CHANGES if ask == client.post else {})
                    if response.status_code == 200 or rows(foreign) != before:
                        opened.append((path, response.request["REQUEST_METHOD"], response.status_code))
                    transaction.set_rollback(True)
        for action in ("move", "delete", "publish", "unpublish"):
            bulk = f"/staff/bulk/wagtailcore/page/{action}/?id={page.pk}"
            client.post(bulk, {"chooser": course.pk, "next": "/staff/"})
            assert rows(foreign) == before, action
    assert opened == []


@pytest.mark.parametrize("role", ROLES)
def test_in_the_course_of_their_college_they_write(home: Any, course: CoursePage, role: str):
    lesson = lesson_in(course)
    client = signed_in(user_with(role, college()))
    for page in (course, lesson):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    add = reverse("wagtailadmin_pages:add", args=["education", "lessonpage", course.pk])
    assert client.get(add).status_code == 200
    assert client.get(reverse("wagtailadmin_explore", args=[course.pk])).status_code == 200
    assert client.get(reverse("wagtailimages:add")).status_code == 200
    assert [one.pk for one in courses_for_new_lesson(user_with(role, college()))] == [course.pk]
    assert courses_for_new_lesson(user_with(role, other_college())) == []


def test_a_unit_below_writes_nothing_in_the_course_of_the_college_and_the_college_in_that_of_a_unit_below(home: Any):
    department = college().add_child(kind=Unit.Kind.DEPARTMENT, code="0101", name_zh="软件工程系")
    above, below = course_in(home, "above"), course_in(home, "below")
    administrator = user_with("administrator")
    assign_course(course=above, unit=college(), by=administrator, at=NOW)
    assign_course(course=below, unit=department, by=administrator, at=NOW)
    assert [page.pk for page in courses_for_new_lesson(user_with("teacher", department))] == [below.pk]
    assert [page.pk for page in courses_for_new_lesson(user_with("teacher", college()))] == [above.pk, below.pk]


def test_the_reviewer_of_the_college_reviews_and_one_of_another_college_does_not(home: Any, course: CoursePage):
    lesson = draft_lesson(course, owner=user_with("teacher", college()))
    submit_for_review(page=lesson, by=lesson.owner)
    here, there = user_with("reviewer", college()), user_with("reviewer", other_college())
    task = fresh(lesson).current_workflow_task_state.task.specific
    assert not may_review(there, fresh(lesson))
    assert not task.get_task_states_user_can_moderate(there).exists()
    assert signed_in(there).get(reverse("courses_staff:review", args=[lesson.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        approve_page(page=fresh(lesson), by=there)
    assert task.get_task_states_user_can_moderate(here).count() == 1
    assert task.get_task_states_user_can_moderate(user_with("reviewer")).count() == 1
    approve_page(page=fresh(lesson), by=here)
    assert fresh(lesson).live


def test_the_reviewer_of_a_college_reviews_nothing_of_the_whole_school(home: Any):
    lesson = draft_lesson(course_in(home), owner=user_with("teacher"))
    submit_for_review(page=lesson, by=lesson.owner)
    with pytest.raises(PermissionDenied):
        approve_page(page=fresh(lesson), by=user_with("reviewer", college()))
    approve_page(page=fresh(lesson), by=user_with("reviewer"))


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_only_who_holds_it_for_the_school_says_whose_course_it_is(home: Any, course: CoursePage, role: str):
    with pytest.raises(PermissionDenied):
        assign_course(course=course, unit=None, by=user_with(role, college()), at=NOW)
    client = signed_in(user_with(role, college()))
    assert client.post(reverse("courses_staff:assign", args=[course.pk]), {"unit": ""}).status_code == 403
    whole = signed_in(user_with(role))
    assert whole.get(reverse("courses_staff:assign", args=[course.pk])).status_code == 200
    assert whole.post(reverse("courses_staff:assign", args=[course.pk]), {"unit": "nonsense"}).status_code == 422
    assert whole.post(reverse("courses_staff:assign", args=[course.pk]), {"unit": ""}).status_code == 302
    assert fresh(course).unit is None
    assert courses_for_new_lesson(user_with("teacher", college())) == []
    event = AuditEvent.objects.filter(action="courses.assign_course").order_by("-pk").first()
    assert (event.unit, event.details["before"]) == ("", "01")


def test_a_draft_or_an_old_version_does_not_change_whose_course_it_is(home: Any):
    course = course_in(home)
    old = course.save_revision()
    assign_course(course=course, unit=college(), by=user_with("administrator"), at=NOW)
    assert Revision.objects.get(pk=old.pk).as_object().unit_id == college().pk
    fresh(course).save_revision()
    assert fresh(course).get_latest_revision_as_object().unit_id == college().pk


def test_a_copy_belongs_to_whom_the_course_belongs_with_the_same_rights(home: Any, course: CoursePage):
    copy = course.copy(update_attrs={"slug": "copy"})
    assert copy.unit_id == college().pk
    assert {page.pk for page in courses_for_new_lesson(user_with("teacher", college()))} == {course.pk, copy.pk}


def test_the_groups_of_the_whole_school_hold_nobody_of_one_college(home: Any, course: CoursePage):
    for role in ROLES:
        person = user_with(role, college())
        assert not Group.objects.get(name=role).user_set.filter(pk=person.pk).exists()


def test_pictures_of_a_college_lie_in_its_own_collection(home: Any, course: CoursePage):
    from wagtail.images.permissions import permission_policy

    teacher = user_with("teacher", college())
    may_add = permission_policy.collections_user_has_permission_for(teacher, "add")
    assert [collection.name for collection in may_add] == ["计算机学院 01"]
    may_choose = permission_policy.collections_user_has_permission_for(teacher, "choose")
    assert Collection.get_first_root_node() in may_choose
    share_all_courses()
    assert Collection.objects.filter(name="计算机学院 01").count() == 1


def test_the_chooser_of_links_offers_no_draft_of_another_college(home: Any, course: CoursePage):
    lesson_in(course, "hidden", title="未公开的草稿", live=False)
    lesson_in(course, "open", title="公开的一课")
    path = f"/staff/choose-page/{course.pk}/"
    here, there = (
        signed_in(user_with("teacher", unit)).get(path).json()["html"] for unit in (college(), other_college())
    )
    assert "未公开的草稿" in here
    assert "公开的一课" in there
    assert "未公开的草稿" not in there


def test_the_title_of_a_draft_of_others_is_told_by_no_address_that_takes_its_number(home: Any, course: CoursePage):
    lesson = draft_lesson(course_in(home, "common"), owner=user_with("teacher"))
    Page.objects.filter(pk=lesson.pk).update(title="标记草稿", draft_title="标记草稿")
    above = lesson.get_parent().pk
    client = signed_in(user_with("teacher", college()))
    told = []
    everything = (f"id=all&childOf={above}", f"id=all&childOf={above}&q=标记", "id=all&q=标记", "id=all")
    for query in (f"id={lesson.pk}", *everything):
        for place in (*(f"bulk/wagtailcore/page/{verb}" for verb in ("move", "delete", "publish", "unpublish")),
                      "choose-page/chosen-multiple"):
            answer = client.get(f"/staff/{place}/?{query}")
            if answer.status_code >= 500 or "标记草稿" in answer.content.decode():
                told.append(f"{place}?{query} {answer.status_code}")
    assert told == []
