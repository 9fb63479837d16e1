"""What happened to a batch, step by step, as the audit log has it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archives.imports.models import Batch
from campus.accounts.models import User
from campus.audit.models import AuditEvent

STEPS: dict[str, Promise] = {
    "upload_batch": _("Uploaded"),
    "choose_layout": _("Sheet and columns chosen"),
    "agree_to_leave_out": _("Agreed to leave out columns that may not be kept"),
    "start_check": _("Check started"),
    "finish_check": _("Checked"),
    "fix_cells": _("Cells mended"),
    "answer_group": _("Answer given for all rows with a problem"),
    "leave_out_row": _("Row left out"),
    "confirm_batch": _("Confirmed"),
    "release_batch": _("Released by a second person"),
    "refuse_release": _("Not released"),
    "apply_batch": _("Imported"),
    "undo_batch": _("Undo asked for"),
    "finish_undo": _("Undone"),
    "cancel_batch": _("Given up"),
    "continue_batch": _("Continued"),
    "mark_unreadable": _("Could not be read"),
    "mark_failed": _("Stopped"),
    "carry_over": _("Rows carried over"),
    "download_written": _("Imported rows downloaded"),
    "download_errors": _("Rows to mend downloaded"),
    "download_left": _("List of the rows left downloaded"),
    "download_receipt": _("Receipt downloaded"),
}
SHOWN = 50  # of the newest; the audit log has them all


class Step(NamedTuple):
    time: str
    who: str  # "" for the system
    what: str


def history(batch: Batch) -> list[Step]:
    """The newest steps, oldest first. What the log has no words for here is left to the log."""
    events = AuditEvent.objects.filter(
        target_type="archives.Batch", target_id=batch.number, action__in=[f"imports.{step}" for step in STEPS]
    ).order_by("-occurred_at", "-pk")[:SHOWN]
    found = list(events)[::-1]
    people = User.objects.in_bulk([int(event.actor_id) for event in found if event.actor_id])
    return [
        Step(
            date_format(timezone.localtime(event.occurred_at), "Y-m-d H:i"),
            people[int(event.actor_id)].get_full_name() if event.actor_id and int(event.actor_id) in people else "",
            str(STEPS[event.action.removeprefix("imports.")]),
        )
        for event in found
    ]
