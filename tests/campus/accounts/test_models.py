from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

from campus.accounts.models import RoleAssignment, User
from tests.factories import UserFactory, school, user_with

pytestmark = pytest.mark.django_db


def test_user_names_are_kept_in_lower_case():
    assert UserFactory(username=" T1001 ").username == "t1001"
    assert User.objects.get_by_natural_key("T1001").username == "t1001"


def test_the_database_refuses_a_user_name_in_upper_case():
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(username="T1001")


def test_the_database_refuses_an_address_that_somebody_has_in_any_case():
    UserFactory(email="li@example.edu")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="LI@example.edu")
    UserFactory(email="")
    UserFactory(email="")


@pytest.mark.parametrize(
    "values",
    [
        {"ended_at": timezone.now()},
        {"ended_by": True},
        {"ended_at": timezone.now() - timedelta(days=36500), "ended_by": True},
    ],
)
def test_the_database_refuses_half_an_end_and_an_end_before_the_beginning(values):
    assignment = user_with("teacher").role_assignments.get()
    if values.get("ended_by"):
        values = {**values, "ended_by": assignment.granted_by}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.filter(pk=assignment.pk).update(**values)


def test_the_database_refuses_the_same_role_twice_at_the_same_time():
    assignment = user_with("teacher").role_assignments.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(
            user=assignment.user,
            role="teacher",
            unit=school(),
            granted_at=timezone.now(),
            granted_by=assignment.granted_by,
        )


def test_an_assignment_is_printed_without_the_persons_name():
    assignment = user_with("teacher", name="李老师").role_assignments.get()
    assert str(assignment) == f"teacher #{assignment.pk}"


@pytest.mark.django_db
def test_the_database_takes_no_superuser():
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(is_superuser=True)
    person = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(is_superuser=True)
    with pytest.raises(CommandError, match="create_school"):
        User.objects.create_superuser("root", "a-long-password")
    assert not User.objects.filter(username="root").exists()
