"""Every act that shows or takes away much about people is limited for each person, and every list of the workbench."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.views.generic.list import BaseListView

from archives.exports.viewsets import ExportStudentsView
from campus.accounts.access import PUBLIC
from campus.audit.models import AuditEvent
from campus.limits.rates import DOWNLOAD, EXPORT, EXTRACT, HANDLING, LOOK_UP, NAMES, SEARCH
from campus.limits.searching import LimitedSearchMixin
from tests.conventions.addresses import Address, our_addresses
from tests.conventions.college_a import CollegeA, college_a
from tests.conventions.walking import Walker

# (limit, who, address, what is done there)
ACTS = [
    (LOOK_UP, "integrity_officer", "consultation:look_up", "send"),
    (HANDLING, "integrity_officer", "records:record", "open"),
    (EXTRACT, "student", "portal:extract", "open"),
    (EXPORT, "registrar", "exports:students", "send"),
    (EXPORT, "integrity_officer", "exports:records", "send"),
    (DOWNLOAD, "registrar", "imports:written_rows", "open"),
    (DOWNLOAD, "registrar", "imports:left_rows", "open"),
    (DOWNLOAD, "registrar", "imports:receipt_file", "open"),
    (SEARCH, "registrar", "registry:list", "search"),
]
# Not lists themselves, but they say how many a search finds.
COUNTING = [ExportStudentsView]


def lists() -> list[Address]:
    """Pages of the workbench that list something, and those that count it."""
    return [address for address in our_addresses() if address.permission_name != PUBLIC
            and issubclass(getattr(address.view, "view_class", object), (BaseListView, *COUNTING))]


def test_the_lists_of_people_and_of_what_they_did_are_found() -> None:
    found = {address.name for address in lists()}
    assert {"accounts:people", "registry:list", "exports:students", "consultation:look_ups", "records:list",
            "audit:list", "imports:list"} <= found


@pytest.mark.parametrize("address", lists(), ids=lambda address: address.name)
def test_every_list_is_searched_at_a_persons_pace(address: Address) -> None:
    assert issubclass(address.view.view_class, LimitedSearchMixin)  # type: ignore[attr-defined]


def test_every_limit_is_tried_here() -> None:
    assert {limit for limit, *_rest in ACTS} == set(NAMES)


@pytest.fixture
def college() -> CollegeA:
    return college_a()


@pytest.mark.django_db
@pytest.mark.parametrize(("limit", "role", "name", "does"), ACTS, ids=[f"{act[2]}" for act in ACTS])
def test_too_often_is_refused_shows_nothing_and_leaves_an_event(
    college: CollegeA, settings: LazySettings, limit: str, role: str, name: str, does: str
) -> None:
    [address] = [address for address in our_addresses() if address.name == name]
    settings.LIMITS = {**settings.LIMITS, limit: "0/d"}
    user = college.everybody[role]
    client = Client()
    client.force_login(user)
    path = Walker(college, user, watch=lambda: None).path(address)
    refused: Any = {"open": lambda: client.get(path), "search": lambda: client.get(path, {"page": "1"}),
                    "send": lambda: client.post(path, college.typed(name))}[does]()
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    text = refused.content.decode()
    assert str(NAMES[limit]) in text
    records = [word for record in college.records.values() for word in (record.facts, record.decision_number) if word]
    assert [word for word in records if word in text] == []
    assert [event.target_id for event in AuditEvent.objects.filter(action="limits.struck", actor_id=user.pk)] == [limit]


@pytest.mark.django_db
@pytest.mark.parametrize("address", lists(), ids=lambda address: address.name)
def test_a_search_in_each_list_counts_and_its_first_page_does_not(
    college: CollegeA, settings: LazySettings, address: Address
) -> None:
    settings.LIMITS = {**settings.LIMITS, SEARCH: "0/d"}
    may = [user for user in college.people.values() if Walker(college, user, watch=lambda: None).may_open(address)]
    client = Client()
    client.force_login(may[0])
    path = "/" + address.route
    assert [client.get(path).status_code, client.get(path, {"page": "2"}).status_code] == [200, 429]
