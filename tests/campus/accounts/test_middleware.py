from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from campus.accounts.groups import sync_groups
from tests.factories import student_with_account, user_with

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def teacher():
    user = user_with("teacher")
    sync_groups(timezone.now())
    return user


def test_staff_without_a_second_factor_are_led_to_set_one_up(client, settings, teacher):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(teacher)
    response = client.get("/staff/")
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))
    assert client.get(reverse("mfa_index")).status_code == 200


def test_staff_with_a_second_factor_come_in(client, settings, teacher):
    settings.REQUIRE_SECOND_FACTOR = True
    TOTP.activate(teacher, SECRET)
    client.force_login(teacher)
    assert client.get("/staff/account/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, settings, teacher):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    settings.REQUIRE_SECOND_FACTOR = True
    RecoveryCodes.activate(teacher)
    client.force_login(teacher)
    assert client.get("/staff/account/").status_code == 302


def test_where_it_is_not_required_staff_come_in_without(client, settings, teacher):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(teacher)
    assert client.get("/staff/account/").status_code == 200


def test_students_need_no_second_factor_for_their_own_pages(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(student_with_account().user)
    assert client.get(reverse("account_change_password")).status_code == 200


def test_staff_can_sign_out_before_they_have_set_one_up(client, settings, teacher):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(teacher)
    client.post("/staff/logout/")
    assert "_auth_user_id" not in client.session


def test_a_student_at_the_staff_door_reads_a_sentence_instead_of_going_in_circles(client):
    client.force_login(student_with_account().user)
    response = client.get("/staff/", follow=True)
    assert response.status_code == 403
    assert response.redirect_chain == []
    assert "这些页面供教职工使用" in response.content.decode()


def test_whoever_lost_the_last_role_is_no_longer_let_in(client, teacher):
    from campus.accounts.actions import end_role

    client.force_login(teacher)
    assert client.get("/staff/account/").status_code == 200
    end_role(assignment=teacher.role_assignments.get(), by=user_with("administrator"), at=timezone.now())
    assert client.get("/staff/account/").status_code == 403


def test_whoever_is_not_signed_in_is_led_to_the_one_sign_in(client):
    response = client.get("/staff/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/staff/")
