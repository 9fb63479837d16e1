from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from archives.imports.values import (
    check_identity_number,
    clean_text,
    half_width,
    identity_birth_date,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_year_grade,
    read_identifier,
)

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.from_regex(r"[0-9０-９./年月日\- :T]{0,20}", fullmatch=True),
    st.from_regex(r"[0-9]{14,19}[Xx]?", fullmatch=True),
)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026/9/1", date(2026, 9, 1)),
        ("2026.9.1", date(2026, 9, 1)),
        ("2007.1.18", date(2007, 1, 18)),
        ("2026-09-01", date(2026, 9, 1)),
        ("2026年9月1日", date(2026, 9, 1)),
        ("2026 年 9 月 1 日", date(2026, 9, 1)),
        ("２０２６年９月１日", date(2026, 9, 1)),
        ("20260901", date(2026, 9, 1)),
        (20260901, date(2026, 9, 1)),
        (20260901.0, date(2026, 9, 1)),
        ("  2026-09-01\u3000", date(2026, 9, 1)),
        ("2026-09-01 00:00:00", date(2026, 9, 1)),
        ("2026-09-01T00:00:00+08:00", date(2026, 9, 1)),
        (datetime(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 1)),
        ("31/12/2026", date(2026, 12, 31)),
        ("12/31/2026", date(2026, 12, 31)),
        ("05/05/2026", date(2026, 5, 5)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_write_it(written: object, day: date) -> None:
    result = parse_date(written)

    assert (result.status, result.value, result.warnings) == ("ok", day, ())


@pytest.mark.parametrize(
    ("serial", "system", "day"),
    [
        (46266, 1900, date(2026, 9, 1)),
        (46266.0, 1900, date(2026, 9, 1)),
        ("46266", 1900, date(2026, 9, 1)),
        (44804, 1904, date(2026, 9, 1)),
        (59, 1900, date(1900, 2, 28)),
        (61, 1900, date(1900, 3, 1)),
    ],
)
def test_a_serial_number_is_a_day_and_says_so(serial: object, system: int, day: date) -> None:
    result = parse_date(serial, date_system=system)

    assert (result.status, result.value, result.warnings) == ("ok", day, ("serial_number",))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-02-30", "no_such_day"),
        ("20261301", "no_such_day"),
        ("2026-09", "no_day"),
        ("2026年9月", "no_day"),
        ("202609", "no_day"),
        (2026, "no_day"),
        ("2026", "no_day"),
        ("不详", "not_a_date"),
        ("2026-09-01和2026-09-02", "not_a_date"),
        (True, "not_a_date"),
        (float("nan"), "not_a_date"),
        (-3, "not_a_date"),
        ("1026-09-01", "out_of_range"),
        ("#N/A", "error_value"),
    ],
)
def test_what_is_no_day_says_why(written: object, reason: str) -> None:
    result = parse_date(written)

    assert (result.status, result.value, result.reason) == ("invalid", None, reason)


def test_a_date_with_two_readings_is_never_guessed() -> None:
    result = parse_date("03/04/2026")

    assert (result.status, result.value) == ("ambiguous", None)
    assert result.candidates == (date(2026, 3, 4), date(2026, 4, 3))
    assert parse_date("03/04/2026", day_first=True).value == date(2026, 4, 3)
    assert parse_date("03/04/2026", day_first=False).value == date(2026, 3, 4)
    assert parse_date("31/12/2026", day_first=False).reason == "no_such_day"


def test_a_time_of_day_is_dropped_and_said() -> None:
    assert parse_date("2026-09-01 08:30").warnings == ("time_dropped",)
    assert parse_date(datetime(2026, 9, 1, 8, 30)).warnings == ("time_dropped",)


def test_empty_cells_are_empty_in_every_reading() -> None:
    for blank in (None, "", "  ", "\u3000"):
        assert parse_date(blank).status == "empty"
        assert read_identifier(blank).status == "empty"
        assert parse_integer(blank).status == "empty"
        assert parse_year_grade(blank).status == "empty"


def test_text_is_trimmed_and_says_what_was_changed() -> None:
    result = clean_text("\u3000张\u200b三  丰\n ")

    assert (result.text, result.changed) == ("张三 丰", ("invisible", "trimmed", "inner_space"))
    assert clean_text("ＡＢ班").text == "ＡＢ班"


def test_full_width_marks_become_half_width_and_characters_stay() -> None:
    assert half_width("２０２４Ａ（一）\u3000班。") == "2024A(一) 班。"


def test_an_identifier_keeps_its_leading_zeros() -> None:
    result = read_identifier("0012024030001")

    assert (result.status, result.text, result.warnings) == ("ok", "0012024030001", ())


@pytest.mark.parametrize("cell", [20260001, 20260001.0])
def test_a_whole_number_is_restored_and_said(cell: object) -> None:
    result = read_identifier(cell)

    assert (result.status, result.text, result.warnings) == ("ok", "20260001", ("restored_number",))


