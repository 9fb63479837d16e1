from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from campus.audit.actions import OutsideTransaction, record_event
from campus.audit.models import AuditEvent
from tests.campus.audit.events import AT, event
from tests.factories import UserFactory, college


@pytest.mark.django_db
def test_an_event_keeps_who_what_when_and_why():
    user, unit = UserFactory(username="registrar"), college("01")

    with transaction.atomic():
        made = record_event(
            action="records.enter_record", by=user, at=AT, target=unit, student="a-student", unit="01",
            purpose="case_handling", details={"count": 3},
        )  # fmt: skip

    found = AuditEvent.objects.get()
    assert found == made
    assert (found.actor_id, found.actor_name, found.actor) == (str(user.pk), "registrar", "registrar")
    assert (found.target_type, found.target_id) == ("campus.Unit", str(unit.pk))
    assert (found.student, found.unit, found.purpose) == ("a-student", "01", "case_handling")
    assert (found.occurred_at, found.details, str(found)) == (
        AT,
        {"count": 3},
        f"{found.pk} records.enter_record",
    )
    assert made.recorded_at == found.recorded_at


@pytest.mark.django_db
def test_the_system_itself_has_no_account_but_a_name():
    made = event(target=("campus.Chain", 7))

    assert (made.actor_id, made.actor_name) == ("", "")
    assert made.actor
    assert (made.target_type, made.target_id) == ("campus.Chain", "7")


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_the_transaction_of_its_action_is_refused():
    with pytest.raises(OutsideTransaction, match=r"records\.enter_record"):
        record_event(action="records.enter_record", by=None, at=AT)

    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_when_the_action_falls_its_event_falls_too():
    def fail() -> None:
        with transaction.atomic():
            record_event(action="records.enter_record", by=None, at=AT)
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("details", [{"n": 2**60}, {"n": float("nan")}, {"n": object()}, {"text": "\ud800"}])
def test_details_that_could_not_be_sealed_are_refused_with_the_action(details):
    with pytest.raises(ValueError):
        event(details=details)

    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_a_naive_time_an_unsaved_target_and_an_empty_action_are_refused():
    with pytest.raises(ValueError, match="aware"):
        event(at=datetime(2026, 11, 23, 9, 12))
    with pytest.raises(ValueError, match="saved"):
        event(target=UserFactory.build())
    with pytest.raises(IntegrityError):
        event(action="")


@pytest.mark.django_db
def test_events_are_asked_for_in_domain_words():
    user, unit = UserFactory(username="aid"), college("01")
    mine = event(by=user, student="s-1", action="consultation.look_up", target=unit)
    other = event(action="records.enter_record", student="s-2", at=AT.replace(hour=5))

    assert list(AuditEvent.objects.by_actor(user)) == [mine]
    assert list(AuditEvent.objects.about_student("s-1")) == [mine]
    assert list(AuditEvent.objects.about(unit)) == [mine]
    assert list(AuditEvent.objects.of_action("consultation")) == [mine]
    assert list(AuditEvent.objects.of_action("records.enter_record")) == [other]
    assert list(AuditEvent.objects.between(AT, AT.replace(hour=5))) == [mine]
    assert list(AuditEvent.objects.newest_first()) == [other, mine]
    assert list(AuditEvent.objects.unsealed().order_by("id")) == [mine, other]


@pytest.mark.django_db
def test_writing_an_event_is_one_query_that_touches_no_shared_row(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        record_event(action="records.enter_record", by=None, at=AT)
