"""A record in plain words for the person it is about: its state, why it is shown until when, what it may serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from archives.catalogue.models import Use
from archives.catalogue.rules import UnknownRule
from archives.portal.rulebook import RuleBook
from archives.records.models import Record, State

# How many days before a record leaves the page begins to count them.
COUNT_DOWN_DAYS = 30


@dataclass(frozen=True)
class Tag:
    """A state as a word, an icon and a tone of the palette; never a colour alone."""

    text: str
    kind: str
    glyph: str


@dataclass(frozen=True)
class Lane:
    """A kind of records: its place in the timeline, its icon and chart colour."""

    key: str
    label: str
    glyph: str
    tone: int


def lanes() -> list[Lane]:
    """The kinds of records in the order of the timeline."""
    return [
        Lane("learning", _("Courses"), "book", 1),
        Lane("good", _("Good deeds"), "star", 3),
        Lane("loans", _("Student loan"), "coin", 4),
        Lane("decisions", _("Decisions"), "scale", 5),
    ]


_LANE_OF_TYPE = {"TRAINING": "learning", "KEPT-PROMISE": "loans", "LOAN-BREACH": "loans"}


def lane_of(record: Record) -> str:
    """The key of the record's lane."""
    return _LANE_OF_TYPE.get(record.record_type.code, "decisions" if record.is_adverse else "good")


def day(value: date) -> str:
    """A day inside a sentence, in the reader's language."""
    return date_format(value, "DATE_FORMAT")


def state_tag(record: Record, on: date) -> Tag:
    """The state of a record on that day, in a word or two."""
    state = record.state(on)
    if state is State.DISPUTED:
        return Tag(_("Disputed: used for nothing"), "warn", "alert")
    if state is State.EXPIRED:
        return Tag(_("Ended on %(day)s") % {"day": day(record.display_until)}, "", "check")
    if state is State.WITHDRAWN:
        return Tag(pgettext("record", "Withdrawn"), "", "undo")
    if state is State.SCHEDULED:
        return Tag(_("Shown from %(day)s") % {"day": day(record.starts_on)}, "", "clock")
    left = (record.display_until - on).days
    if left <= COUNT_DOWN_DAYS:
        text = ngettext("Leaves in %(days)d day", "Leaves in %(days)d days", left) % {"days": left}
        return Tag(text, "info", "clock")
    return Tag(_("Shown"), "info", "eye")


def why_until(record: Record, rules: RuleBook) -> str:
    """Which rule set the day on which the record leaves, with its source; "" where the rule is not known."""
    judged_on = record.conduct_on if record.is_adverse else record.starts_on
    try:
        version = rules.version(record.shown_because, judged_on)
    except UnknownRule:
        return ""
    return _("%(rule)s. Source: %(source)s") % {"rule": _rule_in_words(record, version.value), "source": version.source}


def _rule_in_words(record: Record, value: dict[str, int]) -> str:
    if record.shown_because == "adverse.max_keep":
        return _("No adverse record is kept longer than %(years)d years from the end of the conduct") % {
            "years": value["years"]}
    if record.shown_because == "good.display":
        return _("Good records are shown for %(months)d months from the day of the deed") % {"months": value["months"]}
    return _("A record of severity “%(severity)s” is shown for at most %(months)d months from its service") % {
        "severity": record.get_severity_display(), "months": value["longest_months"]}


def source_of(record: Record) -> str:
    """The office that established the record, in the reader's language where it is the kind's usual office."""
    kind = record.record_type
    return kind.source_office if record.source_office == kind.source_office_zh else record.source_office


def uses_in_words(record: Record, on: date) -> str:
    """For what the record may be used on that day, in the order of the catalogue; nothing once it has ended."""
    if record.state(on) is State.EXPIRED:
        return _("Nothing any more")
    allowed = [str(use.label) for use in Use if use in record.record_type.allowed_uses]
    return _("; ").join(allowed) if allowed else _("Nothing: you see it, no office uses it")
