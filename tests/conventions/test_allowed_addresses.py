"""What Wagtail and allauth bring exists here only if campus/workbench/door.py names it, and nobody is let in unseen.

The addresses come from the resolver: what an upgrade or a new app adds is walked without anybody naming it here.
"""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user
from django.db import transaction
from django.test import Client
from django.urls import resolve

from campus.accounts.models import User
from campus.audit.models import AuditEvent
from campus.workbench.door import ALLOWED, is_ours
from tests.conventions.addresses import Address, addresses
from tests.conventions.walking import undone
from tests.factories import PASSWORD, UserFactory, user_with

pytestmark = pytest.mark.django_db

# Lines that are regular expressions: what they could be asked with.
WRITTEN_AS_EXPRESSIONS = {
    r"staff/^password_reset/": "/staff/password_reset/",
    r"staff/^.*/$": "/staff/whatever/",
    r"staff/pages/^(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$":
        "/staff/pages/1/revisions/compare/live...latest/",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": "/accounts/confirm-email/x/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "/accounts/password/reset/key/1-x/",
    r"documents/^(\d+)/(.*)$": "/documents/1/x.pdf",
    r"zh-hans/^((?:[\w\-]+/)*)$": "/zh-hans/x/",
    r"staff/api/main/^pages/": "/staff/api/main/pages/",
    r"staff/api/main/^documents/": "/staff/api/main/documents/",
    r"staff/api/main/^images/": "/staff/api/main/images/",
}
_INTEGER, _ANY = re.compile(r"<int:\w+>"), re.compile(r"<[^>]+>")
KEYS = {"key": "00000000-0000-0000-0000-000000000001"}


def path_of(address: Address) -> str:
    """An address that leads to this line, filled with numbers and letters of nothing that exists."""
    if address.route in WRITTEN_AS_EXPRESSIONS:
        return WRITTEN_AS_EXPRESSIONS[address.route]
    route = _INTEGER.sub("1", address.route.replace("^", "").replace("$", ""))
    return "/" + re.sub(r"<uuid:\w+>", KEYS["key"], route) if "<uuid:" in route else "/" + _ANY.sub("x", route)


def test_each_line_that_is_an_expression_is_written_out_here():
    unknown = [one.route for one in addresses() if re.search(r"[(\\]", one.route) and "(" in path_of(one)]
    assert unknown == []


def test_the_list_names_only_what_exists():
    assert sorted(set(ALLOWED) - {address.name for address in addresses()}) == []


def test_what_is_not_ours_and_not_on_the_list_does_not_exist():
    administrator = Client(raise_request_exception=False)
    administrator.force_login(user_with("administrator"))
    open_ = []
    for address in addresses():
        if is_ours(address.view) or address.name in ALLOWED:
            continue
        path = path_of(address)
        if is_ours(resolve(path).func) or resolve(path).view_name in ALLOWED:
            continue  # a line of ours stands before it
        for client in (administrator, Client(raise_request_exception=False)):
            for method in ("GET", "POST"):
                if client.generic(method, path).status_code != 404:
                    open_.append(f"{method} {path} ({address.name})")
    assert open_ == []


def test_a_new_view_of_others_is_closed_until_it_is_listed():
    """The rule broken once: an entry taken off the list closes its address."""
    client = Client()
    client.force_login(user_with("reviewer"))
    assert client.get("/staff/choose-page/").status_code == 200
    entry = ALLOWED.pop("wagtailadmin_choose_page")
    try:
        assert client.get("/staff/choose-page/").status_code == 404
    finally:
        ALLOWED["wagtailadmin_choose_page"] = entry


def signs_in(path: str, person: User) -> bool:
    """Right name and password, under every field name that a form of sign-in could ask for."""
    given = dict.fromkeys(("username", "login", "email", "user", "log"), person.username)
    given |= dict.fromkeys(("password", "password1", "pwd"), PASSWORD)
    client = Client(raise_request_exception=False)
    for ask in (client.post, client.get):
        ask(path, given)
        if get_user(client).is_authenticated:
            return True
    return False


@pytest.mark.parametrize("second_factor", [False, True], ids=["by password", "with a second factor"])
def test_whoever_is_let_in_has_left_the_event_of_signing_in(second_factor: bool, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    person = user_with("administrator") if second_factor else UserFactory()
    if second_factor:
        TOTP.activate(person, generate_totp_secret())
    let_in = []
    # Also what stands in nobody's list of addresses any more.
    gone = [f"/{language}/_util/login/" for language in ("zh-hans", "en")]
    for path in [*map(path_of, addresses()), *gone]:
        with undone():
            if signs_in(path, person):
                assert AuditEvent.objects.filter(action="accounts.sign_in", actor_id=str(person.pk)).exists(), path
                let_in.append(path)
            transaction.set_rollback(True)
    assert sorted(set(let_in)) == ([] if second_factor else ["/accounts/login/"])
