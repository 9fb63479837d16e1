"""Writes the style sheet's colours and sizes from campus/palette.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from campus.palette import tokens_css

TOKENS = Path(__file__).resolve().parents[2] / "static" / "campus" / "tokens.css"


class Command(BaseCommand):
    help = "Write campus/static/campus/tokens.css from campus/palette.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        TOKENS.parent.mkdir(parents=True, exist_ok=True)
        TOKENS.write_text(tokens_css(), encoding="utf-8")
        self.stdout.write(f"Written: {TOKENS}")
