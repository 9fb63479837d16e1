"""The timeline of one archive, wide and narrow, with its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from archives.portal.archive import Archive, Entry
from archives.portal.timeline import NARROW, WIDE, Form, Item, LanePicture, Picture, lay_out, text_width
from archives.portal.words import Lane, lanes
from archives.records.models import State

_LOOKS = {State.DISPUTED: "hatch", State.SCHEDULED: "outline", State.EXPIRED: "ended"}


@dataclass(frozen=True)
class Drawn:
    """A laid-out picture, the lanes with their words, and the text of the label “today”."""

    picture: Picture
    lanes: list[tuple[Lane, LanePicture]]
    pill: str
    pill_width: str


def pictures(archive: Archive) -> dict[str, Any]:
    """`wide` and `narrow` of the same items, which looks appear (for the legend), and the entries of the table.

    A withdrawn record is no fact any more and is not drawn. Empty where nothing is left to draw.
    """
    entries = [entry for entry in archive.entries if not entry.is_withdrawn]
    if not entries:
        return {}
    items = [_item(entry) for entry in entries]
    today = _("Today %(day)s") % {"day": f"{archive.on:%m-%d}"}
    return {
        "wide": _drawn(items, archive, WIDE, today), "narrow": _drawn(items, archive, NARROW, _("Today")),
        "looks": {item.look for item in items}, "entries": [entry for entry in entries if not entry.has_ended],
    }


def _item(entry: Entry) -> Item:
    record = entry.record
    return Item(entry.lane.key, entry.title, record.starts_on, record.display_until, _LOOKS.get(entry.state, "solid"))


def _drawn(items: list[Item], archive: Archive, form: Form, pill: str) -> Drawn:
    kinds = {lane.key: lane for lane in lanes()}
    width = round(text_width(pill)) + 20
    picture = lay_out(items, order=list(kinds), today=archive.on, form=form, pill=width)
    return Drawn(picture, [(kinds[lane.key], lane) for lane in picture.lanes], pill, str(width))
