"""A list of records with names: somebody asks for it, a second person releases it or says why not.

One person alone could carry every adverse record of a school away by name. What is released is taken away by
`archives.exports.actions.export_records`, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.consultation.models import Purpose
from archives.consultation.permissions import assignments_for
from archives.consultation.reading import records_for_a_list
from archives.exports.models import Export, ListRequest
from archives.records.models import RecordQuerySet
from archives.registry.numbers import next_numbers
from campus.accounts.permissions import may, require
from campus.audit.actions import record_event
from campus.limits.actions import take
from campus.limits.rates import EXPORT
from campus.organisation.models import Unit
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import RoleAssignment, User

SHORTEST_PURPOSE = 4  # characters


def ask_for_records(*, purpose: Purpose, case_number: str, reason: str, format: str, by: User,
                    at: datetime) -> ListRequest:
    """Ask for the list of the records that this purpose may use, of all students whom the person's roles cover for it.

    Nothing is shown yet but their count. Raises PermissionDenied, Refusal without a reason, or a case number where the
    purpose needs one, and TooMany.
    """
    reason, case_number = said(reason), case_number.strip()
    if purpose.needs_case_number and not case_number:
        raise Refusal(
            _("This purpose needs the number of the case, round or file. The student reads it."), field="case_number"
        )
    if format not in Export.Format.values:
        raise Refusal(_("Choose a format."), field="format")
    assignments = roles_for_lists(by, purpose, at=at)
    unit = _unit_of_all([assignment.unit for assignment in assignments])
    take(EXPORT, by=by, at=at)
    with transaction.atomic():
        asked = ListRequest.objects.create(
            number=next_export_number(at), purpose=purpose, case_number=case_number, reason=reason, format=format,
            unit=unit, count=records_of(purpose, assignments, by, at).count(), asked_at=at, asked_by=by)
        _leave_trace("exports.ask_for_records", asked, by, at)
    return asked


def may_release(user: User, request: ListRequest) -> bool:
    """Be the second person: holds exports.release for the list's unit, and did not ask for the list."""
    return request.asked_by_id != user.pk and may(user, "exports.release", request.unit)


def release_list(*, request: ListRequest, by: User, at: datetime) -> ListRequest:
    """Let who asked take the list away, once, within seven days."""
    return _answer("exports.release_records", request, by, at, {"released_at": at, "released_by": by})


def refuse_list(*, request: ListRequest, reason: str, by: User, at: datetime) -> ListRequest:
    """Do not release it; who asked reads why."""
    if not (reason := reason.strip()):
        raise Refusal(_("Give the reason: whoever asked for the list reads it."), field="reason")
    return _answer("exports.refuse_records", request, by, at,
                   {"refused_at": at, "refused_by": by, "refusal": reason})


def _answer(action: str, request: ListRequest, by: User, at: datetime, values: dict[str, Any]) -> ListRequest:
    if request.asked_by_id == by.pk:
        raise PermissionDenied(_("You asked for this list yourself. A second person must release it."))
    if not may_release(by, request):
        raise PermissionDenied(_("Your role may not release lists of this unit."))
    with transaction.atomic():
        if not ListRequest.objects.waiting().filter(pk=request.pk).update(**values):
            raise Conflict(_("Somebody answered this request a moment ago. Look at it again."))
        _leave_trace(action, request, by, at)
    request.refresh_from_db()
    return request


def roles_for_lists(by: User, purpose: Purpose, *, at: datetime) -> list[RoleAssignment]:
    """The person's roles under which records may be read for this purpose. Raises PermissionDenied without any."""
    require(by, "records.view")
    assignments = assignments_for(by, purpose, at=at) if by.is_active and purpose.is_enabled else []
    if not assignments:
        raise PermissionDenied(_("None of your roles may look into archives for this purpose."))
    return assignments


def records_of(purpose: Purpose, assignments: Iterable[RoleAssignment], by: User, at: datetime) -> RecordQuerySet:
    """What such a list holds at that time. To be counted; with its words only by `export_records`, with its traces."""
    units = [assignment.unit for assignment in assignments]
    return records_for_a_list(purpose, units, timezone.localdate(at)).visible_to(by)


def next_export_number(at: datetime) -> str:
    return next_numbers("X", timezone.localdate(at).year, digits=4)[0]


def said(purpose: str) -> str:
    """What the list is for, in words; Refusal where there are none."""
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refusal(_("Write what the list is for, in a few words. They stand on every page of it."), field="purpose")
    return purpose


def _unit_of_all(units: list[Unit]) -> Unit:
    """The lowest unit that holds all of these."""
    above = [units[0], *reversed(units[0].get_ancestors())]
    return next(unit for unit in above if all(one.path.startswith(unit.path) for one in units))


def _leave_trace(action: str, request: ListRequest, by: User, at: datetime) -> None:
    record_event(action=action, by=by, at=at, target=("archives.Export", request.number), unit=request.unit.code,
                 purpose=request.purpose.code, details={"rows": request.count, "format": request.format})
