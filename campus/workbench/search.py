"""Search in pages, pictures and documents by the database; with words that SQLite does not read as commands."""

from __future__ import annotations

from typing import Any

from django.db import connection
from modelsearch.backends.database import SearchBackend as DatabaseSearch
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


def SearchBackend(params: dict[str, Any]) -> Any:
    """The search of the database in use; on SQLite with words that it does not read as commands.

    The compilers are taken from the backend: those of another database cannot even be imported.
    """
    backend = DatabaseSearch(params)
    if connection.vendor == "sqlite":
        for name in ("query_compiler_class", "autocomplete_query_compiler_class"):
            setattr(backend, name, type("WithoutQuotes", (_WithoutQuotes, getattr(backend, name)), {}))
    return backend
