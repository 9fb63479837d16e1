"""Nothing that somebody types, and nothing that they leave out, is a failure of the site (500).

Every address is asked with a query of nonsense, and sent nothing, half and nonsense, by people who between them may
open all of them.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from campus.accounts.models import User
from education.home.preparation import prepare_site
from tests.conventions.addresses import addresses
from tests.conventions.test_allowed_addresses import path_of
from tests.conventions.walking import undone
from tests.education.courses.factories import course_in, index_of, lesson_in
from tests.factories import NOW, student_with_account, user_with

pytestmark = pytest.mark.django_db

NONSENSE = {
    "q": '"', "page": "abc", "p": "-1", "ordering": "nothing", "id": "x", "title": "长" * 3000, "slug": "a b/..",
    "next": "//", "percent": "many", "position": "99999999999999999999", "file": "no file", "collection": "abc",
    "unit": "abc", "date": "2026-02-31", "conduct_on": "0001-01-01", "decision": "maybe", "comment": "\x00",
    "email": "@", "name": "\x00", "action-publish": "1", "body-count": "many", "form-TOTAL_FORMS": "-1", "value": "{",
    "chooser": "x", "per_page": "0",
}
HALF = {"title": "标题", "name": "名", "body-count": "1", "body-0-type": "nothing", "form-TOTAL_FORMS": "1"}
SIGN_IN = "/accounts/login/"
# Between them they may open everything that takes input: pages, people, students, records, imports, look-ups.
ROLES = ("nobody", "student", "reviewer", "administrator", "registrar", "integrity_officer", "privacy_officer")
LARGE = str(2**63)


def paths() -> list[str]:
    """Each address about something that exists, and each that takes a number with one that no database holds."""
    pages = index_of_pages()
    found: dict[str, None] = {}
    for address in addresses():
        found[path_of(address)] = None
        if "<int:" in address.route:
            found[path_of(address).replace("/1/", f"/{LARGE}/")] = None
        if re.search(r"<int:(page_id|parent_page_id|page_to_move_id)>", address.route):
            found |= {path_of(address).replace("/1/", f"/{pk}/", 1): None for pk in pages}
    return list(found)


def index_of_pages() -> list[int]:
    from education.courses.models import LessonPage
    from education.home.models import HomePage

    return [HomePage.objects.get(locale__language_code="zh-hans").pk, LessonPage.objects.get().pk]


def failures(user: User | None) -> list[str]:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    cookies = client.cookies.output(header="")
    found = []
    for path in paths():
        for ask, data in ((client.get, NONSENSE), (client.post, {}), (client.post, HALF), (client.post, NONSENSE)):
            client.cookies.load(cookies)
            with undone():
                response = ask(path, data)
                if response.status_code >= 500:
                    found.append(f"{path} {ask.__name__} {list(data)[:2]}")
                transaction.set_rollback(True)
            if response.status_code in (403, 404) or response.headers.get("Location", "").startswith(SIGN_IN):
                break  # turned away at the door: nothing that is sent gets any further
    return found


@pytest.fixture
def site(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    prepare_site(by=None, at=NOW)
    from education.home.models import HomePage

    home = HomePage.objects.get(locale__language_code="zh-hans")
    index_of(home)
    lesson_in(course_in(home))


@pytest.mark.parametrize("role", ROLES)
def test_no_input_is_a_failure_of_the_site(site: None, role: str):
    people = {"nobody": lambda: None, "student": lambda: student_with_account().user}
    assert failures(people.get(role, lambda: user_with(role))()) == []
