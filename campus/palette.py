"""The colours of Mingxin, once: the style sheet and the contrast test both come from here.

`manage.py write_tokens` writes `campus/static/campus/tokens.css` from this module. Change a colour here,
never in the style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator

# name: (light, dark)
COLOURS: dict[str, tuple[str, str]] = {
    # grounds
    "paper": ("#FAF8F3", "#111816"),
    "surface": ("#FFFFFF", "#19211F"),
    "sunken": ("#F0EDE4", "#0C1210"),
    # text: first, second and third voice
    "ink": ("#18221F", "#E9EDEA"),
    "ink-2": ("#46524E", "#B7C0BC"),
    "ink-3": ("#616C67", "#98A39E"),
    # lines: decoration, and the outline of controls
    "line": ("#DAD5C8", "#2F3A37"),
    "edge": ("#7A847F", "#7D8A85"),
    # brand and links
    "brand": ("#0E5E57", "#74CBBF"),
    "brand-hover": ("#0A4742", "#9ADDD3"),
    "on-brand": ("#FFFFFF", "#06211D"),
    "brand-tint": ("#E0EEEB", "#17342F"),
    "link": ("#0B5C74", "#7CC6DE"),
    "visited": ("#5E4289", "#C3A9EE"),
    # the seal red stands for commitments and certificates only, never for a judgement of a person
    "seal": ("#A5341F", "#F29A84"),
    "seal-tint": ("#F9E8E2", "#3A211A"),
    # states
    "ok": ("#1C6A38", "#83CE96"),
    "ok-tint": ("#E2F1E6", "#16301E"),
    "warn": ("#7F5200", "#E8BC55"),
    "warn-tint": ("#FBF0D4", "#33290D"),
    "bad": ("#A81B33", "#F597A3"),
    "bad-tint": ("#FBE5E8", "#3B1920"),
    "info": ("#1D578F", "#92C0F1"),
    "info-tint": ("#E3EDF7", "#152A41"),
    "neutral": ("#4C5753", "#B7C0BC"),
    "neutral-tint": ("#EAE8E0", "#27302D"),
    # charts: searched so that any two differ for every common kind of colour vision
    "c1": ("#006153", "#B0F7E8"),
    "c2": ("#2E86C9", "#0072A1"),
    "c3": ("#A6671B", "#FFCA7C"),
    "c4": ("#462D70", "#C8A3FE"),
    "c5": ("#7D260A", "#CF6D52"),
    "c6": ("#808689", "#8A9395"),
    # focus ring: two tones, so that one of them shows on every ground
    "focus": ("#18221F", "#FFFFFF"),
    "halo": ("#FFC940", "#FFC940"),
    # header and side bar
    "shell": ("#113B38", "#0E2523"),
    "on-shell": ("#F4F1E8", "#F0EEE6"),
    "on-shell-2": ("#BFD3CE", "#A9C0BA"),
    "shell-edge": ("#7FA19B", "#6F8F89"),
    "on-halo": ("#18221F", "#18221F"),
}

TEXT = 4.5  # WCAG 2.2, 1.4.3: text
PARTS = 3.0  # WCAG 2.2, 1.4.11: outlines, icons, parts of charts


def contrast_pairs() -> Iterator[tuple[str, str, float]]:
    """(foreground, background, least ratio) of every pair that the style sheet uses."""
    for ground in ("paper", "surface", "sunken"):
        for text in ("ink", "ink-2", "ink-3", "link", "visited", "brand", "seal"):
            yield text, ground, TEXT
        for state in ("ok", "warn", "bad", "info"):
            yield state, ground, TEXT
        for part in ("edge", "c1", "c2", "c3", "c4", "c5", "c6", "focus"):
            yield part, ground, PARTS
    for state in ("ok", "warn", "bad", "info", "seal", "brand", "neutral"):
        yield state, f"{state}-tint", TEXT
        for text in ("ink", "ink-2", "link", "visited"):
            yield text, f"{state}-tint", TEXT
    yield "on-brand", "brand", TEXT
    yield "on-brand", "brand-hover", TEXT
    yield "on-shell", "shell", TEXT
    yield "on-shell-2", "shell", TEXT
    yield "shell-edge", "shell", PARTS
    yield "halo", "shell", PARTS
    yield "on-halo", "halo", TEXT
    yield "surface", "c1", PARTS


def luminance(colour: str) -> float:
    """Relative luminance (0 black to 1 white) of a #RRGGBB colour, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two #RRGGBB colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _declarations(theme: int) -> str:
    return "\n".join(f"  --{name}: {values[theme]};" for name, values in COLOURS.items())


def tokens_css() -> str:
    """The text of tokens.css: the colours of both themes, and the sizes, spaces and typefaces."""
    dark = _declarations(1)
    # The w-theme classes are how Wagtail notes on <html> what a member of staff chose.
    return f"""/* Written by `manage.py write_tokens` from campus/palette.py: change it there, not here. */
@layer reset, tokens, base, layout, parts, page, util, print;
@layer tokens {{
:root {{
  color-scheme: light dark;
{_declarations(0)}
}}
@media (prefers-color-scheme: dark) {{
:root:not([data-theme=light], .w-theme-light) {{
{dark}
}}
}}
:root[data-theme=dark], :root.w-theme-dark {{
  color-scheme: dark;
{dark}
}}
:root[data-theme=light], :root.w-theme-light {{ color-scheme: light; }}
{_SIZES}}}
"""


_SIZES = """:root {
  --t-xs: .8125rem; --t-s: .875rem; --t-m: 1rem; --t-l: 1.125rem; --t-xl: 1.375rem; --t-2xl: 1.75rem;
  --t-3xl: 2.25rem;
  --s-1: .25rem; --s-2: .5rem; --s-3: .75rem; --s-4: 1rem; --s-5: 1.5rem; --s-6: 2rem; --s-7: 3rem;
  --s-8: 4.5rem;
  --r-1: 4px; --r-2: 8px; --r-3: 14px;
  --measure: 42em; --page: 1120px; --lh: 1.6; --lh-tight: 1.3;
  --latin: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial;
  --chinese: "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC",
    "Noto Sans SC";
  --sans: var(--latin), var(--chinese), sans-serif;
  --serif: Georgia, "Source Han Serif SC", "Noto Serif SC", "Noto Serif CJK SC", "Songti SC",
    "Microsoft YaHei", serif;
  --mono: ui-monospace, "SFMono-Regular", Consolas, "Liberation Mono", Menlo, monospace;
}
/* Chinese first on Chinese pages: its quotation marks and dashes must be the full-width ones. */
:root:lang(zh) {
  --lh: 1.75; --lh-tight: 1.4; --measure: 40em;
  --sans: "zh-punct", var(--latin), var(--chinese), sans-serif;
  --serif: "Source Han Serif SC", "Noto Serif SC", "Noto Serif CJK SC", "Songti SC", "Microsoft YaHei", serif;
}
"""