def test_lost_leading_zeros_are_suggested_not_written() -> None:
    result = read_identifier(24030001, length=10)

    assert (result.text, result.suggestion) == ("24030001", "0024030001")
    assert result.warnings == ("restored_number", "lost_zeros")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (1.1010120060810e17, "rounded"),
        (110101200608101000, "rounded"),
        (1234567890123456, "rounded"),
        ("1.1E+17", "scientific"),
        ("3.20102E+17", "scientific"),
        ("110105200601011000", "rounded"),
    ],
)
def test_a_number_that_excel_has_rounded_is_damaged(cell: object, reason: str) -> None:
    result = read_identifier(cell)

    assert (result.status, result.reason) == ("damaged", reason)


def test_eighteen_digits_that_end_in_zeros_but_fit_are_only_mentioned() -> None:
    number = next(
        f"11010520060101{order:03d}0"
        for order in range(0, 1000, 100)
        if mod_11_2.calc_check_digit(f"11010520060101{order:03d}") == "0"
    )

    assert read_identifier(number).warnings == ("maybe_rounded",)
    assert read_identifier("999999999999999000").status == "ok"  # a contract number, no date inside


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (1.5, "not_whole"),
        (-3, "not_an_identifier"),
        (True, "not_an_identifier"),
        (date(2026, 9, 1), "date_cell"),
        ("#REF!", "error_value"),
    ],
)
def test_what_is_no_identifier_says_why(cell: object, reason: str) -> None:
    assert (read_identifier(cell).status, read_identifier(cell).reason) == ("invalid", reason)


def test_spaces_and_full_width_digits_in_an_identifier_are_repaired_and_said() -> None:
    result = read_identifier("\u3000２０２４ 030001 ")

    assert (result.text, result.warnings) == ("2024030001", ("trimmed", "full_width", "inner_space"))
    assert read_identifier("'0123").text == "0123"


def identity(front: str) -> str:
    return front + mod_11_2.calc_check_digit(front)


@pytest.mark.parametrize("region", ["110105", "810000", "820000", "830000", "320582"])
def test_a_sound_identity_number_has_no_problem_in_any_region(region: str) -> None:
    assert check_identity_number(identity(f"{region}20060810001"), date(2006, 8, 10)) == []


def test_a_check_digit_x_may_be_small() -> None:
    assert check_identity_number("31010120070327670x") == []


@pytest.mark.parametrize(
    ("number", "problems"),
    [
        ("510104200608100017", ["check_digit"]),
        (identity("51010420060230001"), ["date"]),
        ("51010420060810001", ["length"]),
        ("５１０１０４２００６０８１０００１６", ["length"]),
        ("510104060810001", ["old_length"]),
        ("", ["length"]),
    ],
)
def test_each_problem_of_an_identity_number_is_named(number: str, problems: list[str]) -> None:
    assert check_identity_number(number) == problems


def test_a_different_date_of_birth_is_a_problem() -> None:
    number = identity("51010420060810001")

    assert check_identity_number(number, date(2006, 8, 11)) == ["birth_date"]
    assert identity_birth_date(number) == date(2006, 8, 10)


def test_numbers_are_read_as_people_write_them() -> None:
    assert parse_decimal("1,234.50").value == Decimal("1234.50")
    assert parse_decimal("￥４３１．４３").value == Decimal("431.43")
    assert parse_decimal(0.1 + 0.2).value == Decimal("0.3")
    assert parse_integer("6个月", units=("个月", "月")).value == 6
    assert parse_integer(6.0).value == 6


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1,23", "not_a_number"),
        ("1.234,50", "not_a_number"),
        ("6个月", "not_a_number"),
        ("六", "not_a_number"),
        (date(2026, 1, 1), "not_a_number"),
        (6.5, "not_whole"),
        ("1e300", "out_of_range"),
        ("#DIV/0!", "error_value"),
    ],
)
def test_what_is_no_whole_number_says_why(cell: object, reason: str) -> None:
    assert parse_integer(cell).reason == reason


@pytest.mark.parametrize("cell", ["2024级", 2024, 2024.0, "２０２４级", "24级", "2024年级", " 2024 级"])
def test_the_year_of_entry_is_read(cell: object) -> None:
    assert parse_year_grade(cell).value == 2024


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("2024届", "graduation_year"), ("大一", "not_a_year"), (9999, "out_of_range"), (24, "not_a_year")],
)
def test_a_year_of_graduation_is_no_year_of_entry(cell: object, reason: str) -> None:
    assert parse_year_grade(cell).reason == reason


@given(anything)
def test_no_cell_makes_a_reading_fail(cell: object) -> None:
    assert parse_date(cell).status in ("ok", "empty", "ambiguous", "invalid")
    assert read_identifier(cell, length=10).status in ("ok", "empty", "damaged", "invalid")
    assert parse_integer(cell).status in ("ok", "empty", "invalid")
    assert parse_decimal(cell).status in ("ok", "empty", "invalid")
    assert parse_year_grade(cell).status in ("ok", "empty", "invalid")
    assert isinstance(check_identity_number(str(cell)), list)


@given(st.text())
def test_cleaning_text_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text).text

    assert clean_text(once) == clean_text(once).__class__(once)


@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)))
def test_every_way_to_write_a_day_gives_the_same_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for written in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        serial,
    ):
        if isinstance(written, int) and 1900 <= written < 2100:
            continue  # a bare 2026 is a year without a day
        assert parse_date(written).value == day


@given(st.integers(0, 10**15 - 1))
def test_a_number_that_excel_can_hold_comes_back_digit_by_digit(number: int) -> None:
    assert read_identifier(float(number)).text == str(number)
