"""What the courses change in Wagtail's editor: the word on the button that submits, and where one is afterwards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem
from wagtail.models import Page, WorkflowState

from education.courses.models.pages import ReviewedPage


class SubmitForReviewItem(SubmitForModerationMenuItem):
    """Says what happens in one language, not the name of the workflow, which is stored in two."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        again = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        context["label"] = _("Submit for review again") if again else _("Submit for review")
        return context


def name_submission(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Put our word on Wagtail's button."""
    menu_items[:] = [
        SubmitForReviewItem(order=item.order) if type(item) is SubmitForModerationMenuItem else item
        for item in menu_items
    ]


def back_to_courses(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Who has submitted a course page goes on in the list of courses, where its state stands."""
    if "action-submit" in request.POST and isinstance(page, ReviewedPage):
        return redirect("courses_staff:lesson_list")
    return None
