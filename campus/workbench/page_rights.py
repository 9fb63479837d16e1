"""Questions about one page that Wagtail and wagtail-localize do not ask everywhere themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as pictures
from wagtail.models import Page, PageQuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import TranslationSource

from campus.accounts.permissions import Person

# The parts of an address that name a page on which something is to be done.
NAMES_A_PAGE = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
LONGEST_KEY = 19  # signs; no database holds a larger number
VERBS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}


def may_work_on(user: Person, parts: Mapping[str, Any]) -> bool:
    """Does this person hold any right for each page that the address names? Pages that do not exist: left to the view.

    What exactly they may do is asked by the view; some of Wagtail's show a page's draft or title to all page staff.
    """
    named = [parts[name] for name in NAMES_A_PAGE if name in parts]
    policy = PagePermissionPolicy()
    return all(
        policy.user_has_any_permission_for_instance(user, VERBS, page) for page in Page.objects.filter(pk__in=named)
    )


def offered_as_links(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """In the chooser: what readers see, and drafts only of pages on which this person works."""
    own = PagePermissionPolicy().instances_user_has_any_permission_for(request.user, VERBS)
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


def may_name(user: Person, parts: Mapping[str, Any]) -> bool:
    """Of the pages that the query names (`id`, `childOf`): those that readers see, and drafts on which one works.

    Wagtail refuses the act itself; before it says no, its pages show the title of whatever they were asked about.
    """
    if parts.get("app_label", "wagtailcore") != "wagtailcore":
        return True
    chosen, parents = parts["query"].getlist("id"), parts["query"].getlist("childOf")
    named = Page.objects.filter(pk__in=_keys(chosen), live=False)
    if "all" in chosen:  # everything below these, or of the whole site: then one works on what holds it
        named |= Page.objects.filter(pk__in=_keys(parents)) if parents else Page.objects.filter(depth=1)
    policy = PagePermissionPolicy()
    return all(policy.user_has_any_permission_for_instance(user, VERBS, page) for page in named)


def _keys(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY]


def may_choose_picture(user: Person, parts: Mapping[str, Any]) -> bool:
    """May this person put the picture into a page? One that does not exist is left to the view."""
    return _may_choose(user, get_image_model(), pictures, parts["pk"])


def may_choose_document(user: Person, parts: Mapping[str, Any]) -> bool:
    """The same for a document."""
    return _may_choose(user, get_document_model(), documents, parts["pk"])


def _may_choose(user: Person, model: Any, policy: Any, key: int) -> bool:
    found = model.objects.filter(pk=key).first()
    return found is None or bool(policy.user_has_any_permission_for_instance(user, ["choose", "change"], found))


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
