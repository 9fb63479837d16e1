from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from campus.accounts import actions
from campus.accounts.models import RoleAssignment, User
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.factories import PASSWORD, UserFactory, college, other_college, school, student_with_account, user_with

pytestmark = pytest.mark.django_db


def event():
    """The only event, as the test reads it."""
    found = AuditEvent.objects.get()
    return found.action, found.actor_name, found.target_id, found.unit, found.details


@pytest.fixture
def admin():
    return user_with("administrator", username="root-admin")


def test_create_user_makes_an_account_without_a_password_and_leaves_an_event(admin):
    user = actions.create_user(
        username=" T1001 ",
        name="李老师",
        email="li@example.edu",
        office="学籍科",
        by=admin,
        at=timezone.now(),
    )
    user.refresh_from_db()
    assert (user.username, user.name, user.email, user.office) == (
        "t1001",
        "李老师",
        "li@example.edu",
        "学籍科",
    )
    assert not user.has_usable_password()
    assert event() == ("accounts.create_user", "root-admin", str(user.pk), "", {})


def test_create_user_needs_the_permission():
    with pytest.raises(PermissionDenied):
        actions.create_user(username="x", name="x", by=user_with("registrar"), at=timezone.now())
    assert not User.objects.filter(username="x").exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("username", "email", "field"),
    [
        ("TAKEN", "", "username"),
        ("fresh", "TAKEN@example.edu", "email"),
        ("", "", "username"),
        ("a b", "", "username"),
    ],
)
def test_create_user_refuses_a_name_or_address_that_somebody_has_or_that_cannot_be(
    admin, username, email, field
):
    UserFactory(username="taken", email="taken@example.edu")
    with pytest.raises(Refusal) as refused:
        actions.create_user(username=username, name="某人", email=email, by=admin, at=timezone.now())
    assert refused.value.field in (field, "__all__")
    assert not AuditEvent.objects.exists()


def test_create_student_account_is_traced_as_the_students_own_doing():
    user = actions.create_student_account(
        username="2024000001", name="陈佳宁", password=PASSWORD, at=timezone.now()
    )
    assert user.check_password(PASSWORD)
    assert not user.is_staff
    assert event() == ("accounts.create_student_account", "2024000001", str(user.pk), "", {})


def test_create_student_account_refuses_a_weak_password():
    with pytest.raises(Refusal) as refused:
        actions.create_student_account(
            username="2024000001", name="陈佳宁", password="12345678", at=timezone.now()
        )
    assert refused.value.field == "password"
    assert not User.objects.exists()


def test_change_user_names_the_changed_fields_only(admin):
    user = UserFactory(name="旧名", office="教务处")
    actions.change_user(user=user, name="新名", office="教务处", by=admin, at=timezone.now())
    assert User.objects.get(pk=user.pk).name == "新名"
    assert event()[4] == {"fields": ["name"]}


def test_change_user_without_a_change_leaves_no_event(admin):
    user = UserFactory(name="旧名")
    actions.change_user(user=user, name="旧名", by=admin, at=timezone.now())
    assert not AuditEvent.objects.exists()


def test_change_user_cannot_touch_other_fields(admin):
    with pytest.raises(TypeError):
        actions.change_user(user=UserFactory(), is_superuser="1", by=admin, at=timezone.now())


def test_changing_the_language_tells_wagtail(admin):
    user = UserFactory()
    actions.change_user(user=user, language="en", by=admin, at=timezone.now())
    assert User.objects.get(pk=user.pk).wagtail_userprofile.preferred_language == "en"


def test_an_administrator_of_another_college_can_change_and_close_nothing():
    theirs = user_with("registrar", college())
    stranger = user_with("administrator", other_college())
    now = timezone.now()
    for act in (
        lambda: actions.change_user(user=theirs, email="mine@example.edu", by=stranger, at=now),
        lambda: actions.deactivate_user(user=theirs, by=stranger, at=now),
        lambda: actions.note_password_link(user=theirs, by=stranger, at=now),
        lambda: actions.grant_role(user=theirs, role="auditor", unit=college(), by=stranger, at=now),
        lambda: actions.end_role(assignment=theirs.role_assignments.get(), by=stranger, at=now),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not AuditEvent.objects.exists()


def test_deactivate_and_reactivate_once_each(admin):
    user = UserFactory()
    actions.deactivate_user(user=user, by=admin, at=timezone.now())
    with pytest.raises(Conflict):
        actions.deactivate_user(user=User.objects.get(pk=user.pk), by=admin, at=timezone.now())
    assert not User.objects.get(pk=user.pk).is_active
    actions.reactivate_user(user=user, by=admin, at=timezone.now())
    with pytest.raises(Conflict):
        actions.reactivate_user(user=user, by=admin, at=timezone.now())
    assert User.objects.get(pk=user.pk).is_active
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "accounts.deactivate_user",
        "accounts.reactivate_user",
    ]


def test_nobody_deactivates_themselves(admin):
    with pytest.raises(PermissionDenied):
        actions.deactivate_user(user=admin, by=admin, at=timezone.now())
    assert User.objects.get(pk=admin.pk).is_active


def test_grant_role_puts_the_person_into_the_group_that_opens_the_staff_pages(admin):
    user, unit = UserFactory(), college()
    granted = actions.grant_role(user=user, role="teacher", unit=unit, by=admin, at=timezone.now())
    fresh = User.objects.get(pk=user.pk)
    assert list(fresh.groups.values_list("name", flat=True)) == [f"teacher@{unit.pk}"]
    assert fresh.has_perm("wagtailadmin.access_admin")
    assert event() == (
        "accounts.grant_role",
        "root-admin",
        str(user.pk),
        "01",
        {"role": "teacher", "assignment": granted.pk},
    )


