"""The step of the workflow in which another person reads a course page before it goes live (E3)."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from campus.audit.actions import record_event
from education.courses.permissions import may_review, own_among, require_review


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
            require_review(user, page, self)
            # What is approved is what the reviewer has before them: the newest revision.
            task_state.revision = page.get_latest_revision()
            super().on_action(task_state, user, action_name, **kwargs)
            if action_name in ("approve", "reject"):
                verb = "publish" if action_name == "approve" else "reject"
                _record(verb, task_state, by=user, at=task_state.finished_at)

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        return super().get_actions(obj, user) if may_review(user, obj, self) else []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        return waiting.exclude(pk__in=own_among(user, waiting.select_related("workflow_state")))


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
