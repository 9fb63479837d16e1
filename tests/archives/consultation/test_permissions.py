from __future__ import annotations

import pytest

from archives.catalogue.models import Use
from archives.consultation.actions import look_up_archive
from archives.consultation.models import Purpose
from archives.consultation.permissions import may_look_up, may_review, purposes_of, role_for
from campus.accounts.roles import ROLES
from tests.factories import NOW, StudentFactory, other_college, user_with

pytestmark = pytest.mark.django_db


def test_every_use_of_the_catalogue_is_a_registered_purpose_with_a_basis() -> None:
    assert {purpose.code for purpose in Purpose.objects.all()} == set(Use.values)
    assert all(purpose.legal_basis.title_zh for purpose in Purpose.objects.select_related("legal_basis"))


def test_purposes_name_roles_that_exist_and_may_look_up() -> None:
    named = {role for purpose in Purpose.objects.all() for role in purpose.roles}

    assert named == {"aid_officer", "loan_officer", "integrity_officer", "panel_member", "privacy_officer", "ombud"}
    assert all("archive.look_up" in ROLES[role].may for role in named)


def test_no_office_may_look_for_the_students_own_sharing() -> None:
    assert Purpose.objects.get(code="own_sharing").roles == []


def test_an_officer_is_offered_only_the_purposes_of_the_own_roles() -> None:
    assert [purpose.code for purpose in purposes_of(user_with("aid_officer"), at=NOW)] == ["scholarship"]
    assert purposes_of(user_with("teacher"), at=NOW) == []


def test_a_purpose_that_is_switched_off_may_be_used_by_nobody() -> None:
    purpose = Purpose.objects.get(code="scholarship")
    purpose.is_enabled = False
    officer, student = user_with("aid_officer"), StudentFactory()

    assert role_for(officer, student, purpose, at=NOW) == "aid_officer"
    assert not may_look_up(officer, student, purpose, at=NOW)


def test_reviewers_read_the_look_ups_of_their_units_only() -> None:
    trace = look_up_archive(student=StudentFactory(), purpose="scholarship", case_number="1", reason="核对申请条件",
                            by=user_with("aid_officer"), at=NOW).look_up

    assert may_review(user_with("privacy_officer"), trace)
    assert not may_review(user_with("privacy_officer", other_college()), trace)
    assert not may_review(user_with("aid_officer"), trace)
