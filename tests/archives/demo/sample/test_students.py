"""Made-up students: valid, adult, the same for the same seed, wrong exactly where they should be."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from archives.demo.sample.students import CAUSES, COLLEGES, GIVEN, SURNAMES, cause, student, students
from archives.imports.values import check_identity_number
from archives.registry.adulthood import is_adult

YEAR = 2026


def test_a_longer_list_begins_with_the_shorter_one_and_another_seed_gives_other_people() -> None:
    first = list(students(50, seed=1, year=YEAR))
    assert list(students(200, seed=1, year=YEAR))[:50] == first
    assert [row.name for row in students(50, seed=2, year=YEAR)] != [row.name for row in first]


def test_every_student_is_adult_on_the_first_day_and_has_a_valid_identity_number_of_the_same_day_of_birth() -> None:
    for row in students(3000, seed=3, year=YEAR):
        assert isinstance(row.birth_date, date)
        assert is_adult(row.birth_date, date(row.enrolled_on.year, 9, 1), min_age=18)
        assert check_identity_number(str(row.identity_number), row.birth_date) == []


@pytest.mark.parametrize("places", [range(20_000), range(990_000, 1_000_000)], ids=["first", "last"])
def test_no_two_students_share_a_number_or_an_identity_number(places: range) -> None:
    rows = [student(place, seed=1, year=YEAR) for place in places]
    assert len({row.number for row in rows}) == len(places)
    assert len({row.identity_number for row in rows}) == len(places)
    assert max(len(row.number) for row in rows) == 12


def test_majors_belong_to_their_colleges_and_years_to_the_status() -> None:
    majors = {college: majors for _code, college, majors in COLLEGES}
    rows = list(students(2000, seed=1, year=YEAR))
    assert all(row.major in majors[row.college] for row in rows)
    assert {row.status for row in rows if row.enrolled_on.year <= YEAR - 4} == {"毕业"}
    assert {row.status for row in rows if row.enrolled_on.year > YEAR - 4} == {"在校", "休学"}


def test_every_name_has_its_sound() -> None:
    for written in (SURNAMES, GIVEN):
        assert all(sign >= "一" for sign in written[::2])
        assert all(sound.isalpha() and sound[0] < "一" for sound in written[1::2])


@pytest.mark.parametrize(("count", "bad"), [(1000, 0.05), (333, 0.1), (80, 1.0), (999, 0.007)])
def test_the_share_of_bad_rows_is_exact_and_causes_take_turns(count: int, bad: float) -> None:
    found = [wrong for place in range(count) if (wrong := cause(place, bad))]
    assert len(found) == int(count * bad)
    assert found == [CAUSES[place % len(CAUSES)] for place in range(len(found))]


def test_each_cause_spoils_its_own_cell_only() -> None:
    good, bad = (list(students(160, seed=1, year=YEAR, bad=share)) for share in (0, 0.1))
    changed = Counter(
        (cause(place, 0.1), tuple(name for name in row._fields if getattr(row, name) != getattr(good[place], name)))
        for place, row in enumerate(bad) if row != good[place]
    )
    assert changed == {
        ("id_check_digit", ("identity_number",)): 2,
        ("name_missing", ("name",)): 2,
        ("unit_unknown", ("college",)): 2,
        ("date_invalid", ("birth_date",)): 2,
        ("id_damaged", ("identity_number",)): 2,
        ("under_age", ("identity_number", "birth_date")): 2,
        ("duplicate_in_file", ("number",)): 2,
    }
    assert sorted(Counter(row.number for row in bad).values())[-3:] == [1, 2, 2]


def test_a_minor_is_a_minor_for_the_whole_academic_year() -> None:
    rows = list(students(800, seed=1, year=YEAR, bad=0.1))
    young = [row.birth_date for place, row in enumerate(rows) if cause(place, 0.1) == "under_age"]
    assert len(young) == 10
    for born in young:
        assert isinstance(born, date)
        assert not is_adult(born, date(YEAR + 1, 8, 31), min_age=18)
