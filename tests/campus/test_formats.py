"""Counts and days read the same in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_count_is_grouped_by_three_and_a_year_is_not(language: str):
    template = Template("{% load humanize %}{{ count|intcomma }} {{ year }}")
    with translation.override(language):
        assert template.render(Context({"count": 84269, "year": 2026})) == "84,269 2026"


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "2026年11月3日"), ("en", "3 November 2026")])
def test_a_day_in_a_sentence_reads_as_people_say_it(language: str, words: str):
    with translation.override(language):
        assert Template("{{ day|date }}").render(Context({"day": date(2026, 11, 3)})) == words
