"""How often a person did something that is limited: one row for each person, limit and window."""

from __future__ import annotations

from django.db import models


class LimitCount(models.Model):
    """The window that runs now, or the last one. Only `campus.limits.actions` writes here.

    No foreign key to accounts, which stand above this package; what was done is in the audit log, not here.
    """

    person = models.CharField(max_length=40)  # primary key of the account, or a keyed hash of a stranger's address
    limit = models.CharField(max_length=60)  # a key of settings.LIMITS
    seconds = models.PositiveIntegerField()  # length of the window
    # Seconds since 1970 in which the window began. A number, so that one statement reckons with it on both databases.
    began = models.BigIntegerField()
    count = models.PositiveIntegerField()  # tries within the window, also those that were refused
    is_noted = models.BooleanField(default=False)  # the audit log has its event for this window

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "limit", "seconds"], name="limit_count_once")]

    def __str__(self) -> str:
        return f"{self.limit} {self.seconds}s"
