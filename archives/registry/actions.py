"""What can be done with students: register, change, hand out a code, open the account."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.catalogue.rules import rule
from archives.registry import permissions
from archives.registry.adulthood import birthday
from archives.registry.models import IDENTITY_CONTEXT, INDEX_DIGITS, ActivationCode, Student
from archives.registry.student_numbers import is_student_number
from campus.accounts.actions import create_student_account
from campus.audit.actions import record_event
from campus.encryption.index import blind_index, blind_indexes
from campus.organisation.models import Unit
from campus.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from campus.accounts.models import User

# Easy to read aloud and to type: no 0/O, 1/I/L.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10
# Failed tries are counted for the office, up to here; they close nothing: any stranger could make them.
MOST_FAILURES = 30_000
CHANGEABLE = frozenset({"name", "latin_name", "unit", "major", "year", "class_name", "status", "enrolled_on",
                        "graduated_on", "identity_number"})


def register_student(*, number: str, name: str, unit: Unit, birth_date: date, by: User, at: datetime,
                     **values: Any) -> Student:
    """Enter one student by hand. Dates are calendar days in the school's time zone.

    Raises PermissionDenied outside the actor's units, Refusal for a minor (98 [2016] II(4)) or what is no student
    number, Conflict for a number that is already taken.
    """
    if not permissions.may_register(by, unit):
        raise PermissionDenied(_("Your role does not cover students of this unit."))
    if not is_student_number(number):
        raise Refusal(_("A student number consists of letters and digits, with at least one digit; - _ . may stand "
                        "between them. It has at most 32 characters."), field="number")
    today = timezone.localdate(at)
    adult_on = adulthood_or_refusal(birth_date, today)
    identity_number = values.pop("identity_number", "")
    student = Student(number=number, name=name, unit=unit, birth_date=birth_date, adult_on=adult_on,
                      registered_on=today, identity_number=identity_number,
                      identity_index=index_of(identity_number), changed_at=at, **values)
    try:
        with transaction.atomic():
            student.save(force_insert=True)
            record_event(action="registry.register_student", by=by, at=at, target=student,
                         student=str(student.public_id), unit=unit.code)
    except IntegrityError as error:
        raise Conflict(_("A student with this student number or identity number is already registered."),
                       field="number") from error
    return student


def change_student(*, student: Student, by: User, at: datetime, changes: Mapping[str, Any]) -> Student:
    """Change the named values of one student, if nobody changed the student meanwhile (else Conflict)."""
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"not changeable: {sorted(unknown)}")
    new_unit = changes.get("unit", student.unit)
    if not (permissions.may_register(by, student.unit) and permissions.may_register(by, new_unit)):
        raise PermissionDenied(_("Your role does not cover students of this unit."))
    values = {name: value for name, value in changes.items() if getattr(student, name) != value}
    if not values:
        return student
    if "identity_number" in values:
        values["identity_index"] = index_of(values["identity_number"])
    with transaction.atomic():
        changed = Student.objects.filter(pk=student.pk, changed_at=student.changed_at).update(**values, changed_at=at)
        if not changed:
            raise Conflict(_("Somebody else changed this student a moment ago. Look at the new values and try again."))
        record_event(action="registry.change_student", by=by, at=at, target=student,
                     student=str(student.public_id), unit=new_unit.code, details={"fields": sorted(values)})
    student.refresh_from_db()
    return student


def adulthood_or_refusal(birth_date: date, on: date) -> date:
    """The 18th birthday, or a Refusal when it has not come by that day."""
    adult_on = birthday(birth_date, rule("subject.min_age", on=on)["years"])
    if adult_on > on:
        raise Refusal(_("This person is not yet 18. Only adult students have an honesty archive."), field="birth_date")
    return adult_on


def index_of(identity_number: str) -> str:
    return blind_index(IDENTITY_CONTEXT, identity_number)[:INDEX_DIGITS] if identity_number else ""


def indexes_of(identity_numbers: Iterable[str]) -> list[str]:
    """As `index_of`, of many; none of them empty."""
    return [index[:INDEX_DIGITS] for index in blind_indexes(IDENTITY_CONTEXT, identity_numbers)]


def issue_activation_code(*, student: Student, by: User, at: datetime) -> str:
    """Make a new one-time code and return it once, for handing to the student; earlier codes end.

    Raises Refusal when the student already has an account.
    """
    if not permissions.may_issue_code(by, student):
        raise PermissionDenied(_("Your role does not cover students of this unit."))
    if student.user_id:
        raise Refusal(_("This student already has an account. Use “forgot password” instead of a code."))
    days = rule("activation.code", on=timezone.localdate(at))["days"]
    code = "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))
    with transaction.atomic():
        student.activation_codes.filter(used_at=None, replaced_at=None).update(replaced_at=at)
        ActivationCode.objects.create(student=student, code_hash=make_password(code), issued_at=at, issued_by=by,
                                      expires_at=at + timedelta(days=days))
        record_event(action="registry.issue_activation_code", by=by, at=at, target=student,
                     student=str(student.public_id), unit=student.unit.code)
    return code


def activate_account(*, number: str, code: str, password: str, at: datetime) -> User:
    """Open the account of the student with this number, who holds this code.

    One answer for an unknown number, a wrong, used or expired code: nobody learns who studies here.
    Wrong tries do not use up the code: who guesses is held back by address (archives/portal/activation.py), and the
    student who holds it comes in.
    """
    wrong = Refusal(_("The student number and the code do not belong together, or the code is used up or expired. "
                      "Check both, or ask your school office for a new code."), field="code")
    open_code = (ActivationCode.objects.select_related("student__unit")
                 .filter(student__number=number.strip(), used_at=None, replaced_at=None, expires_at__gt=at,
                         student__user=None).first())
    if open_code is None:
        make_password(code)  # the same time is spent, so that the clock does not tell who exists
        raise wrong
    if not check_password(normalised_code(code), open_code.code_hash):
        ActivationCode.objects.filter(pk=open_code.pk, failures__lt=MOST_FAILURES).update(failures=F("failures") + 1)
        raise wrong
    return _open_account(open_code, password, at)


def normalised_code(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def _open_account(open_code: ActivationCode, password: str, at: datetime) -> User:
    student = open_code.student
    with transaction.atomic():
        used = ActivationCode.objects.filter(pk=open_code.pk, used_at=None).update(used_at=at)
        if not used:
            raise Conflict(_("This code was used a moment ago. Sign in with your student number."))
        user = create_student_account(username=student.number, name=student.name, password=password, at=at)
        if not Student.objects.filter(pk=student.pk, user=None).update(user=user):
            raise Conflict(_("This student already has an account. Sign in with your student number."))
        record_event(action="registry.activate_account", by=user, at=at, target=student,
                     student=str(student.public_id), unit=student.unit.code)
    return user
