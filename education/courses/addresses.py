"""The last part of a page's address: short, Latin, the same in both languages, so that links and QR codes last.

A translation takes it over from its page. Nobody has to type it: a Latin title gives its words, another one the kind of
page and its place among its siblings, as in "lesson-7".
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

LONGEST = 60
LATIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class ShortAddressForm(WagtailAdminPageForm):
    """The editor does not ask for an address: who types none gets one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "The last part of the page's address: lower-case letters, digits and hyphens. Leave it empty to get one."
        )


    def _get_validation_exclusions(self) -> set[str]:
        # Wagtail saves a draft every few seconds: half a sentence is no mistake before the page is submitted.
        excluded = super()._get_validation_exclusions()
        return excluded | self._meta.model.finished_fields if self.is_deferred_validation else excluded


class ShortAddress:
    """Mixed into a kind of page, before Page."""

    pk: Any
    path: str
    title: str
    slug: str
    address_word = "page"
    finished_fields: frozenset[str] = frozenset()  # whose rules a draft need not keep yet
    base_form_class = ShortAddressForm
    # Wagtail's script would fill the address with what Latin letters a Chinese title has.
    content_panels = [FieldPanel("title", classname="title")]

    def _set_core_field_defaults(self) -> None:
        # Wagtail calls this before it validates and would make up an address from the title, however long.
        if not self.slug and self.path:
            self.slug = _kept(self) or free_address(self, words_of(self.title))
        super()._set_core_field_defaults()  # type: ignore[misc]

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        if self.slug and not is_short(self.slug) and self.slug != _kept(self):
            raise ValidationError({
                "slug": _(
                    "The address is “%(slug)s”. It may have lower-case letters a to z, digits and single hyphens, at "
                    "most %(most)d of them, for example “honest-charts”; leave it empty to get one."
                )
                % {"slug": self.slug, "most": LONGEST}
            })


def is_short(slug: str) -> bool:
    """May this be the last part of an address?"""
    return len(slug) <= LONGEST and LATIN.fullmatch(slug) is not None


def words_of(title: str) -> str:
    """The address that a Latin title gives, cut between words; "" for a title in another script or without letters."""
    if any(ord(letter) > 0x24F and letter.isalpha() for letter in title) or not re.search("[A-Za-z]", title):
        return ""
    address = slugify(title).replace("_", "-")
    return address if len(address) <= LONGEST else address[: LONGEST + 1].rpartition("-")[0] or address[:LONGEST]


def free_address(page: Any, words: str) -> str:
    """The words where no sibling has them, else with a number; the kind of page and its place where there are none."""
    siblings = Page.objects.child_of(page.get_parent()).exclude(pk=page.pk)
    taken = set(siblings.values_list("slug", flat=True))
    if words:
        return next(slug for slug in (words, *(f"{words}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
    place = siblings.type(type(page)).count() + 1
    return next(slug for n in count(place) if (slug := f"{page.address_word}-{n}") not in taken)


def _kept(page: Any) -> str:
    """The address that the page has in the database: links to it must not break. "" for a new page."""
    return Page.objects.filter(pk=page.pk).values_list("slug", flat=True).first() or ""
