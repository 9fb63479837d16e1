from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from campus.accounts.groups import sync_groups
from campus.accounts.models import User
from campus.accounts.staff_urls import urlpatterns
from campus.audit.models import AuditEvent
from tests.factories import UserFactory, college, other_college, school, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    """An administrator of the whole school, signed in."""
    user = user_with("administrator", username="root-admin")
    sync_groups(timezone.now())
    client.force_login(user)
    return user


@pytest.fixture
def college_admin(client):
    user = user_with("administrator", college(), username="cs-admin")
    sync_groups(timezone.now())
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)


def text(response):
    return response.content.decode()


def test_every_page_asks_for_the_permission_to_manage_accounts():
    assert {pattern.callback.permission_name for pattern in urlpatterns} == {"accounts.manage"}


@pytest.mark.parametrize("name", ["people", "add_person"])
def test_people_without_the_permission_read_which_one_is_missing(client, name):
    client.force_login(user_with("registrar"))
    sync_groups(timezone.now())
    response = client.get(url(name))
    assert response.status_code == 403
    assert "Add people" in text(response) or "添加人员" in text(response)


def test_people_lists_searches_and_filters(client, admin):
    user_with("teacher", username="li", name="李老师")
    user_with("auditor", username="wang", name="王审计")
    UserFactory(username="2024000001", name="李同学")
    assert [person.username for person in client.get(url("people")).context["people"]] == [
        "li",
        "root-admin",
        "wang",
    ]
    assert [person.username for person in client.get(url("people"), {"q": "李"}).context["people"]] == ["li"]
    students = client.get(url("people"), {"role": "none"}).context["people"]
    assert [person.username for person in students] == ["2024000001", "setup"]  # who granted the roles above
    found = client.get(url("people"), {"role": "auditor"})
    assert [person.username for person in found.context["people"]] == ["wang"]
    assert "王审计" in text(found)
    assert "李老师" not in text(found)


