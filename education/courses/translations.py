"""Translated words on their way into a page: wagtail-localize keeps them beside the page until they are taken over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from campus.refusals import Refusal


def with_newer_words(pages: Iterable[Page]) -> set[int]:
    """Ids of the pages whose translation was changed after their newest draft was saved; one query for any number."""
    pages = list(pages)
    of_each = StringTranslation.objects.filter(context__object_id__in={page.translation_key for page in pages})
    changed = {
        (key, locale): when
        for key, locale, when in of_each.values_list("context__object_id", "locale_id").annotate(Max("updated_at"))
    }
    return {
        page.pk
        for page in pages
        if (when := changed.get((page.translation_key, page.locale_id)))
        and (page.latest_revision_created_at is None or when > page.latest_revision_created_at)
    }


def take_over_words(page: Page, *, by: Any) -> Page:
    """The page with its newest translated words as a draft; a page that is no translation comes back as it is.

    Raises Refusal while passages wait for their translation.
    """
    translation = Translation.objects.filter(
        enabled=True, source__object_id=page.translation_key, target_locale=page.locale
    ).first()
    if translation is None:
        return page
    total, done = translation.get_progress()
    if done < total:
        raise Refusal(
            ngettext(
                "%(count)d passage of “%(title)s” is not translated yet. Translate it, then submit the page again.",
                "%(count)d passages of “%(title)s” are not translated yet. Translate them, then submit the page again.",
                total - done,
            )
            % {"count": total - done, "title": page.get_admin_display_title()}
        )
    translation.save_target(user=by, publish=False)
    return Page.objects.get(pk=page.pk).specific
