import pytest

from archives.registry.numbers import next_numbers

pytestmark = pytest.mark.django_db


def test_numbers_run_on_within_a_letter_and_a_year():
    assert next_numbers("R", 2026) == ["R2026-000001"]
    assert next_numbers("R", 2026, 2) == ["R2026-000002", "R2026-000003"]
    assert next_numbers("R", 2027) == ["R2027-000001"]
    assert next_numbers("B", 2026, digits=4) == ["B2026-0001"]
