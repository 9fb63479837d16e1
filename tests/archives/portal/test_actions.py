from __future__ import annotations

import re

import pytest

from archives.portal.actions import new_extract_number
from tests.factories import NOW


def test_an_extract_number_has_the_day_in_shanghai_and_cannot_be_guessed() -> None:
    late = NOW.replace(hour=17)  # 01:00 the next day in Shanghai

    numbers = {new_extract_number(late) for _time in range(50)}

    assert len(numbers) == 50
    assert all(re.fullmatch(r"X20261124-[2-9A-HJKMNP-Z]{8}", number) for number in numbers)


@pytest.mark.parametrize("letter", "01OIL")
def test_an_extract_number_has_no_letter_that_is_read_wrongly(letter: str) -> None:
    assert letter not in "".join(new_extract_number(NOW).split("-")[1] for _time in range(50))
