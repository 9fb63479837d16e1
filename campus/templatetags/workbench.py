"""Template tags of the staff pages."""

from __future__ import annotations

from django import template

from campus.icons import ICONS

register = template.Library()


@register.simple_tag
def drawn_icons() -> list[tuple[str, str]]:
    """(name, inside of the <svg>) of the icons that the public site draws too."""
    return sorted(ICONS.items())
