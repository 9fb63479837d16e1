"""Counts read the same in both languages."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_count_is_grouped_by_three_and_a_year_is_not(language: str):
    template = Template("{% load humanize %}{{ count|intcomma }} {{ year }}")
    with translation.override(language):
        assert template.render(Context({"count": 84269, "year": 2026})) == "84,269 2026"
