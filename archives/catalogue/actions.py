"""Changing the catalogue: always a new version with its own first day, never a rewritten past."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.catalogue import permissions
from archives.catalogue.models import LegalBasis, Polarity, RecordType, RuleVersion, Use
from archives.catalogue.rules import most_of
from campus.audit.actions import record_event
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User

Version = TypeVar("Version", RuleVersion, RecordType, LegalBasis)


def change_rule(*, key: str, value: Any, effective_from: date, reason: str, source_zh: str, source_en: str,
                by: User, at: datetime) -> RuleVersion:
    """A new version of a rule from a day on. That day may be today or later: rules never reach back."""
    _require_change(by)
    _require_reason(reason)
    _refuse_past(effective_from, at)
    before = RuleVersion.objects.filter(key=key).order_by("-effective_from").first()
    if before is None:
        raise Refusal(_("There is no rule with this key."), field="key")
    if not _same_shape(before.value, value):
        raise Refusal(_("The new value must have the same parts as the old one."), field="value")
    _refuse_out_of_reach(value)
    version = RuleVersion(key=key, value=value, effective_from=effective_from, reason=reason.strip(),
                          source_zh=source_zh, source_en=source_en, sure=RuleVersion.Sure.CHOICE,
                          created_at=at, created_by=by)
    return _save_version(version, "catalogue.change_rule", by, at,
                         {"key": key, "from": before.value, "to": value, "effective_from": str(effective_from)})


def change_record_type(*, code: str, effective_from: date, by: User, at: datetime, reason: str,
                       **changes: Any) -> RecordType:
    """A new version of a kind of record from a day on; the older versions stay as they were."""
    _require_change(by)
    _require_reason(reason)
    _refuse_past(effective_from, at)
    before = RecordType.objects.filter(code=code).order_by("-effective_from").first()
    if before is None:
        raise Refusal(_("There is no record type with this code."), field="code")
    version = RecordType.objects.get(pk=before.pk)
    version.pk = None
    version.effective_from, version.created_at, version.created_by = effective_from, at, by
    for name, value in changes.items():
        setattr(version, name, value)
    if version.polarity != before.polarity:
        raise Refusal(_("A kind of record cannot turn from good to adverse or back: make a new kind."),
                      field="polarity")
    _check_type(version)
    return _save_version(version, "catalogue.change_record_type", by, at,
                         {"code": code, "fields": sorted(changes), "effective_from": str(effective_from),
                          "reason": reason.strip()})


def add_record_type(*, code: str, effective_from: date, legal_basis: LegalBasis, by: User, at: datetime,
                    **values: Any) -> RecordType:
    """A new kind of record. No clause, no record: the legal basis is required."""
    _require_change(by)
    _refuse_past(effective_from, at)
    if RecordType.objects.filter(code=code).exists():
        raise Conflict(_("There is already a record type with this code."), field="code")
    version = RecordType(code=code, effective_from=effective_from, legal_basis=legal_basis, created_at=at,
                         created_by=by, **values)
    _check_type(version)
    return _save_version(version, "catalogue.add_record_type", by, at,
                         {"code": code, "legal_basis": legal_basis.code})


def add_legal_basis(*, by: User, at: datetime, **values: Any) -> LegalBasis:
    """A clause that kinds of records may stand on."""
    _require_change(by)
    return _save_version(LegalBasis(**values), "catalogue.add_legal_basis", by, at, {"code": values["code"]})


def _check_type(version: RecordType) -> None:
    unknown = set(version.allowed_uses) - set(Use.values)
    if unknown:
        raise Refusal(_("Unknown use: %(use)s") % {"use": ", ".join(sorted(unknown))}, field="allowed_uses")
    if version.polarity == Polarity.GOOD and (version.severities or version.default_severity):
        raise Refusal(_("A good record has no severity."), field="severities")
    if version.polarity == Polarity.ADVERSE and version.default_severity not in version.severities:
        raise Refusal(_("The default severity must be one of the severities."), field="default_severity")


def _save_version(version: Version, action: str, by: User, at: datetime, details: dict[str, Any]) -> Version:
    try:
        with transaction.atomic():
            version.save(force_insert=True)
            record_event(action=action, by=by, at=at, target=version, details=details)
    except IntegrityError as error:
        raise Conflict(_("There is already a version for this day, or this code is taken."),
                       field="effective_from") from error
    return version


def _require_change(by: User) -> None:
    if not permissions.may_change(by):
        raise PermissionDenied(_("Only an administrator of the whole school changes the catalogue."))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Give the reason: it stays beside the change."), field="reason")


def _refuse_past(effective_from: date, at: datetime) -> None:
    if effective_from < timezone.localdate(at):
        raise Refusal(_("A rule cannot start in the past. Choose today or a later day."), field="effective_from")


def _refuse_out_of_reach(value: Any) -> None:
    """A period of a million years would end where the calendar has no day any more."""
    for part, number in value.items() if isinstance(value, dict) else ():
        if type(number) is int and not 0 <= number <= most_of(part):
            raise Refusal(_("%(found)d is out of reach. Choose a number from 0 to %(most)d.")
                          % {"found": number, "most": most_of(part)}, field="value")


def _same_shape(before: Any, after: Any) -> bool:
    if isinstance(before, dict):
        return isinstance(after, dict) and before.keys() == after.keys() and all(
            _same_shape(before[key], after[key]) for key in before)
    return type(before) is type(after)
