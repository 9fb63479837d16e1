"""Wagtail's searches take what people type."""

from __future__ import annotations

import pytest
from django.test import Client

from education.home.preparation import prepare_site
from tests.factories import NOW, user_with

pytestmark = pytest.mark.django_db


TYPED = ['"', '""', 'a"b', '诚信"', '" OR 1', "'", "*", "a* NEAR(", "-", "\\", "%s", "^", ":", "("]


def test_quotation_marks_and_signs_are_words():
    prepare_site(by=None, at=NOW)
    client = Client()
    client.force_login(user_with("reviewer"))
    for place in ("pages/search/", "images/", "documents/", "choose-page/search/", "snippets/education/keyday/"):
        for words in TYPED:
            assert client.get(f"/staff/{place}", {"q": words}).status_code == 200, (place, words)
