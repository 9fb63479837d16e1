"""One person's tries are counted for all processes together; the first that is too many leaves an event."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from campus.accounts.models import User
from campus.audit.models import AuditEvent
from campus.limits.actions import forget_ended, note_struck_stranger, take
from campus.limits.models import LimitCount
from campus.limits.rates import LOOK_UP, SEARCH
from campus.refusals import TooMany
from tests.factories import NOW, UserFactory

THREADS = 8


@pytest.fixture
def person(settings: LazySettings) -> User:
    settings.LIMITS = {**settings.LIMITS, LOOK_UP: "3/10m,5/d"}
    return UserFactory()


def allowed(person: User, times: int, *, after: timedelta = timedelta(0), limit: str = LOOK_UP) -> int:
    """How many of so many tries are let through."""
    done = 0
    for _try in range(times):
        try:
            take(limit, by=person, at=NOW + after)
        except TooMany:
            continue
        done += 1
    return done


def fall_after_taking(person: User) -> None:
    take(LOOK_UP, by=person, at=NOW)
    with transaction.atomic():
        raise RuntimeError("what follows")


def events() -> list[tuple[str, dict[str, int]]]:
    found = AuditEvent.objects.filter(action="limits.struck").order_by("pk")
    return [(event.actor_id, event.details) for event in found]


@pytest.mark.django_db
def test_the_first_try_too_many_is_refused_and_leaves_one_event_however_often_it_is_tried(person: User) -> None:
    assert allowed(person, 20) == 3
    assert events() == [(str(person.pk), {"most": 3, "seconds": 600})]
    event = AuditEvent.objects.get(action="limits.struck")
    assert (event.target_type, event.target_id, event.occurred_at) == ("limit", LOOK_UP, NOW)


@pytest.mark.django_db
def test_the_sentence_says_how_many_in_which_time_and_when_it_goes_on(person: User) -> None:
    allowed(person, 3)
    with pytest.raises(TooMany) as caught:
        take(LOOK_UP, by=person, at=NOW + timedelta(minutes=2))
    assert caught.value.goes_on_at == NOW + timedelta(minutes=10)
    for words in ("查阅档案", "3", "10", "2026-11-23 09:22"):
        assert words in str(caught.value)


@pytest.mark.django_db
def test_another_person_and_another_limit_are_not_touched(person: User) -> None:
    allowed(person, 4)
    assert allowed(UserFactory(), 3) == 3
    assert allowed(person, 3, limit=SEARCH) == 3


@pytest.mark.django_db
def test_after_the_window_it_goes_on_and_its_own_end_is_written_down_anew(person: User, settings: LazySettings) -> None:
    settings.LIMITS = {**settings.LIMITS, LOOK_UP: "3/10m"}
    assert allowed(person, 4, after=timedelta(minutes=9, seconds=59)) == 3
    assert allowed(person, 1, after=timedelta(minutes=19, seconds=58)) == 0
    assert allowed(person, 4, after=timedelta(minutes=19, seconds=59)) == 3
    assert len(events()) == 2


@pytest.mark.django_db
def test_what_a_short_window_refuses_does_not_use_up_the_day(person: User) -> None:
    assert allowed(person, 50) == 3
    assert allowed(person, 50, after=timedelta(minutes=11)) == 2  # five a day
    assert allowed(person, 50, after=timedelta(hours=23)) == 0
    assert allowed(person, 50, after=timedelta(hours=25)) == 3
    assert [details for _actor, details in events()] == [
        {"most": 3, "seconds": 600}, {"most": 5, "seconds": 86_400}, {"most": 3, "seconds": 600}]


@pytest.mark.django_db
def test_a_rate_that_was_lowered_within_the_window_leaves_its_event_too(person: User, settings: LazySettings) -> None:
    assert allowed(person, 3) == 3
    settings.LIMITS = {**settings.LIMITS, LOOK_UP: "1/10m"}
    assert allowed(person, 2) == 0
    assert events() == [(str(person.pk), {"most": 1, "seconds": 600})]


@pytest.mark.django_db
def test_a_process_whose_clock_is_behind_counts_into_the_window_that_runs(person: User) -> None:
    assert allowed(person, 2) == 2
    assert allowed(person, 2, after=timedelta(minutes=-5)) == 1


@pytest.mark.django_db
def test_a_try_that_is_let_through_costs_one_question(
    person: User, django_assert_num_queries: object
) -> None:
    take(LOOK_UP, by=person, at=NOW)
    with django_assert_num_queries(3):  # type: ignore[operator]  # a savepoint around it, in a test
        take(LOOK_UP, by=person, at=NOW)


@pytest.mark.django_db
def test_a_limit_that_struck_a_stranger_is_noted_once_an_hour_and_without_the_address() -> None:
    for address in ("203.0.113.9", "203.0.113.9", "198.51.100.7"):
        note_struck_stranger("portal.activate", address=address, at=NOW)
    note_struck_stranger("portal.activate", address="203.0.113.9", at=NOW + timedelta(minutes=59))
    assert AuditEvent.objects.filter(action="limits.struck", target_id="portal.activate").count() == 2
    note_struck_stranger("portal.activate", address="203.0.113.9", at=NOW + timedelta(minutes=60))
    noted = AuditEvent.objects.filter(action="limits.struck").order_by("pk")
    hashes = [event.details["address_hash"] for event in noted]
    assert [hashes[0] == hashes[1], hashes[0] == hashes[2]] == [False, True]
    assert "203.0.113.9" not in str(noted.values())


@pytest.mark.django_db
def test_counts_of_windows_that_ended_are_forgotten(person: User) -> None:
    allowed(person, 3)
    assert forget_ended(NOW + timedelta(minutes=10)) == 1
    assert list(LimitCount.objects.values_list("seconds", "count")) == [(86_400, 3)]
    assert allowed(person, 3, after=timedelta(minutes=10)) == 2


@pytest.mark.django_db(transaction=True)
def test_within_the_transaction_of_an_action_it_is_a_mistake_in_the_code(person: User) -> None:
    """The count and the event would be rolled back with what they refuse."""
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        take(LOOK_UP, by=person, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_count_and_the_event_stand_when_what_follows_falls(person: User) -> None:
    for _try in range(5):
        with suppress(RuntimeError, TooMany):
            fall_after_taking(person)
    assert LimitCount.objects.get(seconds=600).count == 5
    assert len(events()) == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_let_through_no_more_often_and_leave_one_event(person: User, settings: LazySettings) -> None:
    settings.LIMITS = {**settings.LIMITS, LOOK_UP: "10/10m,200/d"}
    together = threading.Barrier(THREADS)

    def try_often(_number: int) -> int:
        try:
            together.wait(30)
            return allowed(person, 5)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(try_often, range(THREADS))) == 10
    assert len(events()) == 1
