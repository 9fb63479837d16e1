"""The step of the workflow in which another person reads a course page before it goes live (E3)."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from campus.accounts.permissions import may
from campus.audit.actions import record_event
from education.courses.permissions import may_review, own_among, require_review, reviews
from education.courses.rights import elsewhere


class PeerReviewTask(AbstractGroupApprovalTask):
    """Approval by a member of a group who neither wrote nor submitted what they approve.

    Wagtail calls these methods from its editor, its lists and its dashboard alike, so the rule and the
    audit event stand here, in the same transaction as the change, and not in a view.
    """

    class Meta:
        verbose_name = _("review by another person")
        verbose_name_plural = _("reviews by another person")

    @classmethod
    def get_description(cls) -> str:
        return str(_("A member of the chosen groups approves, but never their own work"))

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        with transaction.atomic():
            task_state = super().start(workflow_state, user=user)
            _record("submit", task_state, by=user, at=task_state.started_at)
        return task_state

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        with transaction.atomic():
            page = task_state.workflow_state.content_object
            require_review(user, page)
            # What is approved is what the reviewer has before them: the newest revision.
            task_state.revision = page.get_latest_revision()
            super().on_action(task_state, user, action_name, **kwargs)
            if action_name in ("approve", "reject"):
                verb = "publish" if action_name == "approve" else "reject"
                _record(verb, task_state, by=user, at=task_state.finished_at)

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        return reviews(user, obj)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        return not reviews(user, obj)

    def user_can_lock(self, obj: Page, user: Any) -> bool:
        return reviews(user, obj)

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        if not may_review(user, obj):
            return []
        return [
            ("reject", gettext("Request changes"), True),
            ("approve", gettext("Approve"), False),
            ("approve", gettext("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        """What waits in courses of this person's units and was neither written nor submitted by them."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if not may(user, "courses.review"):
            return waiting.none()
        states = list(waiting.select_related("workflow_state"))
        pages = Page.objects.filter(pk__in=[int(state.workflow_state.object_id) for state in states])
        others = {str(pk) for pk in elsewhere(user, "courses.review", pages)}
        not_here = {state.pk for state in states if state.workflow_state.object_id in others}
        return waiting.exclude(pk__in=not_here | own_among(user, states))


def _record(verb: str, task_state: TaskState, *, by: Any, at: Any) -> None:
    page = task_state.workflow_state.content_object
    record_event(
        action=f"courses.{verb}_{page.specific_class.review_word}",
        by=by,
        at=at,
        target=("education.page", str(page.pk)),
        details={
            "translation_key": str(page.translation_key),
            "language": page.locale.language_code,
            "revision": task_state.revision_id,
            "workflow_state": task_state.workflow_state_id,
        },
    )
