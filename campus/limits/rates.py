"""What settings.LIMITS says: how often one person may do something, and in which time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOOK_UP = "consultation.look_up"
HANDLING = "consultation.look_at_record"
EXTRACT = "portal.extract"
EXPORT = "exports.export"
DOWNLOAD = "imports.download"
SEARCH = "workbench.search"

# Each limit in words, for the sentence that the person reads when it strikes.
NAMES: dict[str, Promise] = {
    LOOK_UP: _("Looks into archives"),
    HANDLING: _("Records opened to handle them"),
    EXTRACT: _("Extracts of one's own archive"),
    EXPORT: _("Lists taken away"),
    DOWNLOAD: _("Files of import batches"),
    SEARCH: _("Searches and pages of lists"),
}

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_RATE = re.compile(r"(\d+)/(\d*)([smhd])")


class UnreadableRate(ValueError):
    """A rate in the settings is not of the form 30/10m."""


@dataclass(frozen=True)
class Rate:
    """At most `most` times in a window of `seconds`, which begins with the first time."""

    most: int
    seconds: int


def rates_of(limit: str) -> tuple[Rate, ...]:
    """The rates of a limit. Raises KeyError for a limit that the settings do not name, and UnreadableRate."""
    return parse_rates(settings.LIMITS[limit])


@cache
def parse_rates(text: str) -> tuple[Rate, ...]:
    """"30/10m,200/d": 30 times in 10 minutes and 200 times a day. Shorter windows first, one of each length.

    Units are s, m, h and d. Raises UnreadableRate; no rate at all is unreadable, too: nothing is without limit.
    """
    found: dict[int, int] = {}
    for part in text.split(","):
        match = _RATE.fullmatch(part.strip())
        seconds = int(match[2] or 1) * UNITS[match[3]] if match else 0
        if not match or not seconds or seconds in found:
            raise UnreadableRate(f"“{text}” is no rate. Write it like 30/10m,200/d: 30 times in 10 minutes, 200 a day.")
        found[seconds] = int(match[1])
    return tuple(Rate(found[seconds], seconds) for seconds in sorted(found))
