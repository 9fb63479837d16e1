"""Search in pages, pictures and documents by the database; with words that SQLite does not read as commands."""

from __future__ import annotations

from typing import Any

from modelsearch.backends.database import SearchBackend as DatabaseSearch
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText


class _WithoutQuotes:
    """The compilers put each word between quotation marks and leave those inside it as they are: a syntax error."""

    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if isinstance(query, PlainText):
            query = PlainText(_said(query.query_string), operator=query.operator, boost=query.boost)
        elif isinstance(query, Phrase):
            query = Phrase(_said(query.query_string))
        return super().build_search_query_content(query, config=config)  # type: ignore[misc]


def _said(words: str) -> str:
    # The printed mark is no letter: it parts words as the typed one does.
    return words.replace('"', "”").replace("\0", " ")


class _Search(_WithoutQuotes, SQLiteSearchQueryCompiler):  # type: ignore[misc]
    pass


class _Autocomplete(_WithoutQuotes, SQLiteAutocompleteQueryCompiler):  # type: ignore[misc]
    pass


class _Backend(SQLiteSearchBackend):  # type: ignore[misc]
    query_compiler_class = _Search
    autocomplete_query_compiler_class = _Autocomplete


def SearchBackend(params: dict[str, Any]) -> Any:
    """The search of the database in use; on SQLite the one above."""
    backend = DatabaseSearch(params)
    return _Backend(params) if isinstance(backend, SQLiteSearchBackend) else backend
