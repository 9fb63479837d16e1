"""Running numbers of records and batches: R2026-000001. Gaps may occur, repetition may not."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from archives.registry.models import NumberSeries


def next_numbers(letter: str, year: int, count: int = 1, *, digits: int = 6) -> list[str]:
    """`count` numbers nobody else has, e.g. ["R2026-000007"]. Call inside the transaction that uses them."""
    with transaction.atomic():
        NumberSeries.objects.get_or_create(letter=letter, year=year)
        NumberSeries.objects.filter(letter=letter, year=year).update(last=F("last") + count)
        last = NumberSeries.objects.values_list("last", flat=True).get(letter=letter, year=year)
    return [f"{letter}{year}-{number:0{digits}d}" for number in range(last - count + 1, last + 1)]
