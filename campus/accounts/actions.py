"""What administrators do with accounts and roles, and how a student's account begins.

Each function checks the permission, changes and writes the audit event in one transaction. `by` is who acts,
`at` an aware time. Raises PermissionDenied, Refusal (what was asked cannot be; `field` says where) or
Conflict (the account is no longer as the page showed it).
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from campus.accounts.groups import follow_roles
from campus.accounts.models import RoleAssignment, User, forget_roles_read
from campus.accounts.notifications import tell_old_address
from campus.accounts.permissions import is_students_account, require, require_manage
from campus.accounts.roles import ROLES, Administrator
from campus.accounts.sessions import end_for_good
from campus.audit.actions import record_event
from campus.organisation.models import Unit
from campus.refusals import Conflict, Refusal

CHANGEABLE = frozenset({"name", "email", "office", "language"})


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    email: str = "",
    office: str = "",
    password: str | None = None,
    by: User,
    at: datetime,
) -> User:
    """Add a person. Without a password they choose one themselves, through the link that is mailed to
    them."""
    require(by, "accounts.manage", at=at)
    user = _new_user(username, password, name=name, email=email, office=office)
    record_event(action="accounts.create_user", by=by, at=at, target=user)
    return user


@transaction.atomic
def create_student_account(*, username: str, name: str, password: str, at: datetime) -> User:
    """Make the account with which a student activates their access.

    The caller (registry) has checked the student number and the one-time code; nobody else acts, so the audit
    event names the new account itself.
    """
    user = _new_user(username, password, name=name)
    record_event(action="accounts.create_student_account", by=user, at=at, target=user)
    return user


@transaction.atomic
def change_user(*, user: User, by: User, at: datetime, **changes: str) -> User:
    """Change name, e-mail, office or language. The event names the fields, not what they hold.

    Links to choose a password go to the e-mail address: whoever could change a student's would read the archive as the
    student, without a look-up. So nobody changes that one, and whose address changes is told at the old one.
    """
    require_manage(by, user, at=at)
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"change_user cannot change {sorted(unknown)}")
    changed = sorted(field for field, value in changes.items() if getattr(user, field) != value)
    if not changed:
        return user
    if "email" in changed and is_students_account(user):
        raise Refusal(
            _(
                "The e-mail address of a student's account is not changed here: who could change it could read the "
                "archive."
            ),
            field="email",
        )
    old_address = user.email
    for field in changed:
        setattr(user, field, changes[field])
    _check(user)
    try:
        with transaction.atomic():
            user.save(update_fields=changed)
    except IntegrityError:
        raise Conflict(_("Somebody has just taken this e-mail address. Choose another one.")) from None
    if "language" in changed:
        _tell_wagtail(user)
    if "email" in changed and old_address:
        transaction.on_commit(lambda: tell_old_address.enqueue(user.pk, old_address))
    record_event(action="accounts.change_user", by=by, at=at, target=user, details={"fields": changed})
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: User, at: datetime) -> User:
    """Close an account: its sessions end for good, also after it was opened again. Roles stay on record and are not
    in force."""
    require_manage(by, user, at=at)
    if user.pk == by.pk:
        raise PermissionDenied(_("You cannot deactivate your own account. Ask another administrator."))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise Conflict(_("The account %(user)s is already deactivated.") % {"user": user.username})
    user.is_active = False
    end_for_good(user)
    record_event(action="accounts.deactivate_user", by=by, at=at, target=user)
    return user


@transaction.atomic
def reactivate_user(*, user: User, by: User, at: datetime) -> User:
    """Open a closed account again, with the roles that were not ended in the meantime."""
    require_manage(by, user, at=at)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise Conflict(_("The account %(user)s is already active.") % {"user": user.username})
    user.is_active = True
    end_for_good(user)  # also a sign-in that was begun while the account was closed
    record_event(action="accounts.reactivate_user", by=by, at=at, target=user)
    return user


@transaction.atomic
def grant_role(
    *, user: User, role: str, unit: Unit, by: User, at: datetime
) -> RoleAssignment:
    """Grant a role for a unit and everything below it. Nobody grants a role to themselves."""
    _check_role(role)
    require(by, "accounts.manage", unit, at=at)
    if user.pk == by.pk:
        raise PermissionDenied(_("You cannot grant roles to yourself. Ask another administrator."))
    conflict = Conflict(
        _("%(user)s already holds the role %(role)s for %(unit)s.")
        % {"user": user.username, "role": ROLES[role].name, "unit": unit.name}
    )
    if RoleAssignment.objects.filter(user=user, role=role, unit=unit, ended_at=None).exists():
        raise conflict
    try:
        with transaction.atomic():
            assignment = RoleAssignment.objects.create(
                user=user, role=role, unit=unit, granted_at=at, granted_by=by
            )
    except IntegrityError:  # granted by somebody else since the look above
        raise conflict from None
    follow_roles(user, at)
    _record_role("accounts.grant_role", assignment, by=by, at=at)
    return assignment


@transaction.atomic
def make_first_administrator(*, user: User, school: Unit, at: datetime) -> RoleAssignment:
    """Give the role of administrator to the first account, while the site is set up and nobody holds any role.

    Nobody acts: the event names the system, the assignment names the administrator's own account. Raises Conflict as
    soon as anybody was ever granted a role.
    """
    if RoleAssignment.objects.exists():
        raise Conflict(_("There is an administrator already, who can grant roles to others."))
    assignment = RoleAssignment.objects.create(
        user=user, role=Administrator.code, unit=school, granted_at=at, granted_by=user
    )
    follow_roles(user, at)
    _record_role("accounts.grant_role", assignment, by=None, at=at)
    return assignment


@transaction.atomic
def end_role(*, assignment: RoleAssignment, by: User, at: datetime) -> RoleAssignment:
    """End a role from this moment on. It stays on record with who granted and who ended it."""
    require(by, "accounts.manage", assignment.unit, at=at)
    if assignment.user_id == by.pk:
        raise PermissionDenied(_("You cannot end your own roles. Ask another administrator."))
    if not RoleAssignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=at, ended_by=by):
        raise Conflict(_("This role has already ended."))
    assignment.ended_at, assignment.ended_by = at, by
    forget_roles_read()
    follow_roles(assignment.user, at)
    _record_role("accounts.end_role", assignment, by=by, at=at)
    return assignment


@transaction.atomic
def note_password_link(*, user: User, by: User, at: datetime) -> None:
    """Write down that a link to choose a password is about to be mailed to the person."""
    require_manage(by, user, at=at)
    if not user.is_active or not user.email:
        raise Refusal(
            _("The account %(user)s is deactivated or has no e-mail address.") % {"user": user.username}
        )
    record_event(action="accounts.send_password_link", by=by, at=at, target=user)


@transaction.atomic
def choose_language(*, user: User, language: str) -> None:
    """Remember the language in which a person reads; Wagtail's pages follow. Their own preference: no
    event."""
    get_language_info(language)
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
    _tell_wagtail(user)


def _new_user(username: str, password: str | None, **fields: str) -> User:
    user = User(username=User.normalize_username(username), **fields)
    user.set_password(password)
    _check(user)
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refusal(" ".join(error.messages), field="password") from None
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # somebody took the name since the check
        raise Conflict(
            _("Somebody has just taken this user name or e-mail address. Choose another one.")
        ) from None
    return user


def _check(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refusal(messages[0], field=field) from None


def _record_role(action: str, assignment: RoleAssignment, *, by: User | None, at: datetime) -> None:
    record_event(
        action=action,
        by=by,
        at=at,
        target=assignment.user,
        unit=assignment.unit.code,
        details={"role": assignment.role, "assignment": assignment.pk},
    )


def _check_role(role: str) -> None:
    if role not in ROLES or not ROLES[role].is_staff_role:
        raise Refusal(_("There is no role “%(role)s” that can be granted.") % {"role": role}, field="role")


def _tell_wagtail(user: User) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": user.language})
