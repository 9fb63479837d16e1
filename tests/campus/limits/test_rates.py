"""Rates as an administrator writes them."""

from __future__ import annotations

import pytest
from django.conf import settings

from campus.limits.rates import NAMES, Rate, UnreadableRate, parse_rates, rates_of


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("30/10m,200/d", (Rate(30, 600), Rate(200, 86_400))),
        ("200/d, 30/10m", (Rate(30, 600), Rate(200, 86_400))),
        ("20/h", (Rate(20, 3600),)),
        ("0/30s", (Rate(0, 30),)),
    ],
)
def test_a_rate_is_so_many_times_in_a_window_and_shorter_windows_come_first(
    text: str, rates: tuple[Rate, ...]
) -> None:
    assert parse_rates(text) == rates


@pytest.mark.parametrize("text", ["", "30", "30/", "30/10", "30/0m", "-1/m", "30/m/ip", "30/m,40/60s", "∞/d"])
def test_what_is_no_rate_is_refused_and_never_means_without_limit(text: str) -> None:
    with pytest.raises(UnreadableRate):
        parse_rates(text)


def test_every_limit_has_a_rate_and_a_name() -> None:
    assert set(settings.LIMITS) == set(NAMES)
    assert all(rates_of(limit) for limit in NAMES)
