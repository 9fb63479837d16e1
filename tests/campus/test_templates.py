"""What holds for every template: nothing inline, and every class of the public pages exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
_COMMENTS = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.S)


def words(name: str) -> str:
    return _COMMENTS.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_inline(name: str) -> None:
    text = words(name)
    assert not re.search(r"<style\b", text), "a <style> element"
    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[\"']", text), "an event handler attribute"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script


@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize(
    "name", [name for name in ALL if name.startswith("components/") or "/components/" in name]
)
def test_every_component_says_what_it_needs(name: str) -> None:
    assert "{% comment %}" in (TEMPLATES / name).read_text(encoding="utf-8")
