"""The audit log: events as actions write them, and the chain that a sealer lays over them afterwards.

No foreign keys: the log outlives what it speaks of. Rows of these tables are only ever inserted; database
triggers refuse the rest (migration 0002_audit_triggers).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def about_student(self, public_id: object) -> AuditEventQuerySet:
        """Events that concern one student, named by `Student.public_id`."""
        return self.filter(student=str(public_id))

    def about(self, target: models.Model) -> AuditEventQuerySet:
        """Events whose target is this object."""
        return self.filter(target_type=target._meta.label, target_id=str(target.pk))

    def by_actor(self, user: Any) -> AuditEventQuerySet:
        """Events of one user's doing."""
        return self.filter(actor_id=str(user.pk))

    def of_action(self, action: str) -> AuditEventQuerySet:
        """Events of one verb ("records.enter_record") or, without a dot, of one package ("records")."""
        return self.filter(action=action) if "." in action else self.filter(action__startswith=f"{action}.")

    def between(self, start: datetime, end: datetime) -> AuditEventQuerySet:
        """Events that happened from `start` until just before `end`."""
        return self.filter(occurred_at__gte=start, occurred_at__lt=end)

    def unsealed(self) -> AuditEventQuerySet:
        """Events that the chain does not cover yet."""
        return self.filter(~Exists(AuditEntry.objects.filter(event_id=OuterRef("pk"))))

    def newest_first(self) -> AuditEventQuerySet:
        return self.order_by("-id")


class AuditEvent(models.Model):
    """One thing that somebody did. `details` holds ids, codes and counts, no other personal data."""

    occurred_at = models.DateTimeField(_("when"))
    # The database's own clock, so that a wrong clock of a web machine shows.
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())
    actor_id = models.CharField(_("account"), max_length=40, blank=True)
    actor_name = models.CharField(_("who"), max_length=64, blank=True)
    action = models.CharField(_("action"), max_length=80)
    target_type = models.CharField(_("kind of object"), max_length=80, blank=True)
    target_id = models.CharField(_("object"), max_length=80, blank=True)
    student = models.CharField(_("student"), max_length=40, blank=True)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    purpose = models.CharField(_("purpose"), max_length=80, blank=True)
    details = models.JSONField(_("details"), default=dict)

    wagtail_reference_index_ignore = True
    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["occurred_at"], name="audit_event_occurred"),
            models.Index(fields=["actor_id", "id"], name="audit_event_actor"),
            models.Index(fields=["action", "id"], name="audit_event_action"),
            models.Index(fields=["target_type", "target_id", "id"], name="audit_event_target"),
            models.Index(fields=["student", "id"], name="audit_event_student", condition=~Q(student="")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(action=""), name="audit_event_has_action"),
            models.CheckConstraint(
                condition=Q(actor_id="", actor_name="") | (~Q(actor_id="") & ~Q(actor_name="")),
                name="audit_event_actor_id_and_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.action}"

    @property
    def actor(self) -> str:
        """The user name, or a word for the system itself."""
        return self.actor_name or str(_("the system"))


class AuditEntry(models.Model):
    """An event's place in the chain. One `previous_hash` has one successor: the chain cannot fork."""

    position = models.BigIntegerField(_("position"), primary_key=True)
    event_id = models.BigIntegerField(_("event"), unique=True)
    previous_hash = models.CharField(_("previous hash"), max_length=64, unique=True)
    digest = models.CharField(_("digest of the event"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="audit_entry_position_from_one")
        ]

    def __str__(self) -> str:
        return str(self.position)


class Checkpoint(models.Model):
    """A signature over the chain up to `position`; `count` entries were added since the one before."""

    position = models.BigIntegerField(_("position"), unique=True)
    hash = models.CharField(_("hash"), max_length=64)
    count = models.PositiveIntegerField(_("entries"))
    signed_at = models.DateTimeField(_("signed"))
    signature = models.CharField(_("signature"), max_length=88)
    key_fingerprint = models.CharField(_("fingerprint of the key"), max_length=64)
    public_key = models.CharField(_("public key"), max_length=44)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__gte=1, count__gte=1, count__lte=models.F("position")),
                name="audit_checkpoint_counts",
            )
        ]

    def __str__(self) -> str:
        return str(self.position)


class AuditCounter(models.Model):
    """How many events were ever written, in as many parts as there were writers at once; a trigger counts.

    All parts together are the number of rows of AuditEvent: fewer rows mean that some were deleted.
    """

    slot = models.AutoField(primary_key=True)
    written = models.BigIntegerField(_("events written"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count of audit events")
        verbose_name_plural = _("counts of audit events")
        constraints = [models.CheckConstraint(condition=Q(written__gte=0), name="audit_counter_counts_up")]

    def __str__(self) -> str:
        return f"{self.slot}: {self.written}"


class AuditLock(models.Model):
    """One row. Whoever holds its lock is the only sealer; writers of events never touch it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("audit lock")
        verbose_name_plural = _("audit locks")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_lock_one_row")]

    def __str__(self) -> str:
        return str(self.pk)
