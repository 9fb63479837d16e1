"""Why a file could not be read, as a code. Free of Django, because the child process uses it."""

from __future__ import annotations


class Refusal(Exception):
    """A file cannot be read; `code` is a key of `sentences.REFUSALS`, `params` fill its sentence.

    Params are names of sheets, cell addresses and counts, never the contents of a cell.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
