"""A list of records is asked for by one person and released by another."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from archives.consultation.models import LookUp, Purpose
from archives.exports.models import ListRequest, State
from archives.exports.requests import ask_for_records, refuse_list, release_list
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.factories import NOW, StudentFactory, adverse_record, college, good_record, other_college, school, user_with

pytestmark = pytest.mark.django_db


def asked(by: User, **options) -> ListRequest:
    given = {"purpose": Purpose.objects.get(code="case_handling"), "case_number": "案2026-7", "reason": "集中复核",
             "format": "xlsx", **options}
    return ask_for_records(by=by, at=NOW, **given)


def test_asking_tells_a_number_and_a_count_and_looks_into_no_archive() -> None:
    adverse_record(StudentFactory())
    request = asked(user_with("integrity_officer", college()))
    assert (request.number, request.count, request.unit, request.state(NOW)) == (
        "X2026-0001", 1, college(), State.WAITING)
    assert LookUp.objects.count() == 0
    event = AuditEvent.objects.get(action="exports.ask_for_records")
    assert (event.target_id, event.purpose, event.details) == (
        "X2026-0001", "case_handling", {"rows": 1, "format": "xlsx"})


def test_records_need_a_role_that_the_purpose_names() -> None:
    good_record(StudentFactory())
    with pytest.raises(PermissionDenied):
        asked(user_with("integrity_officer"), purpose=Purpose.objects.get(code="scholarship"))
    with pytest.raises(PermissionDenied):
        asked(user_with("registrar"))
    with pytest.raises(PermissionDenied):
        asked(user_with("administrator"))
    assert ListRequest.objects.count() == 0


@pytest.mark.parametrize(("options", "field"), [
    ({"case_number": " "}, "case_number"), ({"reason": " 名 单 "}, "purpose"), ({"format": "pdf"}, "format")])
def test_what_is_missing_is_said_beside_its_field(options, field) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(user_with("integrity_officer"), **options)
    assert refusal.value.field == field


def test_nobody_releases_their_own_list() -> None:
    officer = user_with("integrity_officer")
    request = asked(officer)
    with pytest.raises(PermissionDenied):
        release_list(request=request, by=officer, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListRequest.objects.update(released_at=NOW, released_by=officer)
    assert ListRequest.objects.get().state(NOW) == State.WAITING


def test_whoever_releases_it_covers_its_unit() -> None:
    request = asked(user_with("integrity_officer", college()))
    for other in (user_with("privacy_officer", other_college()), user_with("auditor", school())):
        with pytest.raises(PermissionDenied):
            release_list(request=request, by=other, at=NOW)
    second = user_with("privacy_officer", college())
    assert release_list(request=request, by=second, at=NOW).state(NOW) == State.RELEASED
    event = AuditEvent.objects.get(action="exports.release_records")
    assert (event.actor_id, event.unit) == (str(second.pk), "01")


def test_a_list_of_two_colleges_is_released_for_the_school() -> None:
    officer = user_with("integrity_officer", college())
    assignment = officer.role_assignments.get()
    assignment.pk, assignment.unit = None, other_college()
    assignment.save(force_insert=True)
    assert asked(User.objects.get(pk=officer.pk)).unit == school()


def test_the_first_answer_counts() -> None:
    request = asked(user_with("integrity_officer"))
    as_another_tab_shows_it = ListRequest.objects.get()
    refuse_list(request=request, reason="范围过大", by=user_with("privacy_officer"), at=NOW)
    with pytest.raises(Conflict):
        release_list(request=as_another_tab_shows_it, by=user_with("integrity_officer"), at=NOW)
    kept = ListRequest.objects.get()
    assert (kept.state(NOW), kept.refusal, kept.released_at) == (State.REFUSED, "范围过大", None)


def test_a_refusal_says_why() -> None:
    with pytest.raises(Refusal):
        refuse_list(request=asked(user_with("integrity_officer")), reason=" ", by=user_with("privacy_officer"), at=NOW)


def test_the_database_keeps_the_order_of_release_refusal_and_taking() -> None:
    request, second = asked(user_with("integrity_officer")), user_with("privacy_officer")
    for wrong in ({"released_at": NOW}, {"refused_at": NOW, "refused_by": second},
                  {"released_at": NOW, "released_by": second, "refused_at": NOW, "refused_by": second, "refusal": "否"},
                  {"reason": ""}, {"format": "pdf"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ListRequest.objects.filter(pk=request.pk).update(**wrong)


def test_one_sees_ones_own_and_whoever_releases_those_of_others() -> None:
    officer, colleague = user_with("integrity_officer"), user_with("integrity_officer")
    request = asked(officer)
    visible = ListRequest.objects.visible_to
    assert list(visible(officer)) == [request]
    assert list(visible(officer, "exports.release")) == []
    assert list(visible(colleague)) == []
    assert list(visible(colleague, "exports.release")) == [request]
    assert list(visible(user_with("privacy_officer", other_college()), "exports.release")) == []
