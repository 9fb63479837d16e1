"""The project's own code and templates, read as text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("campus", "education", "archives")
TEMPLATES = ROOT / "templates"
_COMMENTS = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)


@cache
def modules(*, with_tests: bool = False) -> tuple[Path, ...]:
    """Every module of the apps; migrations are written by Django and left out."""
    folders = (*APPS, "tests") if with_tests else APPS
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(tree(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT).as_posix()}{line}"


@cache
def templates() -> tuple[str, ...]:
    """Names of all templates, as code writes them."""
    return tuple(sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()))


@cache
def words_of_template(name: str) -> str:
    """The template without its comments."""
    return _COMMENTS.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))


def templates_named_in(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Each string of a module that is the name of a template."""
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in templates():
            yield node.value, node
