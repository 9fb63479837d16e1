"""Choices that depend on nothing but a seed and a place, so that any row can be made without those before it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")


class Draws:
    """A supply of choices for one row: 64 bytes of a hash, taken off piece by piece."""

    __slots__ = ("_left",)

    def __init__(self, seed: int, what: str, place: int) -> None:
        self._left = int.from_bytes(blake2b(f"{seed}/{what}/{place}".encode()).digest(), "big")

    def below(self, end: int) -> int:
        """A whole number from 0 to below `end`."""
        self._left, drawn = divmod(self._left, end)
        return drawn

    def one_of(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]