def test_people_costs_the_same_queries_for_one_and_for_many(client, admin, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url("people"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url("people"))
    for number in range(5):
        user_with("teacher", username=f"many{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(url("people"))
    assert len(many) == len(few)


def test_people_of_another_college_do_not_exist_for_a_college_administrator(client, college_admin):
    ours = user_with("registrar", college(), username="ours")
    theirs = user_with("registrar", other_college(), username="theirs")
    whole_school = user_with("registrar", username="school-wide")
    listed = [person.username for person in client.get(url("people")).context["people"]]
    assert listed == ["cs-admin", "ours"]
    assert client.get(url("person", ours.pk)).status_code == 200
    role = theirs.role_assignments.get().pk
    for hidden in (theirs, whole_school):
        for name in (
            "person",
            "change_person",
            "deactivate_person",
            "reactivate_person",
            "send_link",
            "grant_role",
        ):
            assert client.get(url(name, hidden.pk)).status_code == 404, name
            assert client.post(url(name, hidden.pk), {}).status_code in (404, 405), name
    assert client.post(url("end_role", theirs.pk, role)).status_code == 404
    assert client.post(url("end_role", ours.pk, role)).status_code == 404
    assert not AuditEvent.objects.exists()


def new_person(**changes):
    return {
        "username": "T1001",
        "name": "李老师",
        "email": "li@example.edu",
        "office": "学籍科",
        "language": "",
        "role": "teacher",
        "unit": school().pk,
        **changes,
    }


def test_add_person_makes_the_account_with_its_role_and_mails_a_link(client, admin):
    response = client.post(url("add_person"), new_person())
    user = User.objects.get(username="t1001")
    assert response.url == url("person", user.pk)
    assert [(row.role, row.unit, row.granted_by) for row in user.role_assignments.all()] == [
        ("teacher", school(), admin)
    ]
    assert [message.to for message in mail.outbox] == [["li@example.edu"]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "accounts.create_user",
        "accounts.grant_role",
    ]


def test_add_person_keeps_what_was_typed_when_the_name_is_taken(client, admin):
    UserFactory(username="t1001")
    response = client.post(url("add_person"), new_person())
    assert response.status_code == 422
    assert "李老师" in text(response)
    assert User.objects.filter(email="li@example.edu").count() == 0
    assert mail.outbox == []


def test_add_person_without_a_role_changes_nothing(client, admin):
    response = client.post(url("add_person"), new_person(role=""))
    assert response.status_code == 422
    assert not User.objects.filter(username="t1001").exists()


def test_a_college_administrator_cannot_add_a_person_for_another_college(client, college_admin):
    response = client.post(url("add_person"), new_person(unit=other_college().pk))
    assert response.status_code == 422
    assert not User.objects.filter(username="t1001").exists()


def test_change_person(client, admin):
    user = user_with("teacher", name="旧名", email="old@example.edu")
    response = client.post(
        url("change_person", user.pk),
        {"name": "新名", "email": "old@example.edu", "office": "", "language": "en"},
    )
    assert response.url == url("person", user.pk)
    user.refresh_from_db()
    assert (user.name, user.language) == ("新名", "en")
    assert AuditEvent.objects.get().details == {"fields": ["language", "name"]}


def test_change_person_refuses_an_address_that_somebody_has(client, admin):
    UserFactory(email="taken@example.edu")
    user = user_with("teacher", email="old@example.edu")
    response = client.post(url("change_person", user.pk), {"name": "李", "email": "TAKEN@example.edu"})
    assert response.status_code == 422
    user.refresh_from_db()
    assert user.email == "old@example.edu"


def test_deactivate_person_and_reactivate_person(client, admin):
    user = user_with("teacher")
    client.post(url("deactivate_person", user.pk))
    assert not User.objects.get(pk=user.pk).is_active
    assert client.post(url("deactivate_person", user.pk)).status_code == 409
    client.post(url("reactivate_person", user.pk))
    assert User.objects.get(pk=user.pk).is_active


def test_deactivate_person_is_not_done_by_opening_the_page(client, admin):
    user = user_with("teacher")
    assert client.get(url("deactivate_person", user.pk)).status_code == 200
    assert User.objects.get(pk=user.pk).is_active


def test_deactivate_person_refuses_oneself_with_a_sentence(client, admin):
    with translation.override("en"):
        response = client.post(url("deactivate_person", admin.pk), headers={"accept-language": "en"})
    assert response.status_code == 403
    assert User.objects.get(pk=admin.pk).is_active


def test_send_link_mails_the_person_and_is_traced(client, admin):
    user = user_with("teacher", email="li@example.edu")
    client.post(url("send_link", user.pk))
    assert [message.to for message in mail.outbox] == [["li@example.edu"]]
    assert AuditEvent.objects.get().action == "accounts.send_password_link"


def test_grant_role_and_end_role(client, admin):
    user = UserFactory()
    response = client.post(url("grant_role", user.pk), {"role": "registrar", "unit": college().pk})
    assert response.url == url("person", user.pk)
    granted = user.role_assignments.get()
    assert (granted.role, granted.unit, granted.ended_at) == ("registrar", college(), None)
    assert (
        client.post(url("grant_role", user.pk), {"role": "registrar", "unit": college().pk}).status_code
        == 409
    )
    client.post(url("end_role", user.pk, granted.pk))
    granted.refresh_from_db()
    assert granted.ended_by == admin
    assert client.post(url("end_role", user.pk, granted.pk)).status_code == 409


def test_grant_role_refuses_oneself(client, admin):
    response = client.post(url("grant_role", admin.pk), {"role": "auditor", "unit": school().pk})
    assert response.status_code == 403
    assert admin.role_assignments.count() == 1


def test_a_college_administrator_who_ends_the_last_role_comes_back_to_the_list(client, college_admin):
    user = user_with("teacher", college())
    response = client.post(url("end_role", user.pk, user.role_assignments.get().pk))
    assert response.url == url("people")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(client, admin, language):
    client.cookies["django_language"] = language
    user = user_with("teacher", email="li@example.edu")
    role = user.role_assignments.get().pk
    pages = [url("people"), url("add_person"), url("end_role", user.pk, role)]
    pages += [
        url(name, user.pk)
        for name in (
            "person",
            "change_person",
            "deactivate_person",
            "reactivate_person",
            "send_link",
            "grant_role",
        )
    ]
    for page in pages:
        assert client.get(page).status_code == 200, page
