"""What the filters of staff lists offer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import college, user_with

pytestmark = pytest.mark.django_db
LISTS = {
    "imports:list": ("registrar", 2),
    "registry:list": ("registrar", 2),
    "consultation:look_ups": ("privacy_officer", 1),
    "jobs:list": ("administrator", 1),
    "audit:list": ("auditor", 0),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("language", "word"), [("en", "All"), ("zh-hans", "全部")])
def test_a_choice_that_filters_nothing_says_so(client: Client, name: str, language: str, word: str) -> None:
    college()
    role, choices = LISTS[name]
    client.force_login(user_with(role))
    client.cookies["django_language"] = language
    page = client.get(reverse(name), headers={"accept-language": language}).content.decode()
    assert page.count("<select") == choices
    assert page.count(f'<option value="" selected>{word}</option>') == choices
    assert "-----" not in page
