from __future__ import annotations

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from campus.accounts.models import User
from campus.accounts.permissions import may
from campus.accounts.roles import STAFF_ROLES
from campus.audit.models import AuditEvent
from campus.organisation.models import SchoolSettings, Unit
from tests.factories import PASSWORD, UserFactory, user_with

pytestmark = pytest.mark.django_db


def run(name, *args):
    out = StringIO()
    call_command(name, *args, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_sync_roles_makes_a_group_for_each_staff_role_that_opens_the_admin():
    Group.objects.filter(name__in=[role.code for role in STAFF_ROLES]).delete()
    run("sync_roles")
    for role in STAFF_ROLES:
        assert Group.objects.get(name=role.code).permissions.filter(codename="access_admin").count() == 1


def test_sync_roles_puts_people_right_and_changes_nothing_the_second_time():
    teacher = user_with("teacher")
    former = UserFactory()
    run("sync_roles")
    teacher.groups.clear()
    former.groups.add(Group.objects.get(name="auditor"))
    assert run("sync_roles") == {"groups": len(STAFF_ROLES), "people_changed": 2}
    assert list(teacher.groups.values_list("name", flat=True)) == ["teacher"]
    assert not former.groups.exists()
    assert run("sync_roles") == {"groups": len(STAFF_ROLES), "people_changed": 0}


def test_create_school_makes_the_school_and_an_administrator(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    assert run("create_school", "--name-zh", "示例大学", "--name-en", "Example University") == {
        "school": "school",
        "admin": "admin",
    }
    admin = User.objects.get(username="admin")
    assert not admin.is_superuser
    assert admin.check_password(PASSWORD)
    assert may(admin, "accounts.manage", Unit.objects.get())
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "accounts.create_user",
        "organisation.create_unit",
        "accounts.grant_role",
    ]


def test_create_school_puts_the_name_on_every_page(monkeypatch, client):
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    run("create_school", "--name-zh", "青山大学", "--name-en", "Qingshan University")
    shown = SchoolSettings.load()
    assert (shown.name_zh, shown.name_en) == ("青山大学", "Qingshan University")
    assert "青山大学" in client.get("/accounts/login/").content.decode()


def test_a_school_without_an_english_name_keeps_the_chinese_one_on_english_pages(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    run("create_school", "--name-zh", "青山大学")
    assert SchoolSettings.load().name_en == "青山大学"


def test_create_school_refuses_a_second_school(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    run("create_school", "--name-zh", "示例大学")
    with pytest.raises(CommandError):
        run("create_school", "--name-zh", "另一所", "--admin", "other")
    assert (Unit.objects.count(), User.objects.count()) == (1, 1)


def test_create_school_refuses_a_weak_password_and_leaves_nothing(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "12345678")
    with pytest.raises(CommandError):
        run("create_school", "--name-zh", "示例大学")
    assert (Unit.objects.count(), User.objects.count()) == (0, 0)


def test_create_school_refuses_a_user_name_that_is_taken(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    UserFactory(username="admin")
    with pytest.raises(CommandError, match="--admin"):
        run("create_school", "--name-zh", "示例大学")
    assert not Unit.objects.exists()


def test_commands_tell_a_person_what_they_did(monkeypatch):
    monkeypatch.setattr("campus.management.commands.create_school.getpass.getpass", lambda _question: PASSWORD)
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    out = StringIO()
    call_command("create_school", name_zh="示例大学", stdout=out)
    call_command("sync_roles", stdout=out)
    assert out.getvalue().splitlines() == [
        "The school school and its administrator admin are ready.",
        f"{len(STAFF_ROLES)} groups, 0 people changed.",
    ]
