"""How demonstration texts are written down: every sentence once in Chinese and once in English.

Both languages have the same pieces in the same order, so that each English piece can be handed to
wagtail-localize as the translation of its Chinese one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Languages = tuple[str, str]  # zh-hans, en


@dataclass(frozen=True)
class Both:
    """The same text in Chinese and in English."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Html:
    """Rich text: pieces of one HTML element each."""

    pieces: tuple[Both, ...]

    def __getitem__(self, language: str) -> str:
        return "".join(piece[language] for piece in self.pieces)


@dataclass(frozen=True)
class File:
    """A picture or document of the demonstration, by its name in `files/`."""

    name: str
    title: str


@dataclass(frozen=True)
class Lesson:
    slug: str
    title: Both
    summary: Both
    blocks: list[tuple[str, Any]] = field(default_factory=list)


def html(*pieces: Both) -> Html:
    return Html(pieces)


def h2(zh: str, en: str) -> Both:
    return Both(f"<h2>{zh}</h2>", f"<h2>{en}</h2>")


def p(zh: str, en: str) -> Both:
    return Both(f"<p>{zh}</p>", f"<p>{en}</p>")


def ul(*items: tuple[str, str]) -> Both:
    return Both(_list([zh for zh, _en in items]), _list([en for _zh, en in items]))


def _list(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def text(*pieces: Both) -> tuple[str, Html]:
    return "text", html(*pieces)


def key_points(*items: tuple[str, str]) -> tuple[str, Html]:
    return "key_points", html(ul(*items))


def case(title: Both, facts: Html, question: Both, answer: Html) -> tuple[str, dict[str, Any]]:
    return "case", {"title": title, "facts": facts, "question": question, "answer": answer}


def practice(title: Both, task: Html, answer: Html) -> tuple[str, dict[str, Any]]:
    return "practice", {"title": title, "task": task, "answer": answer}


def in_language(value: Any, language: str, files: dict[str, int]) -> Any:
    """A block's value in one language; files become the ids of their uploaded rows."""
    if isinstance(value, Both | Html):
        return value[language]
    if isinstance(value, File):
        return files[value.name]
    if isinstance(value, dict):
        return {key: in_language(inner, language, files) for key, inner in value.items()}
    return value
