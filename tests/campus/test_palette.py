"""The colours can be read, and the style sheet has the colours of the palette."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from campus.management.commands.write_tokens import TOKENS
from campus.palette import COLOURS, contrast, contrast_pairs, luminance, tokens_css

STYLES = Path(TOKENS).parent


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), list(contrast_pairs()))
def test_every_pair_of_colours_has_enough_contrast(front: str, ground: str, least: float, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[ground][theme]) >= least


def test_contrast_is_computed_as_the_guidelines_define_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert luminance("#FF0000") == pytest.approx(0.2126)


def test_the_style_sheet_was_written_from_the_palette() -> None:
    assert TOKENS.read_text(encoding="utf-8") == tokens_css(), "run manage.py write_tokens"


def test_the_command_writes_the_style_sheet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tokens = tmp_path / "static" / "tokens.css"
    monkeypatch.setattr("campus.management.commands.write_tokens.TOKENS", tokens)
    out = StringIO()
    call_command("write_tokens", stdout=out)
    assert tokens.read_text(encoding="utf-8") == tokens_css()
    assert str(tokens) in out.getvalue()


def test_the_other_style_sheets_use_only_tokens_that_exist() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS.read_text(encoding="utf-8")))
    for name in ("parts.css", "app.css"):
        text = (STYLES / name).read_text(encoding="utf-8")
        assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= defined, name


def test_colours_are_written_in_the_palette_only() -> None:
    # The seal of the brand and the paper under a QR code keep their colours in every theme.
    allowed = {"#B23A24", "#FBF3EA", "#FFF"}
    for name in ("parts.css", "app.css"):
        screen = (STYLES / name).read_text(encoding="utf-8").split("@layer print {")[0]
        assert {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{3,6}\b", screen)} - {
            "#000"
        } <= allowed, name
