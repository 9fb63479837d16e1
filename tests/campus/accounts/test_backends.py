"""Sign-in by user name or address, and named permissions asked in Django's way."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from tests.factories import PASSWORD, StudentFactory, UserFactory, college, other_college, user_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", [{"username": "lin.mei"}, {"email": "lin@example.edu.cn"}])
def test_user_name_and_address_both_sign_in(rf: RequestFactory, login: dict[str, str]) -> None:
    person = UserFactory(username="lin.mei", email="lin@example.edu.cn")
    assert authenticate(rf.post("/"), password=PASSWORD, **login) == person
    assert authenticate(rf.post("/"), password="something else", **login) is None


def test_a_named_permission_is_asked_for_a_unit_and_for_nothing_else() -> None:
    registrar = user_with("registrar", college())
    assert registrar.has_perm("students.import")
    assert registrar.has_perm("students.import", college())
    assert not registrar.has_perm("students.import", other_college())
    assert not registrar.has_perm("students.import", StudentFactory())


def test_djangos_own_permissions_are_still_djangos() -> None:
    assert user_with("teacher").has_perm("wagtailadmin.access_admin")
    assert not UserFactory().has_perm("wagtailadmin.access_admin")
