"""What each role may do: this table is meant to be read. A change here is a change of somebody's powers."""

from __future__ import annotations

import pytest

from campus.accounts.permission_names import PERMISSIONS, UnknownPermission
from campus.accounts.roles import ROLES, Role, roles_with

POWERS = {
    "teacher": "courses.write",
    "reviewer": "courses.write courses.review courses.assign",
    "registrar": "organisation.import students.view students.import students.issue_code catalogue.view "
    "records.import imports.view imports.release imports.undo",
    "integrity_officer": "students.view catalogue.view records.view records.enter records.import "
    "records.confirm "
    "records.withdraw records.settle_dispute imports.view imports.release exports.release archive.look_up",
    "panel_member": "catalogue.view archive.look_up",
    "aid_officer": "students.view catalogue.view records.import_good imports.view archive.look_up",
    "loan_officer": "students.view catalogue.view imports.view archive.look_up",
    "privacy_officer": "catalogue.view lookups.review audit.view archive.look_up exports.release",
    "auditor": "catalogue.view imports.view lookups.review audit.view",
    "ombud": "catalogue.view lookups.review audit.view archive.look_up",
    "administrator": "accounts.manage school.change courses.assign organisation.import imports.view catalogue.view "
    "catalogue.change jobs.view",
    "student": "",
}


def test_the_table_names_every_role():
    assert set(POWERS) == set(ROLES)


@pytest.mark.parametrize("code", POWERS)
def test_a_role_may_do_exactly_what_the_table_says(code):
    assert ROLES[code].may == frozenset(POWERS[code].split())


def test_every_permission_belongs_to_some_role():
    assert {name for name in PERMISSIONS if not roles_with(name)} == set()


def test_only_the_student_role_opens_no_staff_page():
    assert [code for code, role in ROLES.items() if not role.is_staff_role] == ["student"]


def test_whoever_manages_accounts_sees_no_students_and_no_archives():
    assert not {"students.view", "records.view", "archive.look_up"} & ROLES["administrator"].may


def test_a_role_with_a_misspelt_permission_cannot_be_written():
    with pytest.raises(UnknownPermission, match=r"records\.entre"):
        type("Broken", (Role,), {"may": frozenset({"records.entre"})})


def test_asking_for_the_roles_of_an_unknown_permission_raises():
    with pytest.raises(UnknownPermission):
        roles_with("records.shred")


def test_every_role_is_described_in_one_sentence():
    from django.utils import translation

    with translation.override("en"):
        for role in ROLES.values():
            assert str(role.name)
            assert str(role.description).endswith(".")
