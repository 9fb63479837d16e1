"""Who may have a page translated. wagtail-localize asks for one right that counts for every page of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from campus.accounts.permissions import Person


def may_translate(user: Person, parts: Mapping[str, Any]) -> bool:
    """Who may edit a page may send it to be translated; a page that does not exist is left to the view."""
    page = Page.objects.filter(pk=parts["page_id"]).first()
    return page is None or _may_edit(user, page)


def may_update_translations(user: Person, parts: Mapping[str, Any]) -> bool:
    """The page and each of its translations: the update changes them all."""
    source = TranslationSource.objects.filter(pk=parts["translation_source_id"]).first()
    if source is None:
        return True
    if not issubclass(ContentType.objects.get_for_id(source.specific_content_type_id).model_class() or object, Page):
        return False
    pages = list(Page.objects.filter(translation_key=source.object_id))
    return bool(pages) and all(_may_edit(user, page) for page in pages)


def _may_edit(user: Person, page: Page) -> bool:
    return bool(page.specific.permissions_for_user(user).can_edit())
