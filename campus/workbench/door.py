"""Which of the views that Wagtail and allauth bring exist here, and who may use each.

Allowed by a list: a view that is not written in this project exists only if its name stands below. What an upgrade
adds is closed until somebody decides; `reverse()` goes on working, so that the templates of others do not break.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ObjectDoesNotExist, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campus.accounts.access import refused
from campus.accounts.permissions import Person
from campus.workbench.menu import may_see_pages, may_see_reports
from campus.workbench.page_rights import (
    may_choose_document,
    may_choose_picture,
    may_name,
    may_translate,
    may_update_translations,
    may_work_on,
)

logger = logging.getLogger(__name__)
# What Wagtail's views raise for incomplete or nonsensical input.
UNREADABLE = (
    *(ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError),
    *(ValidationError, DataError, ObjectDoesNotExist),
)
LARGEST_KEY = 2**63 - 1
OUR_APPS = ("campus.", "education.", "archives.")


@dataclass(frozen=True)
class Guests:
    """For whom a view of others is; `sentence` tells the others why not."""

    may: Callable[[Person], bool]
    sentence: str | Promise = ""


EVERYBODY = Guests(lambda user: True)
# Below /staff/ the door of the staff pages asks for a role as well (campus/accounts/middleware.py).
SIGNED_IN = Guests(lambda user: user.is_authenticated)
PAGE_STAFF = Guests(may_see_pages, _("These pages are for those who write courses and pages."))
REPORT_READERS = Guests(may_see_reports, _("These reports are for those who review and publish pages."))


@dataclass(frozen=True)
class Allowed:
    """One view. `only` names parts of its address and what they may say; `asks` is about the thing itself."""

    guests: Guests
    only: tuple[tuple[str, ...], frozenset[tuple[str, ...]]] | None = None
    asks: Callable[[Person, Mapping[str, Any]], bool] | None = None

    def knows(self, parts: Mapping[str, Any]) -> bool:
        if self.only is None:
            return True
        names, values = self.only
        return tuple(parts.get(name) for name in names) in values


Question = Callable[[Person, Mapping[str, Any]], bool]


def _each(guests: Guests, namespace: str, names: str, asks: Question | None = None) -> dict[str, Allowed]:
    return {f"{namespace}{name}": Allowed(guests, asks=asks) for name in names.split()}


def _only(names: str, values: Iterable[str]) -> tuple[tuple[str, ...], frozenset[tuple[str, ...]]]:
    return tuple(names.split()), frozenset(tuple(value.split()) for value in values)


OUR_PAGES = _only(
    "content_type_app_name content_type_model_name",
    [f"education {page}" for page in ("contentpage", "policypage", "coursepage", "chapterpage", "lessonpage")],
)
BULK_ACTIONS = _only(
    "app_label model_name action",
    [
        *[f"wagtailcore page {action}" for action in ("move", "delete", "publish", "unpublish")],
        "education keyday delete",
        *[f"wagtailimages image {action}" for action in ("delete", "add_tags", "add_to_collection")],
        *[f"wagtaildocs document {action}" for action in ("delete", "add_tags", "add_to_collection")],
    ],
)
EDITED = _only(
    "app_label model_name",
    [
        "wagtailcore page",
        "education keyday",
        *[
            f"education {page}"
            for page in (
                "homepage", "contentpage", "policypage", "courseindexpage", "coursepage", "chapterpage", "lessonpage",
                "keydayspage",
            )
        ],
    ],
)

ALLOWED: dict[str, Allowed] = {
    # What everybody reads.
    "wagtail_serve": Allowed(EVERYBODY),
    "wagtaildocs_serve": Allowed(EVERYBODY),
    # Signing in and out; what changes an account leaves its event (campus/accounts/adapter.py, traces.py).
    **_each(
        EVERYBODY,
        "account_",
        "login logout inactive reset_password reset_password_done reset_password_from_key "
        "reset_password_from_key_done signup",
    ),
    **_each(EVERYBODY, "mfa_", "authenticate login_webauthn"),
    **_each(SIGNED_IN, "account_", "reauthenticate change_password"),
    **_each(
        SIGNED_IN,
        "mfa_",
        "index reauthenticate activate_totp deactivate_totp view_recovery_codes generate_recovery_codes "
        "download_recovery_codes list_webauthn add_webauthn remove_webauthn edit_webauthn reauthenticate_webauthn",
    ),
    # The frame of the staff pages.
    **_each(SIGNED_IN, "wagtailadmin_", "home sprite javascript_catalog dismissibles"),
    # Pages: find, write, preview, compare, submit, move, take down.
    **_each(PAGE_STAFF, "wagtailadmin_", "explore_root explore explore_results"),
    "wagtailadmin_api:pages:listing": Allowed(PAGE_STAFF),
    "wagtailadmin_api:pages:detail": Allowed(PAGE_STAFF),
    # The editor of translations asks for the pictures and documents of a page one by one.
    "wagtailadmin_api:images:detail": Allowed(PAGE_STAFF, asks=may_choose_picture),
    "wagtailadmin_api:documents:detail": Allowed(PAGE_STAFF, asks=may_choose_document),
    "wagtailadmin_pages:add": Allowed(PAGE_STAFF, only=OUR_PAGES, asks=may_work_on),
    "wagtailadmin_pages:preview_on_add": Allowed(PAGE_STAFF, only=OUR_PAGES, asks=may_work_on),
    **_each(
        PAGE_STAFF,
        "wagtailadmin_pages:",
        "add_subpage edit preview_on_edit view_draft delete unpublish search search_results move move_confirm "
        "set_page_position copy usage workflow_action collect_workflow_action_data confirm_workflow_cancellation "
        "workflow_preview lock unlock revisions_index revisions_view revisions_revert revisions_unschedule "
        "revisions_compare workflow_history workflow_history_detail history history_results",
        asks=may_work_on,
    ),
    "wagtail_bulk_action": Allowed(PAGE_STAFF, only=BULK_ACTIONS, asks=may_name),
    "wagtailadmin_editing_sessions:ping": Allowed(PAGE_STAFF, only=EDITED),
    "wagtailadmin_editing_sessions:release": Allowed(PAGE_STAFF),
    "wagtailadmin_block_preview": Allowed(PAGE_STAFF),
    # Links in a text.
    "wagtailadmin_choose_page_chosen_multiple": Allowed(PAGE_STAFF, asks=may_name),
    **_each(
        PAGE_STAFF,
        "wagtailadmin_choose_",
        "page page_child page_search page_external_link page_email_link page_phone_link "
        "page_anchor_link",
    ),
    "wagtailadmin_tag_autocomplete": Allowed(PAGE_STAFF),
    "wagtailadmin_tag_model_autocomplete": Allowed(PAGE_STAFF, only=_only("app_name model_name", ["taggit tag"])),
    # Pictures and documents: by the collections of one's groups.
    **_each(
        PAGE_STAFF,
        "wagtailimages:",
        "index index_results edit delete add image_usage preview add_multiple edit_multiple "
        "create_multiple_from_uploaded_image delete_multiple delete_upload_multiple",
    ),
    **_each(
        PAGE_STAFF, "wagtailimages_chooser:", "choose choose_results chosen chosen_multiple create select_format"
    ),
    **_each(
        PAGE_STAFF,
        "wagtaildocs:",
        "index index_results edit delete add document_usage add_multiple edit_multiple "
        "create_multiple_from_uploaded_document delete_multiple delete_upload_multiple",
    ),
    **_each(PAGE_STAFF, "wagtaildocs_chooser:", "choose choose_results chosen chosen_multiple create"),
    # Key days of the calendar: who may is said by the permissions of the whole school's groups.
    "wagtailsnippets:index": Allowed(PAGE_STAFF),
    **_each(
        PAGE_STAFF,
        "wagtailsnippets_education_keyday:",
        "list list_results add edit delete usage history history_results",
    ),
    # Translating a page that one may edit.
    "wagtail_localize:javascript_catalog": Allowed(PAGE_STAFF),
    "wagtail_localize:submit_page_translation": Allowed(PAGE_STAFF, asks=may_translate),
    "wagtail_localize:update_translations": Allowed(PAGE_STAFF, asks=may_update_translations),
    **_each(
        PAGE_STAFF,
        "wagtail_localize:",
        "edit_string_translation edit_override preview_translation stop_translation download_pofile upload_pofile",
    ),
    # Reports on the pages of the whole school.
    **_each(
        REPORT_READERS,
        "wagtailadmin_reports:",
        "locked_pages locked_pages_results workflow workflow_results workflow_tasks workflow_tasks_results "
        "site_history site_history_results aging_pages aging_pages_results page_types_usage page_types_usage_results",
    ),
    **_each(REPORT_READERS, "wagtail_localize:", "translations_report translations_report_results"),
}


def is_ours(view: Callable[..., Any]) -> bool:
    """Written in this project, or put behind a permission of its own by it (campus/accounts/access.py)."""
    written_in = getattr(view, "view_class", view).__module__
    return written_in.startswith(OUR_APPS) or getattr(view, "permission_name", None) is not None


class AllowedViewsMiddleware:
    """The one place that every request passes on its way to a view of others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if any(isinstance(part, int) and part > LARGEST_KEY for part in kwargs.values()):
            raise Http404  # no database holds it, and asking one is an error
        if is_ours(view):
            return None
        match: ResolverMatch | None = request.resolver_match
        allowed = ALLOWED.get(match.view_name) if match else None
        if allowed is None or not allowed.knows(kwargs):
            raise Http404
        if allowed.guests is EVERYBODY:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not allowed.guests.may(request.user):
            return refused(request, str(allowed.guests.sentence))
        # Some addresses name the things themselves in the query: ?id=7&id=9.
        named = {**kwargs, "query": request.GET}
        if allowed.asks is not None and not allowed.asks(request.user, named):
            return refused(request, str(_("This page belongs to others: you may not work on it.")))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What others' views cannot read (a number that is none, half of a form) is the asker's mistake: 400.

        Logged with its trace all the same. The pages that everybody reads are ours, and so are their mistakes.
        """
        match: ResolverMatch | None = request.resolver_match
        if match is None or is_ours(match.func) or match.view_name == "wagtail_serve":
            return
        if isinstance(exception, UNREADABLE):
            logger.warning("unreadable_request", exc_info=exception, extra={"view": match.view_name})
            raise BadRequest(str(_("This request cannot be read."))) from exception
