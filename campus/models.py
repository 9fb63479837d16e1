"""The tables of campus. Each package has its own models; this list is what Django reads."""

from campus.accounts.models import KnownAddress, RoleAssignment, SignedInSession, User
from campus.audit.models import AuditCounter, AuditEntry, AuditEvent, AuditLock, Checkpoint
from campus.jobs.models import Job, ScheduledRun
from campus.limits.models import LimitCount
from campus.organisation.models import SchoolSettings, Unit

__all__ = [
    "AuditCounter",
    "AuditEntry",
    "AuditEvent",
    "AuditLock",
    "Checkpoint",
    "Job",
    "KnownAddress",
    "LimitCount",
    "RoleAssignment",
    "ScheduledRun",
    "SchoolSettings",
    "SignedInSession",
    "Unit",
    "User",
]
