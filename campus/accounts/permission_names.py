"""The names of all permissions, each with one sentence that a dean can read.

A permission is named `<package>.<verb>`. Roles hold names; views and actions ask for one by name. A name that
is not in this table is a mistake in the code and raises, so that a misspelt name can never mean "allowed".
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSIONS: dict[str, Promise] = {
    "organisation.import": _(
        "Create, change and move the units of the school, one by one or from a spreadsheet."
    ),
    "school.change": _("Change the school's name and office, as they stand on every page and paper."),
    "students.view": _("See the students of the unit, without their archives."),
    "students.import": _("Enter and change students from a spreadsheet."),
    "students.issue_code": _("Issue the one-time code with which a student opens their account."),
    "catalogue.view": _("Read the catalogue of record types, legal bases and rules."),
    "catalogue.change": _("Change the catalogue of record types, legal bases and rules."),
    "records.view": _("See the records of the unit's students."),
    "records.enter": _("Enter a record about a student."),
    "records.import": _("Enter records from a spreadsheet."),
    "records.import_good": _("Enter good records from a spreadsheet, but no adverse ones."),
    "records.confirm": _("Confirm, as a second person, a record that somebody else entered."),
    "records.withdraw": _("Withdraw a record, with a reason."),
    "records.settle_dispute": _("Settle a record that the student disputes."),
    "imports.view": _("See import batches and what was found in them."),
    "imports.release": _("Release, as a second person, a batch that somebody else prepared."),
    "imports.undo": _("Undo a batch that was applied."),
    "exports.release": _("Release, as a second person, a list of records that somebody else wants to take away."),
    "archive.look_up": _(
        "Look into a student's archive for a registered purpose; the student can read who looked."
    ),
    "lookups.review": _("Review who looked into which archive and why."),
    "audit.view": _("Read the audit log and verify that nobody changed it."),
    "accounts.manage": _("Add people, change their accounts and grant or end their roles."),
    "courses.write": _("Write courses, lessons and public pages."),
    "courses.review": _("Review and publish what others wrote."),
    "courses.assign": _("Say which college a course belongs to."),
    "jobs.view": _("See background work, and repeat what failed."),
}


class UnknownPermission(LookupError):
    """Code asked for a permission that does not exist."""


def check_name(permission: str) -> str:
    """The name itself; raises UnknownPermission for a name that is not in PERMISSIONS."""
    if permission not in PERMISSIONS:
        raise UnknownPermission(
            f"{permission!r} is not a permission; see campus/accounts/permission_names.py"
        )
    return permission


def check_names(permissions: Iterable[str]) -> frozenset[str]:
    """The same for several names."""
    return frozenset(check_name(permission) for permission in permissions)
