"""What an action answers when it will not do a thing: a sentence for the person who asked."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise


class Refusal(Exception):
    """The action was not done, and nothing was changed. `sentence` says why and what to do."""

    status: ClassVar[int] = 422  # of the answer that shows the sentence

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class Conflict(Refusal):
    """Somebody else was faster: the thing is no longer as this person saw it."""

    status = 409


class TooMany(Refusal):
    """This person did it too often in a short time; from `goes_on_at` (aware) on they may again."""

    status = 429

    def __init__(self, sentence: str | Promise, *, goes_on_at: datetime) -> None:
        super().__init__(sentence)
        self.goes_on_at = goes_on_at
