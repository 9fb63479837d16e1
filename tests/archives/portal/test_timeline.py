from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from archives.portal.timeline import GAP, NARROW, WIDE, Form, Item, Picture, lay_out, shortened, text_width

TODAY = date(2026, 11, 23)


def item(start: date, end: date, label: str = "考试作弊", lane: str = "decisions", look: str = "solid") -> Item:
    return Item(lane, label, start, end, look)


def drawn(*items: Item, form: Form = WIDE, today: date = TODAY) -> Picture:
    return lay_out(items, order=["learning", "good", "decisions"], today=today, form=form, pill=80)


def test_a_bar_stands_between_its_first_and_its_last_day() -> None:
    picture = drawn(item(date(2025, 1, 1), date(2026, 1, 1)), today=date(2026, 6, 1))

    bar = picture.lanes[0].bars[0]
    # 2025 and 2026 share 524 units: 365 of 730 days each.
    assert (bar.x, bar.width) == ("122.0", "262.0")
    assert [year for _x, _text, year in picture.ticks] == ["2025", "2026"]


def test_today_stands_at_its_day() -> None:
    picture = drawn(item(date(2025, 1, 1), date(2026, 1, 1)), today=date(2026, 1, 1))

    assert picture.today_x == "384.0"


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_label_of_today_stays_inside_the_picture(today: date) -> None:
    picture = drawn(item(date(2026, 2, 1), date(2026, 3, 1)), today=today, form=NARROW)

    assert 0 <= float(picture.pill_x) <= NARROW.width - 80


def test_lanes_without_records_are_left_out_and_the_others_keep_their_order() -> None:
    picture = drawn(item(date(2025, 1, 1), date(2026, 1, 1)),
                    item(date(2025, 1, 1), date(2026, 1, 1), lane="learning"))

    assert [lane.key for lane in picture.lanes] == ["learning", "decisions"]
    assert [lane.shaded for lane in picture.lanes] == [True, False]


@pytest.mark.parametrize("form", [WIDE, NARROW])
def test_bars_that_would_meet_stand_below_each_other(form: Form) -> None:
    picture = drawn(item(date(2025, 1, 1), date(2026, 1, 1)), item(date(2025, 6, 1), date(2026, 6, 1)), form=form)

    first, second = picture.lanes[0].bars
    assert float(second.y) - float(first.y) == form.row


def test_bars_that_do_not_meet_share_a_row() -> None:
    picture = drawn(item(date(2023, 1, 1), date(2024, 1, 1)), item(date(2025, 6, 1), date(2026, 6, 1)))

    first, second = picture.lanes[0].bars
    assert first.y == second.y


@pytest.mark.parametrize("form", [WIDE, NARROW])
def test_nothing_leaves_the_picture(form: Form) -> None:
    items = [item(date(2019 + year, 5, 1), date(2020 + year, 1, 1), f"一条名称相当长的记录{year}") for year in range(9)]

    picture = drawn(*items, form=form)

    for lane in picture.lanes:
        for bar in lane.bars:
            assert 0 <= float(bar.x) <= float(bar.x) + float(bar.width) <= form.width
            assert 0 <= float(bar.label_x) <= float(bar.label_x) + text_width(bar.label) <= form.width
            assert float(lane.y) <= float(bar.y) <= float(lane.y) + float(lane.height)
    assert float(picture.lanes[-1].y) + float(picture.lanes[-1].height) < float(picture.height)


def test_a_label_stands_in_its_bar_when_it_fits() -> None:
    bar = drawn(item(date(2025, 1, 1), date(2027, 1, 1))).lanes[0].bars[0]

    assert bar.inside
    assert float(bar.label_x) == float(bar.x) + GAP


def test_a_label_that_does_not_fit_stands_beside_its_bar() -> None:
    early, late = drawn(item(date(2024, 1, 1), date(2024, 2, 1), "学术不端"),
                        item(date(2026, 12, 1), date(2026, 12, 31), "履历造假")).lanes[0].bars

    assert [early.inside, late.inside] == [False, False]
    assert float(early.label_x) > float(early.x) + float(early.width)
    assert float(late.label_x) < float(late.x)


def test_a_hatched_bar_keeps_its_label_outside_where_it_can_be_read() -> None:
    bar = drawn(item(date(2025, 1, 1), date(2026, 1, 1), look="hatch")).lanes[0].bars[0]

    assert (bar.look, bar.inside) == ("hatch", False)


def test_a_record_of_one_day_can_still_be_seen() -> None:
    bar = drawn(item(date(2026, 3, 1), date(2026, 3, 1)), item(date(2016, 1, 1), date(2017, 1, 1))).lanes[0].bars[-1]

    assert float(bar.width) == 4


def test_many_years_are_not_all_written_on_a_phone() -> None:
    picture = drawn(item(date(2017, 1, 1), date(2030, 1, 1)), form=NARROW)

    years = [float(text_x) for _x, text_x, _year in picture.ticks]
    assert min(second - first for first, second in pairwise(years)) > text_width("2026")


def test_lengths_are_written_with_a_point_whatever_the_language() -> None:
    picture = drawn(item(date(2025, 3, 1), date(2026, 7, 1)))

    assert all("," not in value for value in (picture.today_x, picture.lanes[0].bars[0].x, picture.height))


def test_text_is_cut_with_an_ellipsis_only_where_it_must_be() -> None:
    assert shortened("学术诚信", 48) == "学术诚信"
    assert shortened("学术诚信基础", 48) == "学术诚…"
    assert shortened("学术", 5) == ""
    assert text_width("信ab") == pytest.approx(12 + 2 * 6.9)
