from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.views.generic import View

from campus.accounts.access import NamedPermissionMixin, named_permission, public, signed_in, student_only
from campus.accounts.permission_names import UnknownPermission
from tests.factories import UserFactory, student_with_account, user_with

pytestmark = pytest.mark.django_db


def page(request):
    return HttpResponse("open")


def answer(view, user, path="/en/somewhere/?a=1"):
    request = RequestFactory().get(path)
    request.user = user
    with translation.override("en"):
        return view(request)


def test_public_is_open_to_everybody():
    assert answer(public(page), AnonymousUser()).content == b"open"
    assert public(page).permission_name == "public"


def test_signed_in_leads_others_to_the_sign_in_and_back():
    response = answer(signed_in(page), AnonymousUser())
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/en/somewhere/%3Fa%3D1")
    assert answer(signed_in(page), UserFactory()).content == b"open"
    assert signed_in(page).permission_name == "signed_in"


def test_student_only_is_open_to_students():
    student = student_with_account()
    assert answer(student_only(page), student.user).content == b"open"
    assert student_only(page).permission_name == "student_only"


def test_student_only_is_closed_to_staff_with_a_sentence():
    response = answer(student_only(page), user_with("registrar"))
    assert response.status_code == 403
    assert "This page belongs to students." in response.content.decode()
    assert answer(student_only(page), AnonymousUser()).status_code == 302


def test_a_named_permission_opens_to_its_holders_only():
    view = named_permission("audit.view")(page)
    assert view.permission_name == "audit.view"
    assert answer(view, user_with("auditor")).content == b"open"
    assert answer(view, AnonymousUser()).status_code == 302
    response = answer(view, user_with("teacher"))
    assert response.status_code == 403
    text = response.content.decode()
    assert "You need the permission “Read the audit log and verify that nobody changed it”." in text
    assert "These roles have it: Privacy officer, Auditor, Student ombud." in text


def test_a_misspelt_permission_fails_when_the_module_is_loaded():
    with pytest.raises(UnknownPermission):
        named_permission("audit.veiw")


def test_a_refusal_inside_the_view_ends_on_the_same_page():
    def refuses(request):
        raise PermissionDenied("Not this college.")

    response = answer(named_permission("audit.view")(refuses), user_with("auditor"))
    assert response.status_code == 403
    assert "Not this college." in response.content.decode()


def test_class_based_views_carry_the_name_too():
    class Page(NamedPermissionMixin, View):
        permission_name = "audit.view"

        def get(self, request):
            return HttpResponse("open")

    view = Page.as_view()
    assert view.permission_name == "audit.view"
    assert answer(view, user_with("auditor")).content == b"open"
    assert answer(view, user_with("teacher")).status_code == 403


def test_a_class_based_view_without_a_name_cannot_be_used():
    class Page(NamedPermissionMixin, View):
        pass

    with pytest.raises(UnknownPermission):
        Page.as_view()
