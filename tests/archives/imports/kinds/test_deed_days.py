from __future__ import annotations

import pytest

from archives.imports.kinds.deed_days import split_days
from archives.imports.values import parse_date


@pytest.mark.parametrize("written", [
    "2026-03-05至2026-03-12", "2026-03-05 至 2026-03-12", "2026-03-05~2026-03-12", "2026-03-05～2026-03-12",
    "2026-03-05-2026-03-12", "2026-03-05 - 2026-03-12", "2026.3.5-2026.3.12", "2026.3.5-3.12", "2026.3.5-12",
    "2026/3/5—2026/3/12", "2026/3/5-3/12", "2026年3月5日至2026年3月12日", "2026年3月5日—3月12日", "2026年3月5日到12日",
    "20260305-20260312", "2026-03-05 to 2026-03-12", "２０２６．３．５－２０２６．３．１２",
])  # fmt: skip
def test_a_period_is_two_days_however_it_is_written(written):
    days = split_days(written)
    assert days is not None
    assert [str(parse_date(day).value) for day in days] == ["2026-03-05", "2026-03-12"]


@pytest.mark.parametrize(
    "written",
    ["2026-03-05", "2026.3.5", "2026年3月5日", "20260305", "2026/3/5", "03-05-2026", "", "三月至四月", "至今"],
)  # fmt: skip
def test_a_single_day_and_what_is_no_period_stay_as_they_are(written):
    assert split_days(written) is None


@pytest.mark.parametrize("written", ["2026-03-05至今", "2026-03-05至三月底"])
def test_a_period_without_a_last_day_is_no_period(written):
    assert split_days(written) is None
