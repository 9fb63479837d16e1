"""People who sign in, and the roles they hold."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.management.base import CommandError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from campus.accounts.roles import ROLES
from campus.organisation.models import Unit

# Counts every change of a role assignment made by this process, so that no user object in memory answers
# from roles that were read before the change. Other processes read the roles anew with each request.
_changes = itertools.count(1)
_latest_change = 0


def forget_roles_read() -> None:
    """Each user object reads its roles again at the next question. For actions that change assignments."""
    global _latest_change
    _latest_change = next(_changes)


class UserQuerySet(models.QuerySet["User"]):
    def in_role(self, role: str, at: datetime) -> UserQuerySet:
        """Whoever holds this role at this time, for any unit."""
        return self.filter(pk__in=RoleAssignment.objects.in_effect(at).filter(role=role).values("user"))

    def staff(self) -> UserQuerySet:
        """Whoever holds or held a role: not the students."""
        return self.filter(pk__in=RoleAssignment.objects.values("user"))

    def without_role(self) -> UserQuerySet:
        """Whoever never held a role: students."""
        return self.exclude(pk__in=RoleAssignment.objects.values("user"))

    def search(self, words: str) -> UserQuerySet:
        """Whoever has all these words in the user name, name, e-mail or office."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(username__icontains=word)
                | Q(name__icontains=word)
                | Q(email__icontains=word)
                | Q(office__icontains=word)
            )
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Nobody is above the roles: `manage.py create_school` makes the first administrator, who grants the others."""
        raise CommandError(
            "There are no superusers. create_school makes the first administrator; /staff/people/ grants roles."
        )

    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(username=self.model.normalize_username(username or ""))
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account. A student's account is bound to one Student; staff hold roles."""

    username = models.CharField(
        _("user name"),
        max_length=64,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("Somebody already has this user name.")},
    )
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    office = models.CharField(_("office"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)
    # Part of what every session is compared with: a new number ends them all for good (see sessions.py).
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]
    wagtail_reference_index_ignore = True

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # People sign in with either name in any case; two accounts must never answer to the same one.
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_name_in_lower_case"),
            # Django and Wagtail ask a superuser nothing. What somebody may do is said by roles alone.
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_is_no_superuser"),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_held_once",
                violation_error_message=_("Somebody already has this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = self.normalize_username(self.username)
        super().save(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self._roles_read = None
        super().refresh_from_db(*args, **kwargs)

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """As stored: in lower case, without spaces around it, in one Unicode form."""
        return str(super().normalize_username(username)).strip().lower()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What Django keeps in a session and compares with each request: the password, and the epoch of sessions."""
        stands_for = f"{self.password}:{self.session_epoch}"
        return salted_hmac(f"{__name__}.session", stands_for, secret=secret, algorithm="sha256").hexdigest()

    @property
    def first_name(self) -> str:
        """What Wagtail shows at the foot of its menu: who is signed in, and for which office."""
        return " · ".join(filter(None, (self.get_full_name(), self.office)))

    @property
    def is_staff(self) -> bool:
        """Holds a role that opens the staff pages."""
        now = timezone.now()
        return any(
            assignment.role in ROLES and ROLES[assignment.role].is_staff_role and assignment.is_in_effect(now)
            for assignment in self.assignments()
        )

    _roles_read: tuple[int, list[RoleAssignment]] | None = None

    def assignments(self) -> list[RoleAssignment]:
        """All roles this person was ever granted, with their units; read once for each user object."""
        if self._roles_read is None or self._roles_read[0] != _latest_change:
            self._roles_read = (
                _latest_change,
                list(self.role_assignments.select_related("unit").order_by("pk")),
            )
        return self._roles_read[1]

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.name or self.username


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_effect(self, at: datetime) -> RoleAssignmentQuerySet:
        return self.filter(granted_at__lte=at).filter(Q(ended_at=None) | Q(ended_at__gt=at))


class RoleAssignment(models.Model):
    """A person holds a role for a unit and everything below it, from a time until a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted"))
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    wagtail_reference_index_ignore = True

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"], condition=Q(ended_at=None), name="role_held_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="role_assignment_ended_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")),
                name="role_assignment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} #{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget_roles_read()

    def is_in_effect(self, at: datetime) -> bool:
        """The same question as `RoleAssignment.objects.in_effect(at)`, for a row in memory."""
        return self.granted_at <= at and (self.ended_at is None or self.ended_at > at)

    @property
    def role_name(self) -> str:
        """The role's name in the reader's language; the code of a role that no longer exists."""
        role = ROLES.get(self.role)
        return str(role.name) if role else self.role


class SignedInSession(models.Model):
    """Where a person is signed in, for the page on which they see and end it.

    A row makes nobody signed in: the session itself says how it was proven and names its row. A session whose row is
    gone has ended.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signed_in_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField(_("signed in"))
    last_used_at = models.DateTimeField(_("last used"))
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("signed-in session")

    def __str__(self) -> str:
        return f"{self.user} #{self.pk}"


class KnownAddress(models.Model):
    """An address from which a person signed in lately, as a keyed hash: its wrong tries are counted for themselves."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_addresses")
    address_index = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("known address")
        constraints = [
            models.UniqueConstraint(fields=["user", "address_index"], name="known_address_once_per_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} #{self.pk}"