def test_nobody_grants_a_role_to_themselves(admin):
    with pytest.raises(PermissionDenied), translation.override("en"):
        actions.grant_role(user=admin, role="auditor", unit=school(), by=admin, at=timezone.now())


def test_the_first_administrator_is_made_once_and_by_nobody():
    first = UserFactory()
    actions.make_first_administrator(user=first, school=school(), at=timezone.now())
    assert first.role_assignments.get().role == "administrator"
    event = AuditEvent.objects.get(action="accounts.grant_role")
    assert (event.actor_id, event.target_id) == ("", str(first.pk))
    with pytest.raises(Conflict):
        actions.make_first_administrator(user=UserFactory(), school=school(), at=timezone.now())


@pytest.mark.parametrize("role", ["student", "librarian", ""])
def test_grant_role_refuses_what_is_no_staff_role(admin, role):
    with pytest.raises(Refusal):
        actions.grant_role(user=UserFactory(), role=role, unit=school(), by=admin, at=timezone.now())


def test_granting_twice_is_a_conflict_and_leaves_one_assignment(admin):
    user = user_with("teacher")
    with pytest.raises(Conflict):
        actions.grant_role(user=user, role="teacher", unit=school(), by=admin, at=timezone.now())
    assert user.role_assignments.count() == 1


def test_granting_at_the_same_moment_as_somebody_else_is_a_conflict(admin, monkeypatch):
    user = user_with("teacher")
    # The look before the insert sees nothing, as it would when the other insert came just after it.
    monkeypatch.setattr(RoleAssignment.objects, "filter", lambda **kwargs: RoleAssignment.objects.none())
    with pytest.raises(Conflict):
        actions.grant_role(user=user, role="teacher", unit=school(), by=admin, at=timezone.now())
    monkeypatch.undo()
    assert user.role_assignments.count() == 1
    assert not AuditEvent.objects.exists()


def test_end_role_takes_the_person_out_of_the_group_and_stays_on_record(admin):
    user = UserFactory()
    granted = actions.grant_role(user=user, role="teacher", unit=school(), by=admin, at=timezone.now())
    end = timezone.now()
    actions.end_role(assignment=granted, by=admin, at=end)
    fresh = User.objects.get(pk=user.pk)
    assert not fresh.groups.exists()
    assert not fresh.has_perm("wagtailadmin.access_admin")
    row = fresh.role_assignments.get()
    assert (row.ended_at, row.ended_by) == (end, admin)


def test_ending_one_of_two_units_keeps_the_group_of_the_other(admin):
    user = UserFactory()
    first = actions.grant_role(user=user, role="teacher", unit=college(), by=admin, at=timezone.now())
    actions.grant_role(user=user, role="teacher", unit=other_college(), by=admin, at=timezone.now())
    actions.end_role(assignment=first, by=admin, at=timezone.now())
    assert list(user.groups.values_list("name", flat=True)) == [f"teacher@{other_college().pk}"]


def test_groups_that_are_no_roles_are_left_alone(admin):
    user = UserFactory()
    user.groups.add(Group.objects.create(name="Choir"))
    granted = actions.grant_role(user=user, role="teacher", unit=school(), by=admin, at=timezone.now())
    actions.end_role(assignment=granted, by=admin, at=timezone.now())
    assert list(user.groups.values_list("name", flat=True)) == ["Choir"]


def test_ending_twice_is_a_conflict_and_keeps_the_first_end(admin):
    granted = user_with("teacher").role_assignments.get()
    first = timezone.now()
    actions.end_role(assignment=RoleAssignment.objects.get(pk=granted.pk), by=admin, at=first)
    with pytest.raises(Conflict):
        actions.end_role(assignment=granted, by=user_with("administrator"), at=timezone.now())
    granted.refresh_from_db()
    assert (granted.ended_at, granted.ended_by) == (first, admin)


def test_nobody_ends_their_own_roles(admin):
    with pytest.raises(PermissionDenied):
        actions.end_role(assignment=admin.role_assignments.get(), by=admin, at=timezone.now())


def test_an_action_whose_event_cannot_be_written_does_not_happen(admin, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("the log is full")

    monkeypatch.setattr(actions, "record_event", broken)
    user = UserFactory()
    with pytest.raises(RuntimeError):
        actions.grant_role(user=user, role="teacher", unit=school(), by=admin, at=timezone.now())
    assert not user.role_assignments.exists()
    assert not user.groups.exists()


def test_choose_language_is_remembered_for_the_person_and_for_wagtail():
    user = UserFactory()
    actions.choose_language(user=user, language="en")
    fresh = User.objects.get(pk=user.pk)
    assert (fresh.language, fresh.wagtail_userprofile.preferred_language) == ("en", "en")


def test_nobody_changes_the_address_of_a_students_account(admin):
    """Links to choose a password go there: whoever changed it could read the archive as the student."""
    student = student_with_account()
    with pytest.raises(Refusal) as refusal:
        actions.change_user(user=student.user, email="mine@example.edu.cn", by=admin, at=timezone.now())
    assert refusal.value.field == "email"
    assert User.objects.get(pk=student.user_id).email == student.user.email != "mine@example.edu.cn"
    actions.change_user(user=student.user, name="新名字", by=admin, at=timezone.now())
    assert User.objects.get(pk=student.user_id).name == "新名字"


def test_who_gets_another_address_is_told_at_the_old_one(admin, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    user = UserFactory(username="t1001", email="old@example.edu.cn")
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_user(user=user, email="new@example.edu.cn", by=admin, at=timezone.now())
    assert [mail.to for mail in mail.outbox] == [["old@example.edu.cn"]]
    assert "t1001" in mail.outbox[0].body
