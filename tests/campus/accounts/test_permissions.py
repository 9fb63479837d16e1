from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from campus.accounts.actions import end_role, grant_role
from campus.accounts.models import User
from campus.accounts.permission_names import PERMISSIONS, UnknownPermission
from campus.accounts.permissions import covered_units, manageable_people, may, may_everywhere, may_manage, require
from tests.factories import UserFactory, college, other_college, school, user_with

pytestmark = pytest.mark.django_db


def test_a_role_counts_for_its_unit_and_everything_below_it():
    computing = college()
    year_class = computing.add_child(kind="class", code="0101", name_zh="计科2401")
    officer = user_with("integrity_officer", computing)
    assert may(officer, "records.enter", computing)
    assert may(officer, "records.enter", year_class)


def test_a_role_does_not_count_for_another_college_nor_for_the_school_above():
    computing, humanities = college(), other_college()
    officer = user_with("integrity_officer", computing)
    assert not may(officer, "records.enter", humanities)
    assert not may(officer, "records.enter", school())


def test_without_a_unit_the_question_is_for_any_at_all():
    assert may(user_with("integrity_officer", college()), "records.enter")
    assert not may(UserFactory(), "records.enter")


def test_what_belongs_to_no_college_is_for_those_who_hold_it_for_the_school():
    assert may_everywhere(user_with("administrator"), "jobs.view")
    assert not may_everywhere(user_with("administrator", college()), "jobs.view")
    assert not may_everywhere(user_with("administrator"), "records.enter")
    assert not may_everywhere(user_with("administrator", is_active=False), "jobs.view")


def test_a_teacher_cannot_enter_records():
    teacher = user_with("teacher")
    assert may(teacher, "courses.write", school())
    assert not may(teacher, "records.enter", school())
    assert not may(teacher, "records.enter")


def test_what_django_calls_a_superuser_may_do_nothing():
    person = UserFactory()
    person.is_superuser = True  # in memory: the database takes no such row
    assert not any(may(person, name) or may(person, name, college()) for name in PERMISSIONS)
    assert not any(may_everywhere(person, name) for name in PERMISSIONS)
    assert not covered_units(person, "records.view").exists()
    assert not may_manage(person, UserFactory())


def test_a_deactivated_account_may_do_nothing():
    person = user_with("integrity_officer", is_active=False)
    assert not may(person, "records.enter")
    assert not covered_units(person, "records.enter").exists()


def test_whoever_is_not_signed_in_may_do_nothing():
    assert not may(AnonymousUser(), "courses.write")
    assert not covered_units(AnonymousUser(), "courses.write").exists()


def test_a_misspelt_permission_raises_instead_of_answering():
    with pytest.raises(UnknownPermission):
        may(UserFactory(), "records.entre")
    with pytest.raises(UnknownPermission):
        covered_units(UserFactory(), "records.entre")


def test_covered_units_are_those_of_the_role_with_all_below():
    computing, humanities = college(), other_college()
    inside = computing.add_child(kind="class", code="0101", name_zh="计科2401")
    officer = user_with("registrar", computing)
    assert set(covered_units(officer, "students.import")) == {computing, inside}
    assert humanities not in covered_units(officer, "students.import")


def test_an_ended_role_counts_before_its_end_and_not_after():
    officer = user_with("auditor")
    end = timezone.now()
    end_role(assignment=officer.role_assignments.get(), by=user_with("administrator"), at=end)
    assert may(officer, "audit.view", at=end - timedelta(seconds=1))
    assert not may(officer, "audit.view", at=end)
    assert not may(officer, "audit.view")


def test_a_role_does_not_count_before_it_was_granted():
    now = timezone.now()
    person = UserFactory()
    grant_role(user=person, role="auditor", unit=school(), by=user_with("administrator"), at=now)
    assert not may(person, "audit.view", at=now - timedelta(seconds=1))
    assert may(person, "audit.view", at=now)


def test_granting_and_ending_is_seen_by_user_objects_that_were_asked_before():
    admin, person = user_with("administrator"), UserFactory()
    same_person_elsewhere = User.objects.get(pk=person.pk)
    assert not may(same_person_elsewhere, "audit.view")
    granted = grant_role(user=person, role="auditor", unit=school(), by=admin, at=timezone.now())
    assert may(same_person_elsewhere, "audit.view")
    end_role(assignment=granted, by=admin, at=timezone.now())
    assert not may(same_person_elsewhere, "audit.view")


def test_many_questions_cost_one_query(django_assert_num_queries):
    computing = college()
    person = user_with("integrity_officer", computing)
    with django_assert_num_queries(1):
        for name in PERMISSIONS:
            may(person, name, computing)
        assert person.is_staff


def test_a_role_that_no_longer_exists_allows_nothing():
    person = user_with("librarian")
    assert not any(may(person, name) for name in PERMISSIONS)
    assert not person.is_staff


def test_require_names_what_is_missing_and_who_has_it():
    with translation.override("en"), pytest.raises(PermissionDenied) as denied:
        require(user_with("teacher"), "lookups.review")
    assert str(denied.value) == (
        "You need the permission “Review who looked into which archive and why”. These roles have it: "
        "Privacy officer, Auditor, Student ombud. An administrator can grant you one."
    )


def test_require_says_when_it_is_only_the_unit_that_is_wrong():
    humanities = other_college()
    with translation.override("en"), pytest.raises(PermissionDenied) as denied:
        require(user_with("integrity_officer", college()), "records.enter", humanities)
    assert str(denied.value) == (
        "You hold the permission “Enter a record about a student”, but not for School of Humanities. "
        "Ask an administrator of that unit."
    )


@pytest.mark.parametrize(("role", "is_staff"), [("teacher", True), ("student", False)])
def test_staff_is_whoever_holds_a_staff_role(role, is_staff):
    assert user_with(role).is_staff is is_staff


def test_django_and_templates_can_ask_by_name():
    computing, humanities = college(), other_college()
    officer = user_with("integrity_officer", computing)
    assert officer.has_perm("records.enter")
    assert officer.has_perm("records.enter", computing)
    assert not officer.has_perm("records.enter", humanities)
    assert not officer.has_perm("accounts.manage")


def test_an_administrator_of_a_college_manages_only_people_whose_roles_are_all_in_it():
    computing, humanities = college(), other_college()
    admin = user_with("administrator", computing)
    ours, theirs = user_with("registrar", computing), user_with("registrar", humanities)
    whole_school, student = user_with("registrar"), UserFactory()
    assert may_manage(admin, ours)
    for other in (theirs, whole_school, student):
        assert not may_manage(admin, other)
    assert set(manageable_people(admin)) == {admin, ours}


def test_an_administrator_of_the_school_manages_everybody():
    admin = user_with("administrator")
    assert may_manage(admin, user_with("registrar", other_college()))
    assert may_manage(admin, UserFactory())


def test_people_without_the_permission_manage_nobody():
    registrar = user_with("registrar")
    assert not may_manage(registrar, UserFactory())
    assert set(manageable_people(registrar)) == set()
