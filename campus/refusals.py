"""What an action answers when it will not do a thing: a sentence for the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise


class Refusal(Exception):
    """The action was not done, and nothing was changed. `sentence` says why and what to do."""

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class Conflict(Refusal):
    """Somebody else was faster: the thing is no longer as this person saw it."""
