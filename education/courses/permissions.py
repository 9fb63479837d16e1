"""Who may review a course page, and why nobody publishes one without a review."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester, Revision, TaskState

from education.courses.rights import may_in, unit_of

# What a revision holds beside what readers see. Wagtail's editor saves a revision with every approval and every
# comment; it makes nobody an author where only these differ.
BESIDE_THE_WORDS = {
    "latest_revision", "latest_revision_created_at", "live_revision", "live", "has_unpublished_changes", "draft_title",
    "first_published_at", "last_published_at", "path", "depth", "numchild", "url_path", "locked", "locked_at",
    "locked_by", "wagtail_admin_comments",
}
Content = dict[str, Any]


def authors_of(page: Page) -> set[int]:
    """Ids of everyone who changed the words after the revision that is live."""
    revisions = page.revisions.filter(pk__gte=page.live_revision_id or 0)
    return _authors(revisions.order_by("pk").values_list("user_id", "content"), page.live_revision_id is not None)


def authors_since_publication(page: Page) -> set[int]:
    """Ids of everyone who changed the words after the revision that is live, or asked for the review."""
    authors = authors_of(page)
    state = page.current_workflow_state
    if state and state.requested_by_id:
        authors.add(state.requested_by_id)
    return authors


def _authors(revisions: Iterable[tuple[int | None, Content]], first_is_live: bool) -> set[int]:
    """Users of the revisions, oldest first, whose words differ from those before; the live one is nobody's draft."""
    authors: set[int] = set()
    before: Content | None = None
    for place, (user, content) in enumerate(revisions):
        words = {name: _parsed(value) for name, value in content.items() if name not in BESIDE_THE_WORDS}
        if user is not None and words != before and not (first_is_live and place == 0):
            authors.add(user)
        before = words
    return authors


def _parsed(value: Any) -> Any:
    """A body is stored as JSON text, whose keys PostgreSQL gives back in another order: compare what it says."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def own_among(user: Any, states: Iterable[TaskState]) -> set[int]:
    """Ids of the task states whose page this person wrote or submitted; two queries for any number."""
    states = list(states)
    ids = {int(state.workflow_state.object_id) for state in states}
    live = dict(Page.objects.filter(pk__in=ids).values_list("pk", "live_revision_id"))
    drafts: dict[int, list[tuple[int | None, Content]]] = {page: [] for page in ids}
    newest = Revision.page_revisions.filter(object_id__in=[str(page) for page in ids]).order_by("pk")
    for revision, page, author, content in newest.values_list("pk", "object_id", "user_id", "content"):
        if revision >= (live.get(int(page)) or 0):
            drafts[int(page)].append((author, content))
    own = {page for page in ids if user.pk in _authors(drafts[page], live.get(page) is not None)}
    return {
        state.pk
        for state in states
        if state.workflow_state.requested_by_id == user.pk or int(state.workflow_state.object_id) in own
    }


def reviews(user: Any, page: Page) -> bool:
    """Is this person a reviewer where the page belongs: of its unit, or of the whole school?"""
    return bool(user.is_active and may_in(user, "courses.review", unit_of(page)))


def require_reviewer(user: Any, page: Page) -> None:
    """Raise PermissionDenied with a sentence unless `reviews(…)`."""
    if not reviews(user, page):
        raise PermissionDenied(
            _("Only a course reviewer may decide about “%(title)s”. Ask an administrator for the role.")
            % {"title": page.get_admin_display_title()}
        )


def may_review(user: Any, page: Page) -> bool:
    """A reviewer who is no author of what is waiting (E3)."""
    return reviews(user, page) and user.pk not in authors_since_publication(page)


def require_review(user: Any, page: Page) -> None:
    """Raise PermissionDenied with a sentence if this person may not decide about this page."""
    require_reviewer(user, page)
    if user.pk in authors_since_publication(page):
        raise PermissionDenied(
            _("You wrote or submitted “%(title)s”. Another reviewer has to read it before it goes live.")
            % {"title": page.get_admin_display_title()}
        )


def was_reviewed(revision: Revision) -> bool:
    """Has a peer approved exactly this revision?"""
    approvals = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    return bool(approvals.filter(task__peerreviewtask__isnull=False).exists())


class ReviewedPagePermissionTester(PagePermissionTester):
    """Course pages go live through the review only: the editor offers no button that skips it."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        # Taking back is always safe: it needs the right that taking down needs.
        return bool(self.user.is_active and "publish" in self.permissions)


class CourseIndexPermissionTester(PagePermissionTester):
    """The list of courses is an ordinary page, but a course below it starts as a draft."""

    def can_publish_subpage(self) -> bool:
        return False
