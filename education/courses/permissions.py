"""Who may review a course page, and why nobody publishes one without a review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester, Revision, TaskState


def authors_since_publication(page: Page) -> set[int]:
    """Ids of everyone who saved a revision after the one that is live, or asked for the review."""
    revisions = page.revisions.exclude(user=None)
    if page.live_revision_id:
        revisions = revisions.filter(pk__gt=page.live_revision_id)
    authors = set(revisions.values_list("user_id", flat=True))
    state = page.current_workflow_state
    if state and state.requested_by_id:
        authors.add(state.requested_by_id)
    return authors


def own_among(user: Any, states: Iterable[TaskState]) -> set[int]:
    """Ids of the task states whose page this person wrote or submitted; two queries for any number."""
    states = list(states)
    ids = {state.workflow_state.object_id for state in states}
    live = dict(Page.objects.filter(pk__in=ids).values_list("pk", "live_revision_id"))
    newest = dict(
        Revision.page_revisions.filter(object_id__in=ids, user=user)
        .values_list("object_id")
        .annotate(Max("pk"))
    )
    return {
        state.pk
        for state in states
        if state.workflow_state.requested_by_id == user.pk
        or newest.get(state.workflow_state.object_id, 0)
        > (live.get(int(state.workflow_state.object_id)) or 0)
    }


def may_review(user: Any, page: Page, task: Any) -> bool:
    """A reviewer of this step who is no author of what is waiting. Superusers are no exception (E3)."""
    if not user.is_active:
        return False
    if not (user.is_superuser or task.groups.filter(pk__in=user.groups.values("pk")).exists()):
        return False
    return user.pk not in authors_since_publication(page)


def require_review(user: Any, page: Page, task: Any) -> None:
    """Raise PermissionDenied with a sentence if this person may not decide about this page."""
    if may_review(user, page, task):
        return
    if user.pk in authors_since_publication(page):
        raise PermissionDenied(
            _("You wrote or submitted “%(title)s”. Another reviewer has to read it before it goes live.")
            % {"title": page.get_admin_display_title()}
        )
    raise PermissionDenied(
        _("Only a course reviewer may decide about “%(title)s”. Ask an administrator for the role.")
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
        return bool(self.user.is_active and (self.user.is_superuser or "publish" in self.permissions))


class CourseIndexPermissionTester(PagePermissionTester):
    """The list of courses is an ordinary page, but a course below it starts as a draft."""

    def can_publish_subpage(self) -> bool:
        return False
