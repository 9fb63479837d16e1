"""Roles that people hold for a unit of the school, described so that a dean can read them.

A role is held for one unit and everything below it (`RoleAssignment`). What it allows is the list `may`;
every name in it is explained in `permission_names.py`. No role allows everything: who enters does not
confirm, who manages accounts does not see archives, who reviews look-ups does not enter records.
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campus.accounts.permission_names import check_name, check_names


class Role:
    """A role. `code` is stored and names the Wagtail group; `is_staff_role` opens the staff pages."""

    code: ClassVar[str]
    name: ClassVar[Promise]
    description: ClassVar[Promise]
    may: ClassVar[frozenset[str]] = frozenset()
    is_staff_role: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        check_names(cls.may)


class Teacher(Role):
    code = "teacher"
    name = _("Teacher")
    description = _("Writes courses and lessons about honesty; somebody else publishes them.")
    may = frozenset({"courses.write"})


class Reviewer(Role):
    code = "reviewer"
    name = _("Reviewer")
    description = _("Reviews and publishes what teachers wrote.")
    may = frozenset({"courses.write", "courses.review", "courses.assign"})


class Registrar(Role):
    code = "registrar"
    name = _("Registrar")
    description = _("Keeps the register of students and units, and imports spreadsheets of the unit.")
    may = frozenset(
        {
            "organisation.import",
            "students.view",
            "students.import",
            "students.issue_code",
            "catalogue.view",
            "records.import",
            "imports.view",
            "imports.release",
            "imports.undo",
        }
    )


class IntegrityOfficer(Role):
    code = "integrity_officer"
    name = _("Integrity officer")
    description = _(
        "Enters, confirms, withdraws and settles records; never confirms what they entered themselves."
    )
    may = frozenset(
        {
            "students.view",
            "catalogue.view",
            "records.view",
            "records.enter",
            "records.import",
            "records.confirm",
            "records.withdraw",
            "records.settle_dispute",
            "imports.view",
            "imports.release",
            "exports.release",
            "archive.look_up",
        }
    )


class PanelMember(Role):
    code = "panel_member"
    name = _("Panel member")
    description = _("Hears cases, and looks into an archive only for the case at hand.")
    may = frozenset({"catalogue.view", "archive.look_up"})


class AidOfficer(Role):
    code = "aid_officer"
    name = _("Scholarship and aid officer")
    description = _(
        "Awards scholarships and aid, looks into archives for that purpose, and imports good deeds."
    )
    may = frozenset(
        {"students.view", "catalogue.view", "records.import_good", "imports.view", "archive.look_up"}
    )


class LoanOfficer(Role):
    code = "loan_officer"
    name = _("Loan officer")
    description = _("Accompanies student loans, and looks into archives for that purpose.")
    may = frozenset({"students.view", "catalogue.view", "imports.view", "archive.look_up"})


class PrivacyOfficer(Role):
    code = "privacy_officer"
    name = _("Privacy officer")
    description = _("Protects personal information: reviews who looked into which archive, and why.")
    may = frozenset({"catalogue.view", "lookups.review", "audit.view", "archive.look_up", "exports.release"})


class Auditor(Role):
    code = "auditor"
    name = _("Auditor")
    description = _("Checks the audit log, the imports and the look-ups; changes nothing.")
    may = frozenset({"catalogue.view", "imports.view", "lookups.review", "audit.view"})


class Ombud(Role):
    code = "ombud"
    name = _("Student ombud")
    description = _(
        "Defends students' rights independently of the offices; reads, with a trace, and changes nothing."
    )
    may = frozenset({"catalogue.view", "lookups.review", "audit.view", "archive.look_up"})


class Administrator(Role):
    code = "administrator"
    name = _("Administrator")
    description = _("Manages accounts, roles, units and the catalogue; sees no student's archive.")
    may = frozenset(
        {
            "accounts.manage",
            "school.change",
            "courses.assign",
            "organisation.import",
            "imports.view",
            "catalogue.view",
            "catalogue.change",
            "jobs.view",
        }
    )


class StudentRole(Role):
    """Whoever has a student's account. It is not granted: the account is bound to one student."""

    code = "student"
    name = _("Student")
    description = _("Sees their own archive and everything about it; no staff page.")
    is_staff_role = False


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        Teacher,
        Reviewer,
        Registrar,
        IntegrityOfficer,
        PanelMember,
        AidOfficer,
        LoanOfficer,
        PrivacyOfficer,
        Auditor,
        Ombud,
        Administrator,
        StudentRole,
    )
}
STAFF_ROLES: list[type[Role]] = [role for role in ROLES.values() if role.is_staff_role]


def roles_with(permission: str) -> list[type[Role]]:
    """The roles that hold this permission; raises UnknownPermission."""
    check_name(permission)
    return [role for role in ROLES.values() if permission in role.may]
