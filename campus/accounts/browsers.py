"""What a browser says about itself, in words by which a person recognises their own device."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first that is found: most browsers also name those they descend from.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def browser_in_words(user_agent: str) -> str:
    """ "Firefox on Windows"; what a program calls itself is never shown, only names that are known here."""
    browser = _first(BROWSERS, user_agent) or _("Unknown browser")
    system = _first(SYSTEMS, user_agent)
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
