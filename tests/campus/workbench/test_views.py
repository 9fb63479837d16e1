"""The base views show only what is visible, and answer a refusal on the same page."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from archives.registry.models import Student
from campus.accounts.models import User
from campus.refusals import Conflict, Refusal
from campus.workbench.views import ActionFormView, Column, ScopedDetailView, ScopedListView
from tests.factories import StudentFactory, college, other_college, user_with

pytestmark = pytest.mark.django_db


class Students(ScopedListView):
    model = Student
    permission_name = "students.view"
    title = "Students of the test"
    columns = (Column("Number", "number", link=True), Column("Unit", "unit.code"))
    empty_title = "No students"

    def get_queryset(self) -> Any:
        return super().get_queryset().order_by("number")


class OneStudent(ScopedDetailView):
    model = Student
    permission_name = "students.view"


class NoteForm(forms.Form):
    note = forms.CharField()


class WriteNote(ActionFormView):
    model = Student
    permission_name = "students.view"
    form_class = NoteForm
    title = "Write a note"
    refusal: Exception | None = None

    def perform(self, form: forms.Form, at: Any) -> str:
        if self.refusal:
            raise self.refusal
        return "Written."

    def get_success_url(self) -> str:
        return "/staff/"


def answer(view: Any, user: User, data: dict[str, str] | None = None, **kwargs: Any) -> HttpResponse:
    """The rendered answer of a view that has no address."""
    request = RequestFactory().get("/staff/") if data is None else RequestFactory().post("/staff/", data)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    response = view(request, **kwargs)
    return response.render() if hasattr(response, "render") else response


def test_a_list_shows_students_of_the_persons_college_only():
    ours, theirs = StudentFactory(unit=college()), StudentFactory(unit=other_college())
    html = answer(Students.as_view(), user_with("registrar", college())).content.decode()
    assert ours.number in html
    assert theirs.number not in html


def test_a_list_is_empty_for_somebody_of_another_college():
    student = StudentFactory(unit=college())
    html = answer(Students.as_view(), user_with("registrar", other_college())).content.decode()
    assert student.number not in html
    assert "No students" in html


def test_a_single_object_of_another_college_does_not_exist():
    student = StudentFactory(unit=college())
    with pytest.raises(Http404):
        answer(OneStudent.as_view(), user_with("registrar", other_college()), pk=student.pk)
    assert answer(OneStudent.as_view(), user_with("registrar", college()), pk=student.pk).status_code == 200


def test_a_verb_on_an_object_of_another_college_is_not_found_even_by_post():
    student = StudentFactory(unit=college())
    with pytest.raises(Http404):
        answer(WriteNote.as_view(), user_with("registrar", other_college()), {"note": "n"}, pk=student.pk)


def test_each_view_says_its_permission_and_refuses_who_has_not_got_it():
    assert Students.as_view().permission_name == "students.view"
    assert answer(Students.as_view(), user_with("teacher")).status_code == 403


def test_a_list_asks_the_database_as_often_for_one_row_as_for_five(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person = user_with("registrar", college())
    counts = []
    for more in (1, 4):
        StudentFactory.create_batch(more, unit=college())
        fresh = User.objects.get(pk=person.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer(Students.as_view(columns=(Column("Number", "number"),)), fresh)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def post_note(refusal: Exception | None) -> HttpResponse:
    student = StudentFactory(unit=college())
    view = WriteNote.as_view(refusal=refusal)
    return answer(view, user_with("registrar", college()), {"note": "what I typed"}, pk=student.pk)


def test_a_conflict_is_told_as_a_sentence_and_keeps_what_was_typed():
    response = post_note(Conflict("Somebody else has settled this already."))
    html = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else has settled this already." in html
    assert 'value="what I typed"' in html


def test_a_refusal_stands_at_its_field():
    response = post_note(Refusal("Too short: write at least ten characters.", field="note"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Too short: write at least ten characters." in html
    assert 'aria-invalid="true"' in html
    assert 'value="what I typed"' in html


def test_a_refusal_at_a_field_that_the_form_has_not_got_is_still_told():
    assert "Nothing to do." in post_note(Refusal("Nothing to do.", field="elsewhere")).content.decode()


def test_a_denied_permission_is_told_on_the_same_page():
    response = post_note(PermissionDenied("You confirmed this record yourself."))
    assert response.status_code == 403
    assert "You confirmed this record yourself." in response.content.decode()
    assert 'value="what I typed"' in response.content.decode()


def test_what_was_done_leads_on():
    response = post_note(None)
    assert (response.status_code, response["Location"]) == (302, "/staff/")


def test_an_empty_answer_is_shown_again_with_what_is_missing():
    student = StudentFactory(unit=college())
    response = answer(WriteNote.as_view(), user_with("registrar", college()), {"note": ""}, pk=student.pk)
    assert response.status_code == 422
    assert "field--error" in response.content.decode()
